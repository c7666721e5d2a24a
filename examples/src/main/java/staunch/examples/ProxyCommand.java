package staunch.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.http.HttpServerOptions;
import staunch.http.proxy.HostPatterns;
import staunch.http.proxy.OnboardingStep;
import staunch.http.proxy.ProxyOptions;
import staunch.http.proxy.ProxyOptions.Uninterceptable;
import staunch.http.proxy.ProxyServer;
import staunch.http.proxy.Rewriting;
import staunch.http.rewrite.RewriteRule;
import staunch.http.rewrite.RewriteRules;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.pki.CertificateAuthority;

/** {@code proxy}: a forward proxy that sees into TLS. */
@Command(
        name = "proxy",
        description = {
            "Intercepts the HTTPS and HTTP of programs that use it as their proxy and trust its authority.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "A rule of --replace is FROM=>TO for all places, or has a list of them in front of it, or re: for a pattern:",
            "  --replace 'cybersecurity=>SEED+Labs'            --replace 'query,headers:tom=>tim'",
            "  --replace 'response-body:re:(?i)colou?r=>hue'   places: query, headers, request-body, response-body, all",
            "The path of a URL is no place, nor are the fields that frame, code or route a message, such as Host.",
            "A text with a colon behind a word, which would be taken for a place, has all: in front of it:",
            "  --replace 'all:colour:red=>colour:blue'",
            "In a query a + stands for a space, in what is looked for and in what takes its place.",
            "",
            "It is for your own traffic. It listens on this machine alone unless --bind says otherwise: whoever reaches it can "
                    + "use it, unless --auth-file wants a password. Who has the key of its authority can pose as any host before those who "
                    + "trust it. The keys of TLS sessions (SSLKEYLOGFILE) are not written, because no provider has a supported way "
                    + "to get them; --pcap writes what was inside instead.",
            "Ctrl-C lets what runs finish for at most 5 s and ends it."
        })
final class ProxyCommand implements Callable<Integer> {
    private static final long DRAIN_MILLIS = 5_000;
    private static final int DEFAULT_UPSTREAM_PORT = 443;

    private final Output output;

