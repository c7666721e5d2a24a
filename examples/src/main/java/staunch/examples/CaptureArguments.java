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
    private @Nullable Integer harBodyBytes;

    @Option(names = "--har-secrets", description = "Record credentials and cookies in it too.")
    private boolean harSecrets;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description =
                    "Record what was said inside of TLS there as packets, for Wireshark and tshark; secrets included. A file "
                            + "that is there is replaced.")
    private @Nullable Path pcap;

    @Option(
            names = "--pcap-bodies",
            paramLabel = "BYTES",
            description =
                    "Record up to so many bytes of each body in it, and of each direction of a WebSocket. The list says of "
                            + "which there is less. Default: 16777216.")
    private @Nullable Long pcapBodyBytes;

    /** Opens all that is written to; what is there is replaced by {@link Capture#putInPlace}. */
    Capture open(Output output) {
        requireUsed();
        HarRecorder.Options harOptions = harOptions();
        PcapRecorder.Options pcapOptions = pcapOptions();
        Capture capture = new Capture(json ? output.err() : output.out());
        try {
            LineWriter flows = json ? capture.writer("the list", output.out()) : capture.notes();
            capture.add(shown(json ? FlowLines.json(flows) : FlowLines.text(flows, ZoneId.systemDefault())));
            prepare(capture, harOptions, pcapOptions);
            return capture;
        } catch (CommandFailure failure) {
            capture.close();
            throw failure;
        }
    }

    /** The log last: it is made if it is not there. */
    private void prepare(Capture capture, HarRecorder.Options harOptions, PcapRecorder.Options pcapOptions) {
        Path harFile = har;
        if (harFile != null) {
            capture.prepare("--har", harFile, () -> HarRecorder.prepare(harFile, harOptions));
        }
        Path pcapFile = pcap;
        if (pcapFile != null) {
            capture.prepare("--pcap", pcapFile, () -> PcapRecorder.prepare(pcapFile, pcapOptions));
        }
        if (log != null) {
            capture.add(shown(FlowLines.json(capture.writer("--log " + log, LogArguments.append("--log", log)))));
        }
    }

    private void requireUsed() {
        if (har == null && (harBodyBytes != null || harSecrets)) {
            throw new CommandFailure(
                    (harSecrets ? "--har-secrets" : "--har-bodies") + " is for the file that --har names");
        }
        if (pcap == null && pcapBodyBytes != null) {
            throw new CommandFailure("--pcap-bodies is for the file that --pcap names");
        }
        if (isSame(log, har) || isSame(log, pcap) || isSame(har, pcap)) {
            throw new CommandFailure("--har, --pcap and --log must each have a file of its own");
        }
    }

    /** By their names, or because links lead to the same. */
    private static boolean isSame(@Nullable Path one, @Nullable Path other) {
        return one != null
                && other != null
                && (one.toAbsolutePath()
                                .normalize()
                                .equals(other.toAbsolutePath().normalize())
                        || OutputFile.isSame(one, other));
    }

    private FlowLines shown(FlowLines lines) {
        return queries ? lines.withQueries() : lines;
    }

    private HarRecorder.Options harOptions() {
        int bodyBytes = harBodyBytes == null ? 0 : harBodyBytes;
        if (bodyBytes < 0 || bodyBytes > HarRecorder.LARGEST_BODY_BYTES) {
            throw new CommandFailure(
                    "--har-bodies " + bodyBytes + ": it is from 0 to " + HarRecorder.LARGEST_BODY_BYTES);
        }
        HarRecorder.Options options = HarRecorder.Options.DEFAULT.withBodies(bodyBytes);
        return harSecrets ? options.withSecrets() : options;
    }

    private PcapRecorder.Options pcapOptions() {
        if (pcapBodyBytes == null) {
            return PcapRecorder.Options.DEFAULT;
        }
        if (pcapBodyBytes < 0) {
            throw new CommandFailure("--pcap-bodies " + pcapBodyBytes + ": it is 0 or more");
        }
        return PcapRecorder.Options.DEFAULT.withMaxBodyBytes(pcapBodyBytes);
    }
}
