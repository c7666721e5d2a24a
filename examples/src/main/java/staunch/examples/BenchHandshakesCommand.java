package staunch.examples;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.Handshakes;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.RequestText;
import staunch.bench.Summary;

/** {@code bench handshakes}: how many TLS handshakes per second, and how long they take. */
@Command(
        name = "handshakes",
        description = {
            "Makes TLS handshakes, each on a new connection, and counts by what the engine says which were full and which "
                    + "resumed.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 if there is a headline: the client was not the limit, the schedule was kept, hardly anything "
                    + "failed, and the handshakes were those asked for."
        })
final class BenchHandshakesCommand implements Callable<Integer> {
    private final Output output;

    BenchHandshakesCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL-or-HOST:PORT", description = "The server.")
    private String url = "";

    @Option(
            names = "--resume",
            paramLabel = "SHARE",
            arity = "0..1",
            fallbackValue = "1",
            description = "Resume so many: from 0, none, the default, to 1, all; 1 if no share is given.")
    private double resume;

    @Option(
            names = "--request",
            description = "Send one GET for the URL's path behind each handshake, and read the answer.")
    private boolean request;

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
        if (!target.secure()) {
            throw new CommandFailure(url + " is not encrypted, so there are no handshakes: give an https:// URL");
        }
        if (!(resume >= 0 && resume <= 1)) {
            throw new CommandFailure("--resume " + resume + ": a share is from 0 to 1");
        }
        Plan plan = arguments.plan(1);
        Handshakes handshakes = new Handshakes(
                        arguments.name(target),
                        target.port(),
                        arguments.options(),
                        arguments::client,
                        resume,
                        arguments.sessions(plan),
                        request ? Optional.of(RequestText.get(target.authority(), target.target())) : Optional.empty())
                .lookingForRefusal();
        return new LoadRun(Summary.Kind.HANDSHAKES, title(target), arguments, output)
                .run(
                        target,
                        (reactor, route) -> Load.ofHandshakes(arguments.setting(reactor, plan), route, handshakes));
    }

    private String title(GetTarget target) {
        return "Handshakes with " + target.authority() + (request ? " and one GET " + target.target() : "");
    }
}
