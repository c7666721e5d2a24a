package staunch.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.Logs;
import staunch.bench.Percentiles;

/** {@code bench merge}: one log of several. */
@Command(
        name = "merge",
        description = {"Joins the logs (--hlog) of several processes or machines that measured at the same time.", ""},
        abbreviateSynopsis = true,
        sortOptions = false)
final class BenchMergeCommand implements Callable<Integer> {
    private final Output output;

    BenchMergeCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The logs.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to write the joined log.")
    private Path out = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException {
        OutputFile.requireOther("--out", out, files);
        requireOnce();
        OutputFile.requireWritable("--out", out);
        List<Logs.Log> logs = new ArrayList<>();
        for (Path file : files) {
            logs.add(Logs.read(file));
        }
        Logs.Log merged = Logs.merge(logs);
        write(merged);
        if (merged.intervals().isEmpty()) {
            output.out().println("nothing succeeded");
        }
        merged.intervals().keySet().forEach(tag -> output.out().println(line(tag, merged.total(tag))));
        return 0;
    }

    private void requireOnce() {
        for (int i = 0; i < files.size(); i++) {
            for (Path other : files.subList(i + 1, files.size())) {
                if (OutputFile.isSame(files.get(i), other)) {
                    throw new CommandFailure(
                            other + ": is given twice, and would count twice: name the log of each process once");
                }
            }
        }
    }

    private void write(Logs.Log merged) {
        try {
            Logs.write(merged, out);
        } catch (IOException e) {
            throw CommandFailure.unwritable("--out", out, e);
        }
    }

    private static String line(String tag, Histogram times) {
        String percentiles = Percentiles.SHOWN.stream()
                .map(percentile -> Percentiles.name(percentile) + " " + Percentiles.text(times, percentile))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%-10s %d in all; ms %s, max %.3f",
                tag,
                times.getTotalCount(),
                percentiles,
                times.getMaxValue() / 1e6);
    }
}
