package staunch.examples;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.http.LineWriter;
import staunch.http.capture.FlowLines;
import staunch.http.capture.HarRecorder;
import staunch.http.capture.PcapRecorder;

/** What a proxy shows and records of what passes it. */
final class CaptureArguments {
    @Option(
            names = "--json",
            description =
                    "Write an object of JSON for each flow to standard output, and all other lines to standard error.")
    private boolean json;

    @Option(
            names = "--query",
            description = "Show queries in the list of flows; they may hold what is nobody's business.")
    private boolean queries;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Append an object of JSON for each flow to that file too: the access log.")
    private @Nullable Path log;

    @Option(
            names = "--har",
            paramLabel = "FILE",
            description =
                    "Record all exchanges there as HAR 1.2, for the network panel of a browser. The file is whole when the "
                            + "proxy has ended; one that is there is replaced. Credentials and cookies are left out.")
    private @Nullable Path har;

    @Option(
            names = "--har-bodies",
            paramLabel = "BYTES",
            description = "Record bodies in it too, up to so many bytes of each. Default: none.")
    private int harBodyBytes;

    @Option(names = "--har-secrets", description = "Record credentials and cookies in it too.")
    private boolean harSecrets;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description =
                    "Record what was said inside of TLS there as packets, for Wireshark and tshark; secrets included. A file "
                            + "that is there is replaced.")
    private @Nullable Path pcap;

    /** The list alone: nothing is opened yet. */
    Capture list(Output output) {
        Capture capture = new Capture(json ? output.err() : output.out());
        LineWriter flows = json ? capture.writer(output.out()) : capture.notes();
        capture.add(shown(json ? FlowLines.json(flows) : FlowLines.text(flows, ZoneId.systemDefault())));
        return capture;
    }

    private FlowLines shown(FlowLines lines) {
        return queries ? lines.withQueries() : lines;
    }

    /** Opens what is recorded to, and replaces what is there. */
    void record(Capture capture) {
        if (log != null) {
            capture.add(shown(FlowLines.json(capture.writer(LogArguments.append("--log", log)))));
        }
        if (har != null) {
            capture.record("--har", har, harOptions(), HarRecorder::to, HarRecorder::close);
        }
        if (pcap != null) {
            capture.record("--pcap", pcap, PcapRecorder.Options.DEFAULT, PcapRecorder::to, PcapRecorder::close);
        }
    }

    private HarRecorder.Options harOptions() {
        if (harBodyBytes < 0 || harBodyBytes > HarRecorder.LARGEST_BODY_BYTES) {
            throw new CommandFailure(
                    "--har-bodies " + harBodyBytes + ": it is from 0 to " + HarRecorder.LARGEST_BODY_BYTES);
        }
        HarRecorder.Options options = HarRecorder.Options.DEFAULT.withBodies(harBodyBytes);
        return harSecrets ? options.withSecrets() : options;
    }
}
