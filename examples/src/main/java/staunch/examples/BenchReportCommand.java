package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.Logs;
import staunch.bench.ReportPage;

/** {@code bench report}: a page to look at. */
@Command(
        name = "report",
        description = {"Makes one page, which needs nothing else, of one or several logs (--hlog), to be compared.", ""
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class BenchReportCommand implements Callable<Integer> {
    private final Output output;

    BenchReportCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The logs.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The page, such as report.html.")
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
        OutputFile.requireWritable("--out", out);
        List<Logs.Log> logs = new ArrayList<>();
        for (Path file : files) {
            logs.add(Logs.read(file));
        }
        write(ReportPage.of(logs));
        output.out().println("Wrote " + out.toAbsolutePath().normalize());
        return 0;
    }

    private void write(String page) {
        try {
            Files.writeString(out, page);
        } catch (IOException e) {
            throw CommandFailure.unwritable("--out", out, e);
        }
    }
}
