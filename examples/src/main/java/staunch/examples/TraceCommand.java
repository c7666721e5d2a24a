package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.http.HttpConnection;
import staunch.reactor.Channel;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.Security;
import staunch.tls.TlsOptions;
import staunch.tls.record.RecordListener;

/** {@code trace}: a handshake, a request and the end of the connection as a table of records. */
@Command(
        name = "trace",
        description = {
            "Shows the records of a connection: the handshake, a GET, the response, the end.",
            "--> is sent, <-- is received; bytes count a record with its header. What is encrypted has no names: what it "
                    + "must hold, by the protocol and by what the TLS engine did, is marked as inferred.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "An abbreviated handshake, the old protocol, and a HelloRetryRequest:",
            "  staunch trace --repeat 2 https://localhost:8443/",
            "  staunch trace --tls 1.2 https://localhost:8443/",
            "  openssl s_server -accept 4433 -www -groups P-384 -cert FILE -key FILE",
            "  staunch trace --insecure https://localhost:4433/"
        })
final class TraceCommand implements Callable<Integer> {
    private static final Output NOWHERE = new Output(
            new PrintStream(OutputStream.nullOutputStream()), new PrintStream(OutputStream.nullOutputStream()));

    private final Output output;

    TraceCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL", description = "Where to connect to; https:// may be left out.")
    private String url = "";

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Connect so many times, one after the other, to see sessions resumed. Default: 1.")
    private int repeat = 1;

    @Option(
            names = "--groups",
            paramLabel = "NAMES",
            description =
                    "The groups for the key exchange, best first, such as x25519,secp384r1. The provider sends key "
                            + "shares for the first ones; a server that wants another asks by HelloRetryRequest.")
    private @Nullable String groups;

    @Option(names = "--json", description = "Print a JSON object per line rather than a table.")
    private boolean json;

    @Mixin
    private ClientArguments arguments = new ClientArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException {
        GetTarget target = GetTarget.parse(url);
        if (!target.secure()) {
            throw new CommandFailure(url + " is not encrypted, so there are no records: give an https:// URL");
        }
        if (repeat < 1) {
            throw new CommandFailure("--repeat " + repeat + ": there must be at least one connection");
        }
        setGroups();
        PrintStream out = output.out();
        try {
            new Tracing(json ? new TraceLines(out) : new TraceTable(out)).run(target);
        } catch (IOException | IllegalArgumentException | ExceptionInInitializerError e) {
            if (withoutGroups(e)) {
                throw new CommandFailure(
                        "--groups " + groups + ": SunJSSE has none of them; name one such as x25519", e);
            }
            throw e;
        }
        arguments.notChecked().ifPresent(what -> output.err().println("Not checked   " + what));
        return 0;
    }

    /** SunJSSE cannot be loaded then: by the context on newer JDKs, by the first hello on older ones. */
    private boolean withoutGroups(Throwable failure) {
        return groups != null
                && (failure instanceof ExceptionInInitializerError
                        || failure.getCause() instanceof ExceptionInInitializerError);
    }

    private void setGroups() {
        if (groups == null) {
            return;
        }
        if (arguments.options().provider().equals("Conscrypt")) {
            throw new CommandFailure("--groups is not known to Conscrypt: use another --provider");
        }
        System.setProperty(TlsOptions.PROCESS_GROUPS_PROPERTY, groups);
    }

    /** All connections of one command: they share a client, and so its sessions. */
    private final class Tracing {
        private final TraceOutput shown;
        private int connections;
        private HandshakeFacts facts = new HandshakeFacts();

        Tracing(TraceOutput shown) {
            this.shown = shown;
        }

        void run(GetTarget target) throws IOException {
            Layer layer = arguments
                    .client(arguments.options().withRecordListener(this::begin))
                    .to(target.host(), target.port());
            for (int i = 0; i < repeat; i++) {
                shown.end(exchange(target, layer), facts);
            }
        }

        /** Each record is timed when it is made or opened, not by the loop, whose clock stands still during a turn. */
        private RecordListener begin(Channel lower) {
            long startNanos = System.nanoTime();
            HandshakeFacts ofThis = new HandshakeFacts();
            facts = ofThis;
            shown.begin(++connections, lower.remoteAddress());
            int[] number = {0};
            return record -> {
                double millis = (System.nanoTime() - startNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
                ofThis.onRecord(record);
                shown.record(++number[0], millis, record);
            };
        }

        /** Returns when the connection is closed, so that its last records are shown before the summary. */
        private Security exchange(GetTarget target, Layer layer) throws IOException {
            try (Reactor reactor = ClientArguments.startReactor();
                    HttpConnection connection = arguments.connect(reactor, target, layer)) {
                Channel channel = connection.opened().toCompletableFuture().join();
                Security security = channel.security().orElseThrow();
                ResponsePrinter response = new ResponsePrinter(NOWHERE, false);
                connection.send(ClientArguments.request(target), response);
                response.whole().join();
                return security;
            } catch (CompletionException e) {
                throw arguments.explained(e);
            }
        }
    }
}
