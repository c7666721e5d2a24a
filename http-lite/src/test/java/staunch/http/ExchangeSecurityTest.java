package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;
import staunch.reactor.Security;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** Who is at the other end, as a handler sees it. */
class ExchangeSecurityTest {
    private static final String HOST = "identity.test";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Root");
    private static final TrustAnchors TRUST = TrustAnchors.of(List.of(AUTHORITY.certificate()));
    private static final Identity SERVER = AUTHORITY.issue(LeafRequest.forServer(HOST));
    private static final Identity CLIENT =
            AUTHORITY.issueIntermediate("Between", KeyType.EC_P256).issue(LeafRequest.forClient("Ada"));

    private World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private String shown(TlsServer server, TlsClient client, Function<Security, String> what) {
        world.close();
        world = new World(new Transport.Ends(server, client.to(HOST, 443)));
        world.serve(exchange -> exchange.respond(
                Status.OK, "text/plain", exchange.security().map(what).orElse("plain")));
        RawPeer peer = world.dial();
        peer.send(GET);
        world.settle();
        String answer = peer.take();
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String subjects(Security security) {
        return security.peerCertificates().stream()
                .map(X509Certificate::getSubjectX500Principal)
                .map(Object::toString)
                .collect(Collectors.joining(" < "));
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_3, TLSv1.3 TLS_", "TLS_1_2, TLSv1.2 TLS_ECDHE_ECDSA_"})
    void shouldShowWhatWasNegotiated(TlsVersion version, String expected) {
        TlsOptions options = TlsOptions.DEFAULT.withVersions(version).withApplicationProtocols("http/1.1");
        String shown = shown(
                TlsServer.of(SERVER, options),
                TlsClient.trusting(TRUST, options),
                security -> security.protocol() + " " + security.cipherSuite() + " for "
                        + security.serverName().orElse("nobody") + " by "
                        + security.applicationProtocol().orElse("nothing"));
        assertTrue(shown.startsWith(expected), shown);
        assertTrue(shown.endsWith(" for " + HOST + " by http/1.1"), shown);
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void shouldShowTheClientsChain(TlsVersion version) {
        TlsOptions options = TlsOptions.DEFAULT.withVersions(version);
        TlsServer server = TlsServer.of(SERVER, options).requiringClients(TRUST);
        TlsClient client = TlsClient.trusting(TRUST, options).withIdentity(CLIENT);
        assertEquals("CN=Ada < CN=Between", shown(server, client, ExchangeSecurityTest::subjects));
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void shouldServeWhoShowsNoCertificateIfNoneIsRequired(TlsVersion version) {
        TlsOptions options = TlsOptions.DEFAULT.withVersions(version);
        TlsServer server = TlsServer.of(SERVER, options).requestingClients(TRUST);
        assertEquals("", shown(server, TlsClient.trusting(TRUST, options), ExchangeSecurityTest::subjects));
    }

    /**
     * In TLS 1.3 a client is refused only when, to it, the connection stands already (RFC 8446 §4.4.2.4). By which alert
     * differs between releases of the JDK.
     */
    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void shouldTellAClientWithoutACertificateWhyItIsRefused(TlsVersion version) {
        TlsOptions options = TlsOptions.DEFAULT.withVersions(version);
        world.close();
        world = new World(new Transport.Ends(
                TlsServer.of(SERVER, options).requiringClients(TRUST),
                TlsClient.trusting(TRUST, options).to(HOST, 443)));
        world.serve(exchange -> {});
        HttpConnection connection = world.connect();
        world.until(() -> !world.heard.isEmpty());
        world.pass(1_000);
        CompletableFuture<WholeResponse> refused =
                connection.fetch(Request.get("h", "/"), 100).toCompletableFuture();
        world.until(refused::isDone);
        Throwable failure = refused.handle((response, thrown) -> thrown).join();
        String newer = version == TlsVersion.TLS_1_3 ? "certificate_required" : "handshake_failure";
        assertTrue(
                failure.getMessage().matches("(?s).*the peer refused with the alert (bad_certificate|" + newer + ").*"),
                failure::toString);
    }

    @Test
    void shouldShowNothingWithoutTls() {
        world.serve(exchange -> {
            assertEquals(Optional.empty(), exchange.security());
            exchange.respond(Status.OK, "text/plain", "plain");
        });
        RawPeer peer = world.dial();
        peer.send(GET);
        world.settle();
        assertTrue(peer.take().endsWith("plain"));
    }
}
