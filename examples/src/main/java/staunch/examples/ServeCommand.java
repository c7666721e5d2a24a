package staunch.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.StaticFiles;
import staunch.reactor.ListenOptions;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.DevelopmentCertificates;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/** {@code serve}: an HTTPS server. */
@Command(
        name = "serve",
        description = "Serves a folder, or a welcome page, over HTTPS and prints each request.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final long DRAIN_MILLIS = 5_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen. Default: ${DEFAULT-VALUE}.")
    private int port = 8443;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The local address to listen on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String bind = "localhost";

    @Option(names = "--root", paramLabel = "DIR", description = "The folder to serve. Default: a welcome page.")
    private @Nullable Path root;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "The certificate chain, PEM, in order from the leaf. Default: a certificate for localhost.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM, may be encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of an encrypted key. Default: it is asked for on the terminal.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Require a client certificate issued by one of these.")
    private @Nullable Path clientAuthorities;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops. Default: one per processor.")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Option(names = "--share-port", description = "Let another process listen on the same port, for a hand-over.")
    private boolean sharePort;

    @Mixin
    private TlsArguments tls = new TlsArguments();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec == null ? new PrintWriter(System.out) : spec.commandLine().getOut();
        Credentials credentials = credentials();
        credentials.identity().validityWarning(Instant.now()).ifPresent(warning -> out.println("Warning: " + warning));
        TlsServer layer = layer(credentials.identity());
        HttpHandler handler = root == null ? new WelcomePage() : new StaticFiles(root);
        HttpServerOptions options = HttpServerOptions.DEFAULT
                .withListen(ListenOptions.DEFAULT.withSharePort(sharePort))
                .withListener(new RequestLog(out));

        Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(loops).withCloseGraceMillis(DRAIN_MILLIS));
        CountDownLatch drained = new CountDownLatch(1);
        try {
            HttpServer server = HttpServer.listen(reactor, address(), layer, handler, options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server, reactor, drained, out)));
            announce(out, server, credentials);
        } catch (IOException | RuntimeException failure) {
            reactor.close();
            throw failure;
        }
        drained.await();
        return 0;
    }

    private static void drain(HttpServer server, Reactor reactor, CountDownLatch drained, PrintWriter out) {
        out.println("Finishing what runs, at most " + TimeUnit.MILLISECONDS.toSeconds(DRAIN_MILLIS) + " s.");
        out.flush();
        server.close();
        reactor.close();
        drained.countDown();
    }

    /** Who the server is, and, if it made that up itself, the file that a client needs to believe it. */
    private record Credentials(Identity identity, Optional<Path> authorityFile) {}

    private Credentials credentials() {
        if (certificate == null && key == null) {
            DevelopmentCertificates own = DevelopmentCertificates.inUserFolder();
            return new Credentials(own.identity(), Optional.of(own.authorityFile()));
        }
        if (certificate == null || key == null) {
            throw new CommandFailure("--cert and --key belong together: give both, or none for a certificate of one's own");
        }
        return new Credentials(
                Identity.fromPem(
                        certificate, key, TerminalPassphrase.orFrom(Optional.ofNullable(passphraseFile))),
                Optional.empty());
    }

    private TlsServer layer(Identity identity) {
        TlsServer server = TlsServer.of(identity, tls.options());
        return clientAuthorities == null
                ? server
                : server.requiringClients(TrustAnchors.fromPath(clientAuthorities));
    }

    private InetSocketAddress address() {
        if (port < 0 || port > 65535) {
            throw new CommandFailure("--port " + port + ": a port is from 0, which lets the system choose, to 65535");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(bind), port);
        } catch (UnknownHostException e) {
            throw new CommandFailure("--bind " + bind + " is no address of this machine", e);
        }
    }

    private void announce(PrintWriter out, HttpServer server, Credentials credentials) {
        boolean everywhere = server.localAddress().getAddress().isAnyLocalAddress();
        String url = "https://" + (everywhere ? "localhost" : bind) + ":" + server.port() + "/";
        out.println("Serving " + (root == null ? "a welcome page" : root.toAbsolutePath().normalize()) + " at " + url);
        credentials.authorityFile().ifPresent(file -> {
            out.println("The certificate is signed by an authority of your own: " + file);
            out.println("Try:  curl --cacert " + quoted(file) + " " + url);
        });
        out.println("Ctrl-C ends it.");
        out.flush();
    }

    /** As a shell wants it, should the path hold a space. */
    private static String quoted(Path file) {
        String text = file.toString();
        return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