    ProxyCommand(Output output) {
        this.output = output;
    }

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The local address to listen on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--direct",
            paramLabel = "PORT[:SERVERS-PORT]",
            description =
                    "Listen there too for clients that take the proxy for their server, as their hosts file says; they are "
                            + "connected to the server that they name (SNI), at port 443 or the one given. The proxy must find its address "
                            + "elsewhere: see --resolve.")
    private @Nullable String direct;

    @Option(
            names = "--intercept",
            paramLabel = "HOSTS",
            description =
                    "See into the TLS of these hosts only, as in *.example.com. May be given several times. Default: all.")
    private List<String> intercepted = new ArrayList<>();

    @Option(
            names = "--pass",
            paramLabel = "HOSTS",
            description = "Let the TLS of these hosts pass as it is. May be given several times.")
    private List<String> passed = new ArrayList<>();

    @Option(
            names = "--uninterceptable",
            paramLabel = "tunnel|refuse",
            description =
                    "What becomes of a connection that is no TLS, or whose client speaks HTTP/2 alone. Default: ${DEFAULT-VALUE}.")
    private String uninterceptable = "tunnel";

    @Option(
            names = "--pinned",
            paramLabel = "N",
            description =
                    "Let a client that has refused the proxy's certificate for a host N times pass to it for an hour. Default: never.")
    private @Nullable Integer pinned;

    @Option(
            names = "--replace",
            paramLabel = "RULE",
            description = "Put one text in the place of another, see below. May be given several times.")
    private List<String> rules = new ArrayList<>();

    @Mixin
    private ProxyAuthorityArguments authority = new ProxyAuthorityArguments();

    @Mixin
    private UpstreamArguments upstream = new UpstreamArguments();

    @Mixin
    private CaptureArguments capture = new CaptureArguments();

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "Want user and password (Basic) of clients; the first line of the file is USER:PASSWORD.")
    private @Nullable Path credentials;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops. Default: one per processor.")
    private int loops = Runtime.getRuntime().availableProcessors();

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
        ProxyOptions options = upstream.addTo(options());
        CertificateAuthority signer = authority.open(output);
        ReactorOptions reactorOptions = reactorOptions();
        InetSocketAddress local = address("--port", port);
        Capture recording = capture.open(output);
        OnInterrupt starting = OnInterrupt.call(recording::close); // which leaves nothing of what is not in place
        try {
            serve(Reactor.start(reactorOptions), local, signer, options, recording, starting);
        } catch (IOException | RuntimeException | Error failure) {
            starting.release();
            recording.close();
            throw failure;
        }
        return 0;
    }

    private void serve(
            Reactor reactor,
            InetSocketAddress local,
            CertificateAuthority signer,
            ProxyOptions options,
            Capture recording,
            OnInterrupt starting)
            throws IOException, InterruptedException {
        CountDownLatch drained = new CountDownLatch(1);
        try {
            ProxyServer proxy = ProxyServer.listen(reactor, local, signer, options.withListener(recording.listener()));
            InetSocketAddress directly = direct == null ? null : listenDirect(proxy, direct);
            recording.putInPlace(); // a port that is taken must not cost the files that are there
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(proxy, reactor, recording, drained)));
            starting.release();
            announce(proxy, directly, recording);
        } catch (IOException | RuntimeException | Error failure) {
            reactor.close();
            throw failure;
        }
        drained.await();
    }

    // ---- its parts ----

    private ProxyOptions options() {
        ProxyOptions options = ProxyOptions.DEFAULT
                .withTls(tls.options())
                .withUninterceptable(uninterceptable())
                .withServer(HttpServerOptions.DEFAULT);
        if (!intercepted.isEmpty()) {
            options = options.withIntercepted(patterns("--intercept", intercepted));
        }
        if (!passed.isEmpty()) {
            options = options.withPassed(patterns("--pass", passed));
        }
        if (pinned != null) {
            if (pinned < 1) {
                throw new CommandFailure(
                        "--pinned " + pinned + ": it takes at least one refusal; without the option, never");
            }
            options = options.withPinnedClients(pinned, options.pinnedMillis());
        }
        if (!rules.isEmpty()) {
            options = options.withInterceptor(new Rewriting(RewriteRules.of(parsedRules())));
        }
        if (credentials != null) {
            options = options.withCredentials(
                    CredentialsFile.read("--auth-file", credentials).forProxy());
        }
        return options;
    }

    private Uninterceptable uninterceptable() {
        try {
            return Uninterceptable.valueOf(uninterceptable.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--uninterceptable " + uninterceptable + ": it is tunnel or refuse", e);
        }
    }

    private List<RewriteRule> parsedRules() {
        try {
            return rules.stream().map(RewriteRule::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--replace: " + e.getMessage(), e);
        }
    }

    static HostPatterns patterns(String option, List<String> globs) {
        try {
            return HostPatterns.of(globs);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(option + ": " + e.getMessage(), e);
        }
    }

    private ReactorOptions reactorOptions() {
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

    private InetSocketAddress listenDirect(ProxyServer proxy, String ports) throws IOException {
        String[] parts = ports.split(":", 2);
        try {
            int local = Integer.parseInt(parts[0]);
            int servers = parts.length == 1 ? DEFAULT_UPSTREAM_PORT : Integer.parseInt(parts[1]);
            if (servers < 1 || servers > 65_535) {
                throw new CommandFailure("--direct " + ports + ": the servers' port is from 1 to 65535");
            }
            return proxy.listenDirect(address("--direct", local), servers);
        } catch (NumberFormatException e) {
            throw new CommandFailure("--direct " + ports + " does not have the form PORT or PORT:SERVERS-PORT", e);
        }
    }

    // ---- its beginning and its end ----

    private void announce(ProxyServer proxy, @Nullable InetSocketAddress directly, Capture recording) {
        InetAddress local = proxy.localAddress().getAddress();
        String at = PrintedAddress.authority(
                local.isAnyLocalAddress() ? "127.0.0.1" : PrintedAddress.of(local), proxy.port());
        recording.note("Listening on " + PrintedAddress.of(proxy.localAddress())
                + (local.isLoopbackAddress()
                        ? ", for programs of this machine alone."
                        : ": whoever reaches it can use it" + (credentials == null ? "." : " with the password.")));
        if (directly != null) {
            recording.note("Also taken for the server itself on " + PrintedAddress.of(directly) + ".");
        }
        String certificate = ShellWord.of(authority.certificate());
        recording.note(
                "Clients must trust its authority: " + certificate + ", also at http://staunch.proxy/ through it.");
        List<OnboardingStep> steps = OnboardingStep.all(certificate, at);
        int column =
                2 + steps.stream().mapToInt(step -> step.who().length()).max().orElse(0);
        for (OnboardingStep step : steps) {
            recording.note("  " + step.who() + " ".repeat(column - step.who().length()) + step.line());
        }
        recording.note("Ctrl-C ends it.");
    }

    private static void drain(ProxyServer proxy, Reactor reactor, Capture recording, CountDownLatch drained) {
        recording.note("Finishing what runs, at most " + TimeUnit.MILLISECONDS.toSeconds(DRAIN_MILLIS) + " s.");
        proxy.drain(DRAIN_MILLIS).toCompletableFuture().join();
        reactor.close();
        recording.close();
        drained.countDown();
    }
}
