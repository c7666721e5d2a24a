package staunch.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.HttpsRedirect;
import staunch.http.StaticFiles;
import staunch.http.StrictTransportSecurity;
import staunch.reactor.Layer;
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
            "--cert and --key may be given several times: a client is shown the certificate with the name that it asks for, "
                    + "or else the first. Their files are looked at every " + CertificateWatch.INTERVAL_SECONDS
                    + " s, and what has changed is shown to new connections.",
            "Ctrl-C stops accepting, lets running answers finish for at most 5 s, and ends it; the exit status is then 130, "
                    + "as of any program that was interrupted."
        })
final class ServeCommand implements Callable<Integer> {
    private static final long DRAIN_MILLIS = 5_000;
    private static final int MAX_LISTED = 10_000;

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

    @Option(names = "--list", description = "Show what is in folders that have no index.html.")
    private boolean list;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<IdentityArguments> identities = new ArrayList<>();

    @Option(
            names = "--client-ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Require a client certificate issued by one of these.")
    private @Nullable Path clientAuthorities;

    @Option(
            names = "--redirect-http",
            paramLabel = "PORT",
            description = "Also listen there for plain HTTP, and send whoever comes to HTTPS.")
    private @Nullable Integer redirectPort;

    @Option(
            names = "--hsts",
            paramLabel = "SECONDS",
            description =
                    "Have browsers come by HTTPS only for so long (HSTS). It holds for all ports of the host: not for "
                            + "localhost, where other things are served too. Default: not said.")
    private @Nullable Long hstsSeconds;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops. Default: one per processor.")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Option(names = "--share-port", description = "Let another process listen on the same port, for a hand-over.")
    private boolean sharePort;

    @Mixin
    private TlsArguments tls = new TlsArguments();

    @Mixin
    private LogArguments logging = new LogArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    /** Who the server is, and, if it made that up itself, the file that a client needs to believe it. */
    private record Credentials(List<Identity> identities, Optional<Path> authorityFile) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Credentials credentials = credentials();
        credentials
                .identities()
                .forEach(identity -> identity.validityWarning(Instant.now())
                        .ifPresent(warning -> output.err().println("Warning: " + warning)));
        TlsServer layer = layer(credentials.identities());
        HttpHandler handler = handler();
        InetSocketAddress address = address("--port", port);
        ReactorOptions reactorOptions = loops();
        ServerLogs logs = logging.open(output);
        if (!identities.isEmpty()) {
            CertificateWatch watch = new CertificateWatch(identities, layer, logs::note);
            logs.every(CertificateWatch.INTERVAL_SECONDS, watch::look);
        }
        Reactor reactor = Reactor.start(reactorOptions);
        CountDownLatch drained = new CountDownLatch(1);
        try {
            List<HttpServer> servers = listen(reactor, address, layer, handler, logs);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(servers, reactor, logs, drained)));
            announce(servers, credentials.authorityFile(), logs);
        } catch (IOException | RuntimeException failure) {
            reactor.close();
            logs.close();
            throw failure;
        }
        drained.await();
        return 0;
    }

    // ---- its parts ----

    private Credentials credentials() {
        if (identities.isEmpty()) {
            DevelopmentCertificates own = DevelopmentCertificates.inUserFolder();
            return new Credentials(List.of(own.identity()), Optional.of(own.authorityFile()));
        }
        return new Credentials(identities.stream().map(IdentityArguments::load).toList(), Optional.empty());
    }

    private TlsServer layer(List<Identity> shown) {
        TlsServer server = TlsServer.of(IdentityArguments.all(shown), tls.options());
        return clientAuthorities == null ? server : server.requiringClients(TrustAnchors.fromPath(clientAuthorities));
    }

    private HttpHandler handler() throws IOException {
        HttpHandler served = root == null ? new WelcomePage() : files(root);
        if (hstsSeconds == null) {
            return served;
        }
        if (hstsSeconds < 0) {
            throw new CommandFailure("--hsts " + hstsSeconds + ": it is for 0 seconds, which ends it, or longer");
        }
        return new StrictTransportSecurity(Duration.ofSeconds(hstsSeconds), false).before(served);
    }

    private StaticFiles files(Path folder) throws IOException {
        StaticFiles files = StaticFiles.of(folder);
        return list ? files.withListing(MAX_LISTED) : files;
    }

    private ReactorOptions loops() {
        if (loops < 1) {
            throw new CommandFailure("--loops " + loops + ": there must be at least one");
        }
        return ReactorOptions.DEFAULT.withLoops(loops);
    }

    private InetSocketAddress address(String option, int number) {
        if (number < 0 || number > 65_535) {
            throw new CommandFailure(
                    option + " " + number + ": a port is from 0, which lets the system choose, to 65535");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(bind), number);
        } catch (UnknownHostException e) {
            throw new CommandFailure("--bind " + bind + " is no address of this machine", e);
        }
    }

    /** The server, and the one that only redirects to it if that is wanted. */
    private List<HttpServer> listen(
            Reactor reactor, InetSocketAddress address, TlsServer layer, HttpHandler handler, ServerLogs logs)
            throws IOException {
        HttpServerOptions options = HttpServerOptions.DEFAULT
                .withListen(ListenOptions.DEFAULT.withSharePort(sharePort))
                .withListener(logs.listener());
        HttpServer server = HttpServer.listen(reactor, address, layer, handler, options);
        if (redirectPort == null) {
            return List.of(server);
        }
        InetSocketAddress plain = address("--redirect-http", redirectPort);
        return List.of(
                server, HttpServer.listen(reactor, plain, Layer.NONE, new HttpsRedirect(server.port()), options));
    }

    // ---- its beginning and its end ----

    private void announce(List<HttpServer> servers, Optional<Path> authorityFile, ServerLogs logs) {
        String url = "https://" + authority(servers.get(0)) + "/";
        logs.note("Serving "
                + (root == null ? "a welcome page" : root.toAbsolutePath().normalize()) + " at " + url);
        servers.stream()
                .skip(1)
                .forEach(redirect -> logs.note("Redirecting to it from http://" + authority(redirect) + "/"));
        authorityFile.ifPresent(file -> {
            logs.note("Its certificate is signed by an authority of your own: " + file);
            logs.note("Try:  curl --cacert " + ShellWord.of(file) + " " + url);
            logs.note("Or:   ./staunch get --ca " + ShellWord.of(file) + " " + url);
        });
        logs.note("Ctrl-C ends it.");
    }

    private String authority(HttpServer server) {
        boolean everywhere = server.localAddress().getAddress().isAnyLocalAddress();
        return PrintedAddress.authority(everywhere ? "localhost" : bind, server.port());
    }

    private static void drain(List<HttpServer> servers, Reactor reactor, ServerLogs logs, CountDownLatch drained) {
        logs.note("Finishing what runs, at most " + TimeUnit.MILLISECONDS.toSeconds(DRAIN_MILLIS) + " s.");
        List<CompletableFuture<Boolean>> draining = servers.stream()
                .map(server -> server.drain(DRAIN_MILLIS).toCompletableFuture())
                .toList();
        boolean inTime = draining.stream().map(CompletableFuture::join).reduce(true, Boolean::logicalAnd);
        logs.note(inTime ? "All connections have ended." : "The time is over: what was still running was cut off.");
        reactor.close();
        logs.close();
        drained.countDown();
    }
}
