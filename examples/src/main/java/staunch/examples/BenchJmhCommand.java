package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
                    + " the bare engine, codec, buffers, tasks, timers, a request through the loop.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "All of them take hours. For example:",
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
            description = "What the names contain, such as Handshake. Default: all.")
    private String regex = "";

    @Option(
            names = "--quick",
            description = "One process and few iterations each: to see that it works, and the bytes.")
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
    public Integer call() throws IOException {
        List<MicroScore> scores = run();
        if (out != null) {
            Files.writeString(out, MicroPage.of(about(), scores));
            output.out().println("Wrote " + out.toAbsolutePath().normalize());
        }
        return 0;
    }

    private List<MicroScore> run() {
        try {
            return Microbenchmarks.run(new Microbenchmarks.Wish(regex, quick, Optional.ofNullable(json)));
        } catch (Microbenchmarks.Failure failure) {
            throw new CommandFailure("the benchmarks could not be run: " + failure.getMessage(), failure);
        }
    }

    private String about() {
        return "JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + (quick ? "; measured quickly, so its times say little" : "");
    }
}
