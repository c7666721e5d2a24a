package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;
import staunch.tls.record.Alert;
import staunch.tls.record.PumpLimits;

/** Connections that must not come to be, and ends that must be told apart: what each side is told. */
@EveryProvider
class TlsFailureTest {
    private static Layer server() {
        return TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options());
    }

    private static Layer client() {
        return TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).to(TlsFixtures.HOST, 443);
    }

    private static TlsPair failing(Layer client, Layer server) {
        TlsPair pair = new TlsPair().connect(client, server);
        pair.untilClosed();
        pair.assertWellBehaved();
        assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.client.cause().kind(), pair.client::toString);
        return pair;
    }

    private static void assertRefused(TlsPair pair, TlsException.Kind kind, Alert alert, String... words) {
        TlsException failure = pair.client.failure();
        assertEquals(kind, failure.kind(), failure::getMessage);
        for (String word : words) {
            assertTrue(String.valueOf(failure.getMessage()).contains(word), failure::getMessage);
        }
        TlsException seen = pair.server.failure();
        assertEquals(TlsException.Kind.PEER_ALERT, seen.kind(), seen::getMessage);
        assertEquals(alert, seen.alert(), seen::getMessage);
        assertTrue(String.valueOf(seen.getMessage()).contains(alert.wireName()), seen::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldRefuseAnotherHostAndNameBoth(String version) {
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version))
                .to("other.test", 443);
        try (TlsPair pair = failing(client, server())) {
            assertRefused(
                    pair, TlsException.Kind.WRONG_HOST_NAME, Alert.CERTIFICATE_UNKNOWN, "other.test", TlsFixtures.HOST);
        }
    }

    @Test
    void shouldRefuseAnotherAddress() {
        Layer client =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).to("192.0.2.1", 443);
        try (TlsPair pair = failing(client, server())) {
            assertRefused(
                    pair, TlsException.Kind.WRONG_HOST_NAME, Alert.CERTIFICATE_UNKNOWN, "192.0.2.1", TlsFixtures.HOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldNotBlameTheNameForACertificateThatIsForClientsOnly(String version) {
        Identity forClients = TlsFixtures.AUTHORITY.issue(
                LeafRequest.forServer(TlsFixtures.HOST).withUsages(Set.of(LeafRequest.Usage.CLIENT)));
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version))
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, TlsServer.of(forClients, TlsFixtures.options()))) {
            TlsException failure = pair.client.failure();
            assertEquals(TlsException.Kind.BAD_CERTIFICATE, failure.kind(), failure::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldRefuseAnExpiredCertificateAndSaySinceWhen(String version) {
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version))
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, TlsServer.of(TlsFixtures.EXPIRED_SERVER, TlsFixtures.options()))) {
            assertRefused(
                    pair,
                    TlsException.Kind.CERTIFICATE_EXPIRED,
                    // In TLS 1.3 older JDKs send certificate_unknown, where RFC 8446 §6.2 has certificate_expired.
                    Difference.EXPIRED_IS_UNKNOWN.isHere()
                                    || pair.server.failure().alert() == Alert.CERTIFICATE_UNKNOWN
                                            && version.equals("1.3")
                            ? Alert.CERTIFICATE_UNKNOWN
                            : Alert.CERTIFICATE_EXPIRED,
                    TlsFixtures.EXPIRED_SERVER.leaf().getNotAfter().toInstant().toString());
        }
    }

    @Test
    void shouldRefuseAnUnknownAuthorityAndNameIt() {
        try (TlsPair pair = failing(client(), TlsServer.of(TlsFixtures.UNKNOWN_SERVER, TlsFixtures.options()))) {
            assertRefused(
                    pair,
                    TlsException.Kind.UNKNOWN_AUTHORITY,
                    Alert.CERTIFICATE_UNKNOWN,
                    "Unknown Root",
                    "not trusted");
        }
    }

    @Test
    void shouldPrintTheLinkThatATrustFolderLacks(@TempDir Path folder) throws Exception {
        Path trust = Files.createDirectory(folder.resolve("trust"));
        TlsFixtures.AUTHORITY.save(trust.resolve("authority.pem"), folder.resolve("key.pem"));
        Layer client = TlsClient.trusting(TrustAnchors.fromHashedFolder(trust), TlsFixtures.options())
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, server())) {
            assertRefused(
                    pair, TlsException.Kind.UNKNOWN_AUTHORITY, Alert.CERTIFICATE_UNKNOWN, "ln -s", "authority.pem");
        }
    }

    @Test
    void shouldRefuseEverybodyWithoutTrust() {
        Layer client = TlsClient.trusting(TrustAnchors.of(List.of()), TlsFixtures.options())
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, server())) {
            assertRefused(pair, TlsException.Kind.UNKNOWN_AUTHORITY, Alert.CERTIFICATE_UNKNOWN, "Test Root");
        }
    }

    @Test
    void shouldRefuseASelfSignedCertificate() {
        Layer server = TlsServer.of(CertificateAuthority.create("Self Made").identity(), TlsFixtures.options());
        try (TlsPair pair = failing(client(), server)) {
            if (Difference.OWN_KEY_USAGE_CHECKED.isHere()) {
                assertEquals(Alert.HANDSHAKE_FAILURE, pair.client.failure().alert());
                return;
            }
            assertRefused(
                    pair, TlsException.Kind.SELF_SIGNED, Alert.CERTIFICATE_UNKNOWN, "Self Made", "signed by itself");
        }
    }

    @Test
    void shouldAcceptWhatTheExperimentsAskFor() {
        Layer noName = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options())
                .withoutHostNameCheck()
                .to("other.test", 443);
        Layer anybody = TlsClient.trustingAnybody(TlsFixtures.options()).to("other.test", 443);
        for (Layer client : new Layer[] {noName, anybody}) {
            try (TlsPair pair = new TlsPair().connect(client, server()).untilOpen()) {
                assertEquals(Optional.of("other.test"), serverName(pair));
            }
        }
    }

    private static Optional<String> serverName(TlsPair pair) {
        return pair.server.channel().security().orElseThrow().serverName();
    }

    @Test
    void shouldNotSendTheServersNameWhenToldSo() {
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options());
        if (Difference.SERVER_NAME_ALWAYS_SENT.isHere()) {
            assertThrows(IllegalArgumentException.class, client::withoutServerName);
            return;
        }
        Layer unnamed = client.withoutServerName().to(TlsFixtures.HOST, 443);
        try (TlsPair pair = new TlsPair().connect(unnamed, server()).untilOpen()) {
            assertEquals(Optional.empty(), serverName(pair));
        }
    }

    @Test
    void shouldNotResumeWithTheCheckWhatWasBegunWithoutIt() {
        TlsClient careless =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).withoutHostNameCheck();
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenOpen = channel -> {
                channel.write(ByteBuffer.allocate(1));
                channel.close();
            };
            pair.connect(careless.to("other.test", 443), server()).untilClosed();
        }
        Layer careful =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).to("other.test", 443);
        try (TlsPair pair = failing(careful, server())) {
            assertEquals(
                    TlsException.Kind.WRONG_HOST_NAME, pair.client.failure().kind());
        }
    }

    // ---- client certificates ----

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldRefuseAClientWithoutACertificateWhereOneIsRequired(String version) {
        TlsOptions options = TlsFixtures.options(version);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options).requiringClients(TlsFixtures.TRUST);
        try (TlsPair pair = new TlsPair()
                .connect(TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, 443), server)
                .untilClosed()) {
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.server.cause().kind(), pair.server::toString);
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind(), pair.client::toString);
            // SunJSSE answers with bad_certificate where RFC 8446 §4.4.2.4 has certificate_required.
            assertTrue(
                    List.of(Alert.CERTIFICATE_REQUIRED, Alert.BAD_CERTIFICATE, Alert.HANDSHAKE_FAILURE)
                            .contains(pair.client.failure().alert()),
                    pair.client::toString);
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldRefuseAClientOfAnUnknownAuthority() {
        Layer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options()).requiringClients(TlsFixtures.TRUST);
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options())
                .withIdentity(TlsFixtures.UNKNOWN_CLIENT)
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = new TlsPair().connect(client, server).untilClosed()) {
            assertEquals(
                    TlsException.Kind.UNKNOWN_AUTHORITY, pair.server.failure().kind(), pair.server::toString);
            assertTrue(
                    pair.server.failure().getMessage().contains("have the client send its whole chain"),
                    pair.server::toString);
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind(), pair.client::toString);
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldServeAClientWithoutACertificateWhereOneIsWanted() {
        Layer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options()).requestingClients(TlsFixtures.TRUST);
        try (TlsPair pair = new TlsPair().connect(client(), server).untilOpen()) {
            assertEquals(
                    List.of(), pair.server.channel().security().orElseThrow().peerCertificates());
        }
    }

    // ---- negotiation ----

    @Test
    void shouldSayThatNoVersionIsCommon() {
        Layer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options("1.2"));
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options("1.3"))
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, server)) {
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind());
            assertEquals(Alert.PROTOCOL_VERSION, pair.client.failure().alert());
            assertEquals(TlsException.Kind.REFUSED, pair.server.failure().kind());
            assertEquals(Alert.PROTOCOL_VERSION, pair.server.failure().alert());
        }
    }

    @Test
    void shouldSayThatNoApplicationProtocolIsCommon() {
        Layer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options().withApplicationProtocols("h2"));
        Layer client = TlsClient.trusting(
                        TlsFixtures.TRUST, TlsFixtures.options().withApplicationProtocols("http/1.1"))
                .to(TlsFixtures.HOST, 443);
        try (TlsPair pair = failing(client, server)) {
            assertEquals(Alert.NO_APPLICATION_PROTOCOL, pair.client.failure().alert());
        }
    }

    // ---- no TLS at all ----

    @Test
    void shouldTellAClientOfPlainHttpFromOneOfTls() {
        Layer speaksHttp = application -> application;
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel ->
                    channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            pair.connect(speaksHttp, server()).untilClosed();
            assertEquals(TlsException.Kind.NOT_TLS, pair.server.failure().kind());
            assertTrue(pair.server.cause().message().contains("this looks like plain HTTP"), pair.server::toString);
            assertTrue(pair.client.received.size() >= 7, "the alert was flushed: " + pair.client);
            assertEquals(InputEnd.CLEAN, pair.client.end);
        }
    }

    // ---- ends and limits ----

    @Test
    void shouldTellTruncationAndResetFromTheEnd() {
        Channel[] below = new Channel[1];
        Layer layer = application -> client().over(application);
        for (boolean reset : new boolean[] {false, true}) {
            try (TlsPair pair = new TlsPair()) {
                Layer tapped = application -> new LowerTap(layer.over(application), below);
                pair.client.whenInputEnds = (channel, end) -> {};
                pair.connect(tapped, server()).untilOpen();
                if (reset) {
                    below[0].abort();
                } else {
                    below[0].shutdownOutput();
                }
                pair.simulation.run(pair.server::isClosed);
                assertEquals(reset ? InputEnd.RESET : InputEnd.TRUNCATED, pair.server.end, pair.server::toString);
                assertEquals(
                        reset ? CloseCause.Kind.RESET : CloseCause.Kind.CLOSED,
                        pair.server.cause().kind());
                pair.untilClosed();
                pair.assertWellBehaved();
            }
        }
    }

    @Test
    void shouldFailWhenThePeerClosesDuringTheHandshake() {
        Layer closes = application -> application;
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenRead = (channel, in) -> channel.close();
            pair.connect(client(), closes).untilClosed();
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.client.cause().kind());
            assertEquals(TlsException.Kind.HANDSHAKE_CUT, pair.client.failure().kind());
            assertEquals(List.of("closed"), pair.client.events);
        }
    }

    @Test
    void shouldGiveUpAHandshakeAtItsDeadline() {
        Layer silent = application -> application;
        TlsOptions options = TlsFixtures.options().withHandshakeTimeoutMillis(1234);
        try (TlsPair pair = new TlsPair()) {
            pair.connect(silent, TlsServer.of(TlsFixtures.SERVER, options));
            pair.simulation.run(pair.server::isClosed);
            assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind());
            assertTrue(pair.server.cause().message().contains("1234 ms (handshakeTimeoutMillis)"));
            assertEquals(List.of("closed"), pair.server.events);
            assertTrue(pair.simulation.time().elapsedNanos() >= 1_234_000_000L);
        }
    }

    @Test
    void shouldGiveUpAHandshakeWhoseTaskNeverComesBack() {
        TlsOptions options = TlsFixtures.options().withTasks(TaskPolicy.on(task -> {}));
        try (TlsPair pair = new TlsPair()) {
            pair.connect(client(), TlsServer.of(TlsFixtures.SERVER, options));
            if (Difference.NO_DELEGATED_TASKS.isHere()) {
                pair.untilOpen();
                return;
            }
            pair.untilClosed();
            assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldFailWhenTheExecutorRejectsATask() {
        TlsOptions options = TlsFixtures.options().withTasks(TaskPolicy.on(task -> {
            throw new RejectedExecutionException("no more than this");
        }));
        try (TlsPair pair = new TlsPair()) {
            pair.connect(client(), TlsServer.of(TlsFixtures.SERVER, options));
            if (Difference.NO_DELEGATED_TASKS.isHere()) {
                pair.untilOpen();
                return;
            }
            pair.untilClosed();
            assertEquals(TlsException.Kind.INTERNAL, pair.server.failure().kind());
            assertTrue(pair.server.cause().message().contains("no more than this"));
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.client.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldRunATaskOnceThoughItsExecutorRunsItTwice() {
        try (TlsPair pair = new TlsPair()) {
            TlsOptions options = TlsFixtures.options().withTasks(TaskPolicy.on(task -> {
                pair.simulation.executor().execute(task);
                pair.simulation.executor().execute(task);
            }));
            pair.connect(client(), TlsServer.of(TlsFixtures.SERVER, options)).untilOpen();
            pair.client.channel().close();
            pair.untilClosed();
            assertTrue(pair.server.cause().isOrderly(), pair.server::toString);
        }
    }

    @Test
    void shouldSayWhichLimitWasReached() {
        TlsOptions options = TlsFixtures.options().withLimits(new PumpLimits(64, 32));
        try (TlsPair pair = new TlsPair()) {
            pair.connect(client(), TlsServer.of(TlsFixtures.SERVER, options)).untilClosed();
            assertEquals(CloseCause.Kind.LIMIT_REACHED, pair.server.cause().kind());
            assertTrue(pair.server.cause().message().contains("maxHandshakeBytes"));
        }
    }

    // ---- configuration ----

    @Test
    void shouldRefuseSuitesAndNamesThatDoNotExist() {
        IllegalArgumentException suite = assertThrows(
                IllegalArgumentException.class,
                () -> TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options().withCipherSuites("TLS_NONSENSE")));
        assertTrue(String.valueOf(suite.getMessage()).contains("TLS_NONSENSE"));
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options());
        assertThrows(IllegalArgumentException.class, () -> client.to("", 443));
        assertThrows(IllegalArgumentException.class, () -> client.to("a b", 443));
        assertThrows(IllegalArgumentException.class, () -> TlsFixtures.options().withVersions());
        assertThrows(IllegalArgumentException.class, () -> TlsFixtures.options().withHandshakeTimeoutMillis(0));
    }

    @Test
    void shouldNotShowSecretsInText() {
        String text = server() + " " + client() + " " + TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options());
        assertTrue(text.contains("Identity["), text);
        assertTrue(!text.contains("PrivateKey"), text);
    }
}
