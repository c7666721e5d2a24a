package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identities;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;
import staunch.tls.record.Alert;

/** Servers that are several: who is shown to whom, in real handshakes, on each provider. */
class TlsServerIdentitiesTest {
    private static final CertificateAuthority RSA_AUTHORITY =
            CertificateAuthority.create("RSA Root", KeyType.RSA_2048, InstantSource.system(), new SecureRandom());
    private static final TrustAnchors TRUST =
            TrustAnchors.of(List.of(TlsFixtures.AUTHORITY.certificate(), RSA_AUTHORITY.certificate()));

    private static final Identity EXACT = server(KeyType.EC_P256, "www.shop.test");
    private static final Identity WILD = server(KeyType.EC_P256, "*.shop.test");
    private static final Identity FALLBACK = server(KeyType.EC_P256, "fallback.test");
    private static final Identity ECDSA = server(KeyType.EC_P256, TlsFixtures.HOST);
    private static final Identity RSA =
            RSA_AUTHORITY.issue(LeafRequest.forServer(TlsFixtures.HOST).withKeyType(KeyType.RSA_2048));

    private static Identity server(KeyType keyType, String... names) {
        return TlsFixtures.AUTHORITY.issue(LeafRequest.forServer(names).withKeyType(keyType));
    }

    static Stream<Arguments> providersAndVersions() {
        return Stream.of("SunJSSE", "BCJSSE", "Conscrypt")
                .flatMap(provider -> Stream.of("1.2", "1.3").map(version -> Arguments.of(provider, version)));
    }

    private static Security open(Layer client, Layer server) {
        try (TlsPair pair = new TlsPair().connect(client, server).untilOpen()) {
            pair.client.channel().close();
            pair.untilClosed();
            pair.assertWellBehaved();
            return pair.client.channel().security().orElseThrow();
        }
    }

    private static Identity shown(Security security, Identity... candidates) {
        X509Certificate leaf = security.peerCertificates().get(0);
        return Stream.of(candidates)
                .filter(candidate -> candidate.leaf().equals(leaf))
                .findFirst()
                .orElseThrow();
    }

    private static Layer client(String host, String version) {
        return TlsClient.trusting(TRUST, TlsFixtures.options(version))
                .withoutHostNameCheck()
                .to(host, 443);
    }

