package staunch.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import staunch.http.HttpConnection;
import staunch.http.Request;
import staunch.http.codec.ResponseHead;
import staunch.reactor.Channel;
import staunch.reactor.ConnectFailure;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.Security;
import staunch.tls.TlsClient;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/** {@code get}: a TLS client that fetches one page and says what it sees of the server. */
@Command(
        name = "get",
        description = "Fetches a page: the connection is described on standard error, the body goes to standard output.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "What to fetch; https:// unless it says http://.")
    private String url = "";

    @Option(
            names = "--ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Trust these certificates only: a PEM file, or a folder in OpenSSL's hashed form. "
                    + "Default: those that the system trusts.")
    private @Nullable Path authorities;

    @Option(names = "--no-hostname-check", description = "Accept a valid certificate for any name. Dangerous.")
    private boolean noHostNameCheck;

    @Option(names = "--insecure", description = "Accept any certificate. Dangerous.")
    private boolean insecure;

    @Option(
            names = "--resolve",
            paramLabel = "HOST:PORT:ADDRESS",
            description = "For this host and port, go to that address. May be repeated.")
    private List<String> resolve = new ArrayList<>();

    @Option(names = "--cert", paramLabel = "FILE", description = "A client certificate's chain, PEM, from the leaf.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM, may be encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of an encrypted key. Default: it is asked for on the terminal.")
    private @Nullable Path passphraseFile;

    @Option(names = {"-v", "--verbose"}, description = "Print the fields of the response and the whole chain too.")
    private boolean verbose;

    @Mixin
    private TlsArguments tls = new TlsArguments();

    @Override
    public Integer call() throws Exception {
        PrintWriter notes = spec == null ? new PrintWriter(System.err) : spec.commandLine().getErr();
        GetTarget target = GetTarget.parse(url);
        Layer layer = target.secure() ? secureLayer(target) : Layer.NONE;
        List<InetSocketAddress> addresses = Resolution.addressesOf(
                target.host(), target.port(), resolve.stream().map(Resolution::parse).toList());
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1).withStallReportMillis(0))) {
            return fetch(reactor, addresses, layer, target, notes);
        }
    }

    private int fetch(
            Reactor reactor, List<InetSocketAddress> addresses, Layer layer, GetTarget target, PrintWriter notes)
            throws IOException {
        try (HttpConnection connection = connect(reactor, addresses, layer)) {
            Channel channel = connection.opened().toCompletableFuture().join();
            describe(channel, notes);
            ResponsePrinter printer = new ResponsePrinter(notes, verbose, System.out);
            Request request = Request.get(target.authority(), target.target())
                    .with("User-Agent", "staunch")
                    .with("Accept", "*/*")
                    .with("Connection", "close");
            connection.send(request, printer);
            ResponseHead head = printer.whole().join();
            System.out.flush();
            return head.status().code() < 400 ? 0 : 1;
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    /** The first address that can be connected to; what a server says there is final. */
    private static HttpConnection connect(Reactor reactor, List<InetSocketAddress> addresses, Layer layer)
            throws IOException {
        CompletionException last = null;
        for (InetSocketAddress address : addresses) {
            HttpConnection connection = HttpConnection.open(reactor, address, layer);
            try {
                connection.opened().toCompletableFuture().join();
                return connection;
            } catch (CompletionException e) {
                last = e;
                if (!(e.getCause() instanceof ConnectFailure)) {
                    break;
                }
            }
        }
        if (last == null) {
            throw new CommandFailure("no address to connect to");
        }
        throw unwrapped(last);
    }

    private static IOException unwrapped(CompletionException failure) throws IOException {
        Throwable cause = failure.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private Layer secureLayer(GetTarget target) {
        TrustAnchors trust = authorities == null ? TrustAnchors.fromSystem() : TrustAnchors.fromPath(authorities);
        TlsClient client = insecure
                ? TlsClient.trustingAnybody(tls.options())
                : TlsClient.trusting(trust, tls.options());
        if (noHostNameCheck) {
            client = client.withoutHostNameCheck();
        }
        Optional<Identity> identity = identity();
        if (identity.isPresent()) {
            client = client.withIdentity(identity.get());
        }
        return client.to(target.host(), target.port());
    }

    private Optional<Identity> identity() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new CommandFailure("--cert and --key belong together: give both");
        }
        return Optional.of(Identity.fromPem(
                certificate, key, TerminalPassphrase.orFrom(Optional.ofNullable(passphraseFile))));
    }

    private void describe(Channel channel, PrintWriter notes) {
        notes.println("Connected to " + channel.remoteAddress());
        channel.security().ifPresent(security -> describe(security, notes));
        notes.println();
        notes.flush();
    }

    private void describe(Security security, PrintWriter notes) {
        notes.println("Protocol:     " + security.protocol() + (security.resumed() ? ", resumed" : ""));
        notes.println("Cipher suite: " + security.cipherSuite() + ", " + CipherBits.of(security.cipherSuite()) + " bits");
        security.applicationProtocol().ifPresent(protocol -> notes.println("ALPN:         " + protocol));
        List<X509Certificate> chain = security.peerCertificates();
        for (X509Certificate link : verbose ? chain : chain.subList(0, Math.min(1, chain.size()))) {
            describe(CertificateSummary.of(link), notes);
        }
    }

    private static void describe(CertificateSummary link, PrintWriter notes) {
        notes.println("Certificate:  " + link.subject());
        notes.println("  issuer:     " + link.issuer());
        notes.println("  names:      " + String.join(", ", link.alternativeNames()));
        notes.println("  valid:      " + link.notBefore() + " to " + link.notAfter());
        notes.println("  OCSP:       " + (link.ocspAddresses().isEmpty() ? "none" : String.join(", ", link.ocspAddresses())));
    }
}
