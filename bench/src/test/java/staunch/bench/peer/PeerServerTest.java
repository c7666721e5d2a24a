package staunch.bench.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.bench.Counts;
import staunch.bench.Handshakes;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.Route;
import staunch.bench.Setting;
import staunch.bench.SystemMeter;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.TimeSource;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsVersion;
import staunch.tls.pki.TrustAnchors;

/** Every peer, in its process: serves the same bytes, continues sessions, and ends with its parent. */
class PeerServerTest {
    private static final long LIMIT_SECONDS = 60;
    private static final int CONNECT_LIMIT_MILLIS = 10_000;
    private static final int RESUMED = 4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldServeTheSameAndContinueSessionsAndEndWithItsParent(PeerKind kind) throws Exception {
        if (kind.missing().isPresent()) {
            shouldSayWhatIsMissing(kind);
            return;
        }
        try (PeerProcess peer = PeerProcess.start(kind, folder)) {
            try (PeerClient client = new PeerClient(peer.address())) {
                client.send(PeerClient.get("/plaintext") + PeerClient.get("/plaintext"));
                expectPlaintext(client.read());
                expectPlaintext(client.read());
                int bytes = kind.isJava() ? 1_000_000 : 1 << 20; // nginx has some sizes only
                client.send(PeerClient.get("/bytes/" + bytes) + PeerClient.get("/plaintext"));
                expectZeros(bytes, client.read());
                expectPlaintext(client.read());
                assertEquals(404, client.ask(PeerClient.get("/nothing")).status());
            }
            expectResumption(peer, TlsVersion.TLS_1_3);
            expectResumption(peer, TlsVersion.TLS_1_2);
            peer.end();
        }
    }

    private void shouldSayWhatIsMissing(PeerKind kind) throws Exception {
        String missing = kind.missing().orElseThrow();
        if (kind.isJava()) {
            assertEquals(
                    "1: " + missing + System.lineSeparator(),
                    PeerProcess.failureOf(folder, PeerProcess.arguments(kind.label(), folder)));
        } else {
            assertEquals(
                    missing,
                    assertThrows(IllegalStateException.class, () -> NginxPeer.prepare(1, folder, folder, folder))
                            .getMessage());
        }
    }

    private static void expectPlaintext(PeerClient.Answer answer) {
        assertEquals(200, answer.status());
        assertEquals("text/plain", answer.fields().get("content-type"));
        assertNotNull(answer.fields().get("date"));
        assertEquals("Hello, World!", new String(answer.body(), StandardCharsets.US_ASCII));
    }

    private static void expectZeros(int bytes, PeerClient.Answer answer) {
        assertEquals(200, answer.status());
        assertEquals("application/octet-stream", answer.fields().get("content-type"));
        assertArrayEquals(new byte[bytes], answer.body());
    }

    private static void expectResumption(PeerProcess peer, TlsVersion version) throws Exception {
        Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
        try {
            Plan plan = new Plan(0, 1, RESUMED, Plan.UNBOUNDED, 0);
            TrustAnchors trust = TrustAnchors.of(List.of(PeerProcess.AUTHORITY.certificate()));
            Handshakes handshakes = new Handshakes(
                    PeerProcess.HOST,
                    peer.address().getPort(),
                    TlsOptions.DEFAULT.withVersions(version),
                    options -> TlsClient.trusting(trust, options),
                    1,
                    1,
                    Optional.empty());
            Route route = Route.to(reactor, peer.address(), Layer.NONE, CONNECT_LIMIT_MILLIS);
            Load load = Load.ofHandshakes(
                    new Setting(reactor, plan, TimeSource.SYSTEM, new SystemMeter()), route, handshakes);
            load.ended().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            Counts counts = load.result().counts();
            assertEquals(Map.of(), counts.errors(), version.name());
            assertEquals(RESUMED, counts.resumed(), version.name());
        } finally {
            reactor.shutdown(0).join();
        }
    }

    @Test
    void shouldReadHeadsInPiecesWithOurCodecOnBlockingSockets() throws Exception {
        try (PeerProcess peer = PeerProcess.start(PeerKind.BLOCKING_PLATFORM, folder);
                PeerClient client = new PeerClient(peer.address())) {
            client.send("GET /plaintext HTTP/1.1\r\nHost: a\r\nPad: ");
            client.send("x".repeat(12_000));
            expectPlaintext(client.ask("\r\n\r\n"));
            expectPlaintext(client.ask("POST /plaintext HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"));
            expectZeros(0, client.ask(PeerClient.get("/bytes/0")));
            assertEquals(404, client.ask(PeerClient.get("/bytes/-1")).status());
            assertEquals(
                    400,
                    client.ask("GET  /plaintext HTTP/1.1\r\nHost: a\r\n\r\n").status());
            assertTrue(client.isEnded());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "undertow, offload=true, 'option of undertow, which takes loops=…'",
        "jetty, loops=2, 'option of jetty, which takes none'",
        "staunch, loops=0, 'loops is from 1 to 999, not ''0'''",
        "staunch, offload=yes, 'offload is true or false, not ''yes'''",
        "apache, loops=1, 'there is no peer apache; choose one of staunch, '",
    })
    void shouldSayWhatItCannotDo(String kind, String option, String problem) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> {
            PeerSettings settings = PeerSettings.of(PeerKind.named(kind), PeerProcess.identity(), List.of(option));
            settings.loops();
            settings.offloadsHandshakes();
        });
        assertTrue(refusal.getMessage().contains(problem), refusal.getMessage());
    }

    @Test
    void shouldFailWithAReason() throws Exception {
        List<String> arguments = List.of("jetty", folder.resolve("none.pem").toString(), "key.pem");
        String failure = PeerProcess.failureOf(folder, arguments);
        assertTrue(failure.startsWith("1: ") && failure.contains("none.pem"), failure);
    }
}