    // ---- by name ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldShowTheOneWithTheNameThatTheClientAsksFor(String provider, String version) {
        TlsServer server = TlsServer.of(
                Identities.of(List.of(WILD, EXACT)).withDefault(FALLBACK),
                TlsFixtures.options(version).withProvider(provider));
        String[] names = {"www.shop.test", "mail.shop.test", "other.test", "192.0.2.1"};
        Identity[] expected = {EXACT, WILD, FALLBACK, FALLBACK};
        for (int i = 0; i < names.length; i++) {
            assertEquals(expected[i], shown(open(client(names[i], version), server), EXACT, WILD, FALLBACK), names[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldRefuseAnUnknownNameWithoutADefault(String provider, String version) {
        TlsServer server = TlsServer.of(
                Identities.of(List.of(EXACT)), TlsFixtures.options(version).withProvider(provider));
        try (TlsPair pair =
                new TlsPair().connect(client("other.test", version), server).untilClosed()) {
            assertEquals(Alert.UNRECOGNIZED_NAME, pair.client.failure().alert(), pair.client::toString);
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind());
            assertEquals(Alert.UNRECOGNIZED_NAME, pair.server.failure().alert());
            assertEquals(TlsException.Kind.REFUSED, pair.server.failure().kind());
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.server.cause().kind());
            assertTrue(pair.server.cause().message().contains("other.test"), pair.server::toString);
            pair.assertWellBehaved();
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldRefuseWhoAsksForNobodyWithoutADefault(String provider, String version) {
        TlsServer server = TlsServer.of(
                Identities.of(List.of(EXACT)), TlsFixtures.options(version).withProvider(provider));
        try (TlsPair pair =
                new TlsPair().connect(client("192.0.2.1", version), server).untilClosed()) {
            Alert expected = version.equals("1.3") ? Alert.MISSING_EXTENSION : Alert.UNRECOGNIZED_NAME;
            assertEquals(expected, pair.client.failure().alert(), pair.client::toString);
            assertTrue(pair.server.cause().message().contains("no default identity"), pair.server::toString);
        }
    }

    // ---- by key ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldShowTheKeyThatTheClientCanVerify(String provider, String version) {
        TlsOptions options = TlsFixtures.options(version);
        for (Identity[] order : new Identity[][] {{RSA, ECDSA}, {ECDSA, RSA}}) {
            TlsServer server = TlsServer.of(Identities.of(List.of(order)), options.withProvider(provider));
            for (PickyClient client : PickyClient.values()) {
                assertEquals(
                        client == PickyClient.RSA_ONLY ? RSA : ECDSA,
                        shown(open(client.to(TlsFixtures.HOST, TRUST, options), server), RSA, ECDSA),
                        client::toString);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldShowTheKeyThatTheSuitesAreFor(String provider, String version) {
        TlsServer server = TlsServer.of(
                Identities.of(List.of(ECDSA, RSA)), TlsFixtures.options("1.2").withProvider(provider));
        Layer client = TlsClient.trusting(
                        TRUST, TlsFixtures.options("1.2").withCipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .to(TlsFixtures.HOST, 443);
        assertEquals(RSA, shown(open(client, server), ECDSA, RSA));
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldShowEachKindOfKeyAloneOrSayThatItCannot(String provider, String version) {
        for (KeyType keyType : KeyType.values()) {
            Identity identity = server(keyType, TlsFixtures.HOST);
            TlsOptions options = TlsFixtures.options(version).withProvider(provider);
            if (keyType == KeyType.ED25519 && !provider.equals("SunJSSE")) {
                // Conscrypt signs with no such key, and BCJSSE with none that the JDK has read.
                IllegalArgumentException refusal =
                        assertThrows(IllegalArgumentException.class, () -> TlsServer.of(identity, options));
                assertTrue(String.valueOf(refusal.getMessage()).contains("does not sign with a key of type ED25519"));
                continue;
            }
            assertEquals(
                    identity,
                    shown(open(client(TlsFixtures.HOST, version), TlsServer.of(identity, options)), identity));
        }
    }

    // ---- reload ----

    private static TlsPair talking(Layer client, Layer server) {
        TlsPair pair = new TlsPair();
        pair.server.whenRead = (channel, in) -> channel.write(in);
        return pair.connect(client, server).untilOpen();
    }

    private static void assertEchoes(TlsPair pair, int bytes) {
        int before = pair.client.received.size();
        pair.client.channel().write(ByteBuffer.allocate(bytes));
        pair.simulation.run(() -> pair.client.received.size() == before + bytes);
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldShowOthersAfterAReloadWhileOpenConnectionsGoOn(String provider, String version) {
        TlsServer server = TlsServer.of(
                Identities.of(List.of(EXACT)), TlsFixtures.options(version).withProvider(provider));
        Identity renewed = server(KeyType.RSA_2048, "www.shop.test");
        try (TlsPair before = talking(client("www.shop.test", version), server)) {
            assertEchoes(before, 100_000);
            server.reload(Identities.of(List.of(renewed)));
            assertEquals(Identities.of(List.of(renewed)), server.identities());
            assertEchoes(before, 100_000);
            assertEquals(renewed, shown(open(client("www.shop.test", version), server), EXACT, renewed));
            assertEchoes(before, 100_000);
            before.client.channel().close();
            before.untilClosed();
            before.assertWellBehaved();
        }
    }

    /** A second connection of the same client; whether it continued the session of the first. */
    private static boolean resumes(Layer client, TlsServer server) {
        try (TlsPair pair = talking(client, server)) {
            assertEchoes(pair, 1);
            boolean resumed = pair.client.channel().security().orElseThrow().resumed();
            pair.client.channel().close();
            pair.untilClosed();
            return resumed;
        }
    }

    @Test
    void shouldResumeAfterAReloadOnlySessionsOfThoseWhoStay() {
        for (String version : new String[] {"1.2", "1.3"}) {
            TlsServer server = TlsServer.of(Identities.of(List.of(EXACT, WILD)), TlsFixtures.options(version));
            Layer stays = client("www.shop.test", version);
            Layer goes = client("mail.shop.test", version);
            assertEquals(List.of(false, true), List.of(resumes(stays, server), resumes(stays, server)), version);
            assertEquals(List.of(false, true), List.of(resumes(goes, server), resumes(goes, server)), version);
            Identity sameAgain = Identity.of(EXACT.chain(), EXACT.privateKey());
            server.reload(Identities.of(List.of(sameAgain, server(KeyType.EC_P256, "*.shop.test"))));
            assertTrue(resumes(stays, server), version);
            assertEquals(List.of(false, true), List.of(resumes(goes, server), resumes(goes, server)), version);
        }
    }

    @Test
    void shouldReloadFromAnyThreadBetweenOneAndMany() throws Exception {
        TlsServer server = TlsServer.of(EXACT);
        List<Identities> sets = List.of(
                Identities.always(EXACT),
                Identities.of(List.of(EXACT, WILD)),
                Identities.NONE.withDefault(EXACT, WILD));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    server.reload(sets.get(i % sets.size()));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(EXACT, shown(open(client("www.shop.test", "1.3"), server), EXACT));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(sets.contains(server.identities()));
    }

    @Test
    void shouldChangeNothingOnAReloadToNobody() {
        TlsServer server = TlsServer.of(EXACT);
        assertThrows(IllegalArgumentException.class, () -> server.reload(Identities.NONE));
        assertEquals(Identities.always(EXACT), server.identities());
        assertThrows(IllegalArgumentException.class, () -> TlsServer.of(Identities.NONE));
    }
}
