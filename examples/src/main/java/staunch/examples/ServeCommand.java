package staunch.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
        description = {"Serves a folder, or a welcome page, over HTTPS and prints each request.", ""},
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "Without --cert and --key it makes a certificate authority and a certificate for localhost at first use, in "
                    + "~/.config/staunch.",
            "Ctrl-C stops accepting, lets running answers finish for at most 5 s, and ends it; the exit status is then 130, "
                    + "as of any program that was interrupted."
        })
final class ServeCommand implements Callable<Integer> {
    private static final long DRAIN_MILLIS = 5_000;

    private final Output output;

    ServeCommand(Output output) {
        this.output = output;
    }

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

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Credentials credentials = credentials();
        credentials
                .identity()
                .validityWarning(Instant.now())
                .ifPresent(warning -> output.err().println("Warning: " + warning));
        TlsServer layer = layer(credentials.identity());
        HttpHandler handler = root == null ? new WelcomePage() : StaticFiles.of(root);
        HttpServerOptions options = HttpServerOptions.DEFAULT
                .withListen(ListenOptions.DEFAULT.withSharePort(sharePort))
                .withListener(new RequestLog(output.out(), ZoneId.systemDefault()));

        Reactor reactor = Reactor.start(loops());
        CountDownLatch drained = new CountDownLatch(1);
        try {
            HttpServer server = HttpServer.listen(reactor, address(), layer, handler, options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server, reactor, drained)));
            announce(server, credentials);
        } catch (IOException | RuntimeException failure) {
            reactor.close();
            throw failure;
        }
        drained.await();
        return 0;
    }

    private void drain(HttpServer server, Reactor reactor, CountDownLatch drained) {
        output.out().println("Finishing what runs, at most " + TimeUnit.MILLISECONDS.toSeconds(DRAIN_MILLIS) + " s.");
        server.close();
        reactor.close();
        drained.countDown();
    }

    /** Who the server is, and, if it made that up itself, the file that a client needs to believe it. */
    private record Credentials(Identity identity, Optional<Path> authorityFile) {}

    private Credentials credentials() {
        if (key == null && passphraseFile != null) {
            throw new CommandFailure("--key-pass-file holds the passphrase of --key: give that too");
        }
        if (certificate == null && key == null) {
            DevelopmentCertificates own = DevelopmentCertificates.inUserFolder();
            return new Credentials(own.identity(), Optional.of(own.authorityFile()));
        }
        if (certificate == null || key == null) {
            throw new CommandFailure(
                    "--cert and --key belong together: give both, or none for one that Staunch makes itself");
        }
        return new Credentials(
                Identity.fromPem(certificate, key, TerminalPassphrase.orFrom(Optional.ofNullable(passphraseFile))),
                Optional.empty());
    }

    private TlsServer layer(Identity identity) {
        TlsServer server = TlsServer.of(identity, tls.options());
        return clientAuthorities == null ? server : server.requiringClients(TrustAnchors.fromPath(clientAuthorities));
    }

    private ReactorOptions loops() {
        if (loops < 1) {
            throw new CommandFailure("--loops " + loops + ": there must be at least one");
        }
        return ReactorOptions.DEFAULT.withLoops(loops).withCloseGraceMillis(DRAIN_MILLIS);
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

    private void announce(HttpServer server, Credentials credentials) {
        boolean everywhere = server.localAddress().getAddress().isAnyLocalAddress();
        String host = everywhere ? "localhost" : bind;
        String url = "https://" + PrintedAddress.authority(host, server.port()) + "/";
        PrintStream out = output.out();
        out.println("Serving "
                + (root == null ? "a welcome page" : root.toAbsolutePath().normalize()) + " at " + url);
        credentials.authorityFile().ifPresent(file -> {
            out.println("Its certificate is signed by an authority of your own: " + file);
            out.println("Try:  curl --cacert " + ShellWord.of(file) + " " + url);
            out.println("Or:   ./staunch get --ca " + ShellWord.of(file) + " " + url);
        });
        out.println("Ctrl-C ends it.");
    }
}
