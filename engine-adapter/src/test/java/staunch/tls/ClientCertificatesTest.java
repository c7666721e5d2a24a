package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** What a server is told of its clients, off, wanted and required, on each provider. */
class ClientCertificatesTest {
    private static final CertificateAuthority CLIENTS = CertificateAuthority.create("Clients' Root");
    private static final TrustAnchors CLIENT_TRUST = TrustAnchors.of(List.of(CLIENTS.certificate()));
    private static final Identity CLIENT = CLIENTS.issue(LeafRequest.forClient("a client"));
    private static final Identity SERVER = TlsFixtures.AUTHORITY.issue(LeafRequest.forServer(TlsFixtures.HOST));

    static Stream<Arguments> providersAndVersions() {
        return TlsServerIdentitiesTest.providersAndVersions();
    }

    private static TlsServer server(String provider, String version) {
        return TlsServer.of(SERVER, TlsFixtures.options(version).withProvider(provider));
    }

    private static TlsClient client(String version) {
        return TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version));
    }

    /** What the server knows of a client that talks to it. */
    private static Security known(TlsClient client, TlsServer server) {
        return known(client.to(TlsFixtures.HOST, 443), server);
    }

    private static Security known(Layer client, TlsServer server) {
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.allocate(1));
            pair.server.whenRead = (channel, in) -> {
                channel.write(in);
                channel.close();
            };
            pair.connect(client, server).untilClosed();
            pair.assertWellBehaved();
            return pair.server.channel().security().orElseThrow();
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldAskNobodyByDefault(String provider, String version) {
        Security known = known(client(version).withIdentity(CLIENT), server(provider, version));
        assertEquals(List.of(), known.peerCertificates());
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldTellWhoTheClientIs(String provider, String version) {
        TlsServer server = server(provider, version);
        for (TlsServer asking :
                List.of(server.requestingClients(CLIENT_TRUST), server.requiringClients(CLIENT_TRUST))) {
            Layer client = client(version).withIdentity(CLIENT).to(TlsFixtures.HOST, 443);
            assertEquals(CLIENT.leaf(), known(client, asking).peerCertificates().get(0));
            // A resumed session knows it from the first time.
            assertEquals(CLIENT.leaf(), known(client, asking).peerCertificates().get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldServeThoseWithoutOneWhereItIsOnlyWanted(String provider, String version) {
        Security known = known(client(version), server(provider, version).requestingClients(CLIENT_TRUST));
        assertEquals(List.of(), known.peerCertificates());
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldServeNobodyWithoutOneWhereItIsRequired(String provider, String version) {
        TlsServer server = server(provider, version).requiringClients(CLIENT_TRUST);
        try (TlsPair pair = new TlsPair()
                .connect(client(version).to(TlsFixtures.HOST, 443), server)
                .untilClosed()) {
            assertEquals(List.of("closed"), pair.server.events);
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.server.cause().kind(), pair.server::toString);
            // Which is all that BCJSSE says before TLS 1.3.
            boolean isNamed = !provider.equals("BCJSSE") || version.equals("1.3");
            assertEquals(
                    isNamed
                            ? "the client sent no certificate, and this server requires one"
                            : "TLS failed: org.bouncycastle.tls.TlsFatalAlert: handshake_failure(40)",
                    pair.server.failure().getMessage());
        }
    }

    /** The authority of the server's own certificate says nothing about clients. */
    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldTrustForClientsNobodyElse(String provider, String version) {
        Layer client = client(version).withIdentity(TlsFixtures.CLIENT).to(TlsFixtures.HOST, 443);
        for (TlsServer server : List.of(
                server(provider, version).requestingClients(CLIENT_TRUST),
                server(provider, version).requiringClients(CLIENT_TRUST))) {
            try (TlsPair pair = new TlsPair().connect(client, server).untilClosed()) {
                assertEquals(List.of("closed"), pair.server.events);
                assertTrue(!pair.server.cause().isOrderly(), pair.server::toString);
            }
        }
    }
}
