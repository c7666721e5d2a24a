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

/** {@code bench requests}: how many requests per second on connections that are kept. */
@Command(
        name = "requests",
        description = {"Sends one GET over and over, on connections that are kept.", ""},
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 if there is a headline."})
final class BenchRequestsCommand implements Callable<Integer> {
    private final Output output;

    BenchRequestsCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL", description = "What to ask for; https:// unless it says http://.")
    private String url = "";

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Send up to so many on a connection before the first is answered. Default: ${DEFAULT-VALUE}.")
    private int depth = 1;

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
        if (depth < 1) {
            throw new CommandFailure("--depth " + depth + ": at least one request is on its way");
        }
        Plan plan = arguments.plan(depth);
        Requests requests = new Requests(
                RequestText.get(target.authority(), target.target()),
                depth,
                arguments.layers(target),
                Asked.of(arguments.options()));
        String title = "Requests to " + target.authority() + target.target() + " on " + arguments.connections()
                + " connections, depth " + depth;
        return new LoadRun(Summary.Kind.REQUESTS, title, arguments, output)
                .run(target, (reactor, route) -> Load.ofRequests(arguments.setting(reactor, plan), route, requests));
    }
}
