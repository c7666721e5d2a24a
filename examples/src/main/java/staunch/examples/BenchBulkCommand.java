package staunch.examples;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.Asked;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.RequestText;
import staunch.bench.Requests;
import staunch.bench.Summary;

/** {@code bench bulk}: how many bytes per second. */
@Command(
        name = "bulk",
        description = {"Fetches /bytes/N of a bench server over and over, or sends as much to it.", ""},
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 if there is a headline."})
final class BenchBulkCommand implements Callable<Integer> {
    private static final String UPLOADED_TO = "/plaintext";

    private final Output output;

    BenchBulkCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL", description = "The server, or with a path what to fetch there, or to send to.")
    private String url = "";

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "How long each transfer is. Default: ${DEFAULT-VALUE}.")
    private long size = 64L << 20;

    @Option(names = "--up", description = "Send (POST) rather than fetch; our own server needs --uploads for that.")
    private boolean up;

    @Mixin
    private LoadArguments arguments = new LoadArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        GetTarget target = GetTarget.parse(url);
        if (size < 1) {
            throw new CommandFailure("--size " + size + ": at least one byte");
        }
        Plan plan = arguments.plan(1);
        String path = target.target().equals("/") ? (up ? UPLOADED_TO : "/bytes/" + size) : target.target();
        RequestText text =
                up ? RequestText.post(target.authority(), path, size) : RequestText.get(target.authority(), path);
        Requests requests = new Requests(text, 1, arguments.layers(target), Asked.of(arguments.options()));
        String title = (up ? "Uploads to " : "Downloads from ") + target.authority() + path + " on "
                + arguments.connections() + " connections";
        return new LoadRun(Summary.Kind.BULK, title, arguments, output)
                .run(target, (reactor, route) -> Load.ofRequests(arguments.setting(reactor, plan), route, requests));
    }
}
