package staunch.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.bench.BenchServer;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.DevelopmentCertificates;
import staunch.tls.pki.Identity;

/** {@code bench server}: a server with nothing to do but to answer. */
@Command(
        name = "server",
        description = {
            "Serves from memory: /plaintext, 13 bytes, and /bytes/N, N zeros. Prints nothing while it serves.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class BenchServerCommand implements Callable<Integer> {
    private static final long DRAIN_MILLIS = 5_000;

    private final Output output;

    BenchServerCommand(Output output) {
        this.output = output;
    }

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen. Default: ${DEFAULT-VALUE}.")
    private int port = 8443;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The local address to listen on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String bind = "127.0.0.1";

    @ArgGroup(exclusive = false)
    private @Nullable IdentityArguments identity;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops. Default: one per processor.")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--uploads",
            description = "Also read what is sent, for bench bulk --up; costs each request a little.")
    private boolean uploads;

    @Mixin
    private TlsArguments tls = new TlsArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        IdentityArguments given = identity;
        Optional<DevelopmentCertificates> own =
                given == null ? Optional.of(DevelopmentCertificates.inUserFolder()) : Optional.empty();
        Identity shown = given == null ? own.orElseThrow().identity() : given.load();
        TlsServer layer = TlsServer.of(shown, BenchServer.patient(tls.options()));
        HttpHandler handler = uploads ? BenchServer.handlerWithUploads() : BenchServer.handler();
        InetSocketAddress address = address();
        Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(loops));
        CountDownLatch drained = new CountDownLatch(1);
        try {
            HttpServer server = HttpServer.listen(reactor, address, layer, handler, BenchServer.options());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.drain(DRAIN_MILLIS).toCompletableFuture().join();
                reactor.close();
                drained.countDown();
            }));
            announce(server, own.map(DevelopmentCertificates::authorityFile));
        } catch (IOException | RuntimeException failure) {
            reactor.close();
            throw failure;
        }
        drained.await();
        return 0;
    }

    private InetSocketAddress address() {
        try {
            return new InetSocketAddress(InetAddress.getByName(bind), port);
        } catch (UnknownHostException e) {
            throw new CommandFailure("--bind " + bind + " is no address of this machine", e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "--port " + port + ": a port is from 0, which lets the system choose, to 65535", e);
        }
    }

    private void announce(HttpServer server, Optional<Path> authority) {
        String url = "https://" + PrintedAddress.authority(own(server) ? "localhost" : bind, server.port());
        output.out()
                .println("Serving " + url + "/plaintext and " + url + "/bytes/N, process "
                        + ProcessHandle.current().pid());
        String trust = authority.map(file -> " --ca " + ShellWord.of(file)).orElse("");
        for (String command : List.of("handshakes", "requests")) {
            output.out().println("Try:  ./staunch bench " + command + trust + " " + url + "/plaintext");
        }
        output.out().println("Ctrl-C ends it.");
    }

    private static boolean own(HttpServer server) {
        InetAddress address = server.localAddress().getAddress();
        return address.isAnyLocalAddress() || address.isLoopbackAddress();
    }
}
