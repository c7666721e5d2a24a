package staunch.examples;

import java.io.IOException;
import java.io.PrintStream;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
        description = {
            "Fetches a page. The connection and the server's certificate are described on standard error; the body goes to "
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
            description = "Print the fields of the response and the whole chain too.")
    private boolean verbose;

    @Option(
            names = "--ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Trust these certificates only: a PEM file, or a folder in OpenSSL's hashed form. "
                    + "Default: those that the system trusts.")
    private @Nullable Path authorities;

    @Option(
            names = "--no-hostname-check",
            description = "Accept a trusted certificate that is for another name. For experiments.")
    private boolean noHostNameCheck;

    @Option(names = "--insecure", description = "Accept any certificate. For experiments.")
    private boolean insecure;

    @Option(
            names = "--resolve",
            paramLabel = "HOST:PORT:ADDRESS",
            description = "For this host and port, go to that address. May be given several times.")
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

    @Mixin
    private TlsArguments tls = new TlsArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws Exception {
        GetTarget target = GetTarget.parse(url);
        Layer layer = target.secure() ? secureLayer(target) : Layer.NONE;
        List<InetSocketAddress> addresses = Resolution.addressesOf(
                target.host(),
                target.port(),
                resolve.stream().map(Resolution::parse).toList());
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1).withStallReportMillis(0))) {
            return fetch(reactor, addresses, layer, target);
        }
    }

    private int fetch(Reactor reactor, List<InetSocketAddress> addresses, Layer layer, GetTarget target)
            throws IOException {
        try (HttpConnection connection = connect(reactor, addresses, layer)) {
            Channel channel = connection.opened().toCompletableFuture().join();
            describe(channel);
            ResponsePrinter printer = new ResponsePrinter(output, verbose);
            Request request = Request.get(target.authority(), target.target())
                    .with("User-Agent", "staunch")
                    .with("Accept", "*/*")
                    .with("Connection", "close");
            connection.send(request, printer);
            ResponseHead head = printer.whole().join();
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
        TlsClient client =
                insecure ? TlsClient.trustingAnybody(tls.options()) : TlsClient.trusting(trust, tls.options());
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
        return Optional.of(
                Identity.fromPem(certificate, key, TerminalPassphrase.orFrom(Optional.ofNullable(passphraseFile))));
    }

    private void describe(Channel channel) {
        PrintStream notes = output.err();
        notes.println("Connected to  " + PrintedAddress.of(channel.remoteAddress()));
        channel.security().ifPresent(security -> describe(security, notes));
        notes.println();
    }

    private void describe(Security security, PrintStream notes) {
        int bits = CipherBits.of(security.cipherSuite());
        notes.println("Protocol      " + security.protocol() + (security.resumed() ? ", resumed" : ""));
        notes.println("Cipher suite  " + security.cipherSuite() + (bits == 0 ? "" : ", " + bits + " bits"));
        security.applicationProtocol().ifPresent(protocol -> notes.println("ALPN          " + protocol));
        List<X509Certificate> chain = security.peerCertificates();
        for (X509Certificate link : verbose ? chain : chain.subList(0, Math.min(1, chain.size()))) {
            describe(CertificateSummary.of(link), notes);
        }
        if (insecure) {
            notes.println("Not checked   the certificate: this may be anybody (--insecure)");
        } else if (noHostNameCheck) {
            notes.println("Not checked   the host name: this may be another server (--no-hostname-check)");
        }
    }

    private static void describe(CertificateSummary link, PrintStream notes) {
        notes.println("Certificate   " + link.subject());
        notes.println("  issuer      " + link.issuer());
        notes.println("  names       " + listed(link.alternativeNames()));
        notes.println("  valid       " + link.notBefore() + " to " + link.notAfter());
        notes.println("  OCSP        " + listed(link.ocspAddresses()));
    }

    private static String listed(List<String> texts) {
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
