package staunch.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.http.HttpConnection;
import staunch.http.codec.ResponseHead;
import staunch.reactor.Channel;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/** {@code get}: a TLS client that fetches one page and says what it sees of the server. */
@Command(
        name = "get",
        description = {
            "Fetches a page. The connection and the server's certificates are described on standard error; the body goes to "
                    + "standard output.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 if the server proved who it is and its answer came whole, with a status below 400.",
            "",
            "What the host name check is for: go to another server than HOST's, with and without it.",
            "  staunch get --resolve HOST:443:ADDRESS https://HOST/",
            "  staunch get --resolve HOST:443:ADDRESS --no-hostname-check https://HOST/"
        })
final class GetCommand implements Callable<Integer> {
    private final Output output;

    GetCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL", description = "What to fetch; https:// unless it says http://.")
    private String url = "";

    @Option(
            names = {"-v", "--verbose"},
            description = "Print the fields of the response too.")
    private boolean verbose;

    @Mixin
    private ClientArguments arguments = new ClientArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws Exception {
        GetTarget target = GetTarget.parse(url);
        Layer layer =
                target.secure() ? arguments.client(arguments.options()).to(target.host(), target.port()) : Layer.NONE;
        try (Reactor reactor = ClientArguments.startReactor()) {
            return fetch(reactor, layer, target);
        }
    }

    private int fetch(Reactor reactor, Layer layer, GetTarget target) throws IOException {
        try (HttpConnection connection = arguments.connect(reactor, target, layer)) {
            describe(connection.opened().toCompletableFuture().join());
            ResponsePrinter printer = new ResponsePrinter(output, verbose);
            connection.send(ClientArguments.request(target), printer);
            ResponseHead head = printer.whole().join();
            return head.status().code() < 400 ? 0 : 1;
        } catch (CompletionException e) {
            throw arguments.explained(e);
        }
    }

    private void describe(Channel channel) {
        PrintStream notes = output.err();
        notes.println("Connected to  " + PrintedAddress.of(channel.remoteAddress()));
        channel.security().ifPresent(security -> {
            PrintedSecurity.connection(security, notes);
            PrintedSecurity.chain(security, notes);
            arguments.notChecked().ifPresent(what -> notes.println("Not checked   " + what));
        });
        notes.println();
    }
}
