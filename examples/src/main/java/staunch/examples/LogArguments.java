package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.http.AppendedFile;

/** The arguments about what a server tells of itself. */
final class LogArguments {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Append a line for each request to that file, in the combined format; - for standard output, "
                    + "with all other lines on standard error. A file that is moved away is made anew.")
    private @Nullable String accessLog;

    @Option(
            names = "--json",
            description = "Write the access log, by default to standard output, and the metrics as objects of JSON.")
    private boolean json;

    @Option(names = "--no-query", description = "Leave queries out of the access log and of the lines for people.")
    private boolean noQuery;

    @Option(
            names = "--metrics",
            paramLabel = "SECONDS",
            description = "Print counters and latencies every so many seconds, and at the end.")
    private @Nullable Integer metricsSeconds;

    ServerLogs open(Output output) {
        if (metricsSeconds != null && metricsSeconds < 1) {
            throw new CommandFailure("--metrics " + metricsSeconds + ": there must be a second between two lines");
        }
        String file = accessLog == null && json ? STANDARD_OUTPUT : accessLog;
        boolean machine = STANDARD_OUTPUT.equals(file);
        PrintStream notes = machine ? output.err() : output.out();
        ServerLogs logs = new ServerLogs(notes, json, ZoneId.systemDefault());
        if (file != null) {
            logs.access(machine ? output.out() : append("--access-log", Path.of(file)), noQuery);
        }
        if (!machine) {
            logs.requests(noQuery);
        }
        if (metricsSeconds != null) {
            logs.metricsEvery(metricsSeconds);
        }
        return logs;
    }

    static OutputStream append(String option, Path file) {
        try {
            return AppendedFile.open(file);
        } catch (IOException e) {
            throw CommandFailure.unwritable(option, file, e);
        }
    }
}
