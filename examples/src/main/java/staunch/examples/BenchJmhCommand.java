package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.MicroPage;
import staunch.bench.MicroScore;
import staunch.bench.jmh.Microbenchmarks;

/** {@code bench jmh}: what single steps cost. */
@Command(
        name = "jmh",
        description = {
            "Measures single steps with JMH, their time and the bytes that they allocate: records and handshakes beside"
                    + " the bare engine, a hello, the codec, bodies, buffers, tasks, timers, a request through the loop."
                    + " Each of these words is part of a name.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "All of them take hours, quickly some minutes. For example:",
            "  ./staunch bench jmh RecordBenchmark.wrap --json wrap.json --out wrap.html",
            "A ratio to the bare engine is believable on any machine, a time on a quiet one."
        })
final class BenchJmhCommand implements Callable<Integer> {
    private final Output output;

    BenchJmhCommand(Output output) {
        this.output = output;
    }

    @Parameters(
            paramLabel = "REGEX",
            arity = "0..1",
            description = "What the names contain, such as handshake or timer. Default: all.")
    private String regex = "";

    @Option(names = "--list", description = "Only print the names.")
    private boolean list;

    @Option(
            names = "--quick",
            description =
                    "One process, few iterations and one value of each parameter, half a minute for a class: to see"
                            + " that it works, and the bytes.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write JMH's own JSON.")
    private @Nullable Path json;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write a page, such as jmh.html.")
    private @Nullable Path out;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() {
        List<String> names = names();
        if (list) {
            names.forEach(output.out()::println);
            return 0;
        }
        if (json != null) {
            OutputFile.requireWritable("--json", json);
        }
        if (out != null) {
            OutputFile.requireWritable("--out", out);
        }
        List<MicroScore> scores = run(names.size());
        if (out != null) {
            write(MicroPage.of(about(), scores), out);
        }
        return 0;
    }

    private List<String> names() {
        List<String> names;
        try {
            names = Microbenchmarks.names(regex);
        } catch (PatternSyntaxException e) {
            throw new CommandFailure(regex + " is no regular expression: " + e.getDescription(), e);
        }
        if (names.isEmpty()) {
            throw new CommandFailure("no benchmark's name contains " + regex + "; they are "
                    + String.join(", ", Microbenchmarks.names("")));
        }
        return names;
    }

    private List<MicroScore> run(int count) {
        Microbenchmarks.Wish wish = new Microbenchmarks.Wish(regex, quick, Optional.ofNullable(json));
        output.err().println(count + " benchmarks: this takes about " + words(Microbenchmarks.expected(wish)) + ".");
        try {
            return Microbenchmarks.run(wish);
        } catch (Microbenchmarks.Failure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()), failure);
        }
    }

    private static String words(Duration span) {
        if (span.toMinutes() < 2) {
            return span.toSeconds() + " seconds";
        }
        return span.toHours() < 2 ? span.toMinutes() + " minutes" : span.toHours() + " hours";
    }

    private void write(String page, Path file) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw CommandFailure.unwritable("--out", file, e);
        }
        output.out().println("Wrote " + file.toAbsolutePath().normalize());
    }

    private String about() {
        return "JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + (quick ? "; measured quickly, so its times say little" : "");
    }
}
