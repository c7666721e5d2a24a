package staunch.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import staunch.http.HttpConnection;
import staunch.http.HttpServer;
import staunch.http.Request;
import staunch.http.codec.Status;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.Security;
import staunch.tls.TlsClient;
import staunch.tls.TlsException;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/**
 * {@code experiment hostname}: TLS proves that the peer has a valid certificate, and cannot know whose it should be. A
 * client that means one server is sent to another, as by an altered entry of {@code /etc/hosts}, and tries with and
 * without the check that only the application can ask for.
 *
 * <pre>
 *   client, means a.test --- altered address ---&gt; b.test, valid certificate for b.test
 *        '- - - - - true address - - - - - - - -&gt; a.test, valid certificate for a.test
 * </pre>
 */
@Command(
        name = "hostname",
        description = {
            "Starts two servers with valid certificates, sends a client that means the one to the other, and shows what "
                    + "the host name check makes of it.",
            ""
        },
        footer = {"", "Exit status: 0 if only the check refused the wrong server."})
final class HostNameExperiment implements Callable<Integer> {
    private static final String MEANT = "a.test";
    private static final String OTHER = "b.test";
    private static final int MAX_BODY_BYTES = 1024;

    private final Output output;

    HostNameExperiment(Output output) {
        this.output = output;
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("Experiment CA");
        TlsClient checking = TlsClient.trusting(TrustAnchors.of(List.of(authority.certificate())));
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            InetSocketAddress meant = serve(reactor, authority, MEANT);
            InetSocketAddress other = serve(reactor, authority, OTHER, "www." + OTHER);
            PrintStream out = output.out();
            out.println("Two servers, their certificates issued by one authority that the client trusts:");
            out.println("  " + MEANT + " at " + PrintedAddress.of(meant));
            out.println("  " + OTHER + " at " + PrintedAddress.of(other));
            out.println("A client wants " + MEANT + ". An altered address mapping sends it to " + OTHER + "'s.");

            boolean believed = attempt(
                    "Without the host name check, at the altered address:",
                    reactor,
                    other,
                    checking.withoutHostNameCheck());
            boolean fooled = attempt("With the check, at the altered address:", reactor, other, checking);
            boolean served = attempt("With the check, at the true address:", reactor, meant, checking);
            return believed && !fooled && served ? 0 : 1;
        }
    }

    private static InetSocketAddress serve(Reactor reactor, CertificateAuthority authority, String... names)
            throws IOException {
        return HttpServer.listen(
                        reactor,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        TlsServer.of(authority.issue(LeafRequest.forServer(names))),
                        exchange -> exchange.respond(Status.OK, "text/plain", "This is " + names[0] + "."))
                .localAddress();
    }

    /** Whether the server was believed. */
    private boolean attempt(String what, Reactor reactor, InetSocketAddress address, TlsClient client) {
        PrintStream out = output.out();
        out.println();
        out.println(what);
        try (HttpConnection connection = HttpConnection.open(reactor, address, client.to(MEANT, address.getPort()))) {
            Security security =
                    connection.opened().toCompletableFuture().join().security().orElseThrow();
            String answer = connection
                    .fetch(Request.get(MEANT, "/"), MAX_BODY_BYTES)
                    .toCompletableFuture()
                    .join()
                    .text();
            CertificateSummary shown =
                    CertificateSummary.of(security.peerCertificates().get(0));
            out.println("  accepted: its certificate is valid, for " + String.join(", ", shown.alternativeNames()));
            out.println("  it answers: " + answer);
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof TlsException refusal) {
                out.println("  refused: " + refusal.getMessage());
                return false;
            }
            throw e;
        }
    }
}
