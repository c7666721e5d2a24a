package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.KeyType;
import staunch.tls.record.TracedRecord.Direction;
import staunch.tls.record.TracedRecord.Inference;

/** What a listener is told of whole conversations between two pumps with the JDK's engines. */
class RecordTraceTest {
    private static final byte[] QUESTION = new byte[100];
    private static final byte[] ANSWER = new byte[20_000];

    private final List<TracedRecord> client = new ArrayList<>();
    private final List<TracedRecord> server = new ArrayList<>();

    private PumpPair pair(SSLEngine clientEngine, SSLEngine serverEngine) {
        client.clear();
        server.clear();
        return new PumpPair(new PumpEnd(clientEngine, client::add), new PumpEnd(serverEngine, server::add));
    }

    private PumpPair pair(TestEngines engines) {
        return pair(engines.client(), engines.server());
    }

    /** Handshake, question, answer, and both ends close. */
    private void converse(PumpPair pair) {
        pair.client.write(QUESTION);
        pair.run();
        pair.server.write(ANSWER);
        pair.server.closeWhenSent = true;
        pair.run();
        pair.client.closeWhenSent = true;
        pair.run();
        pair.assertNothingHeld();
    }

    private static List<String> lines(List<TracedRecord> records) {
        return records.stream()
                .map(record -> (record.direction() == Direction.SENT ? "> " : "< ") + record.contents())
                .toList();
    }

    @Test
    void shouldShowAFullHandshakeOfTls12() {
        converse(pair(new TestEngines(TestEngines.TLS12)));
        String shown = String.join("\n", lines(client));
        assertTrue(shown.startsWith("> ClientHello\n< ServerHello"), shown);
        assertTrue(shown.contains("Certificate"), shown);
        assertTrue(shown.contains("ServerHelloDone\n> ClientKeyExchange"), shown);
        assertTrue(shown.contains("> ChangeCipherSpec\n> encrypted handshake (inferred: Finished)\n< "), shown);
        assertTrue(
                shown.contains("< ChangeCipherSpec\n< encrypted handshake (inferred: Finished)\n"
                        + "> encrypted (inferred: 100 bytes of application data)\n"
                        + "< encrypted (inferred: 16384 bytes of application data)\n"
                        + "< encrypted (inferred: 3616 bytes of application data)\n"
                        + "< encrypted alert (inferred: close_notify)\n"
                        + "> encrypted alert (inferred: close_notify)"),
                shown);
    }

    @Test
    void shouldShowAFullHandshakeOfTls13() {
        converse(pair(new TestEngines(TestEngines.TLS13)));
        List<String> shown = lines(client);
        assertEquals("> ClientHello", shown.get(0));
        assertEquals("< ServerHello", shown.get(1));
        assertTrue(shown.contains("< encrypted (inferred: handshake)"), shown::toString);
        assertEquals(
                1,
                shown.stream()
                        .filter("> encrypted (inferred: Finished)"::equals)
                        .count(),
                shown::toString);
        assertTrue(shown.contains("< encrypted (inferred: NewSessionTicket or KeyUpdate)"), shown::toString);
        assertEquals(
                List.of(
                        "< encrypted (inferred: 16367 bytes of application data)",
                        "< encrypted (inferred: 3633 bytes of application data)",
                        "< encrypted (inferred: close_notify)",
                        "> encrypted (inferred: close_notify)"),
                shown.subList(shown.size() - 4, shown.size()));
    }

    /** What one end sends is what the other gets: header by header, and message by message in the clear. */
    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldShowBothEndsTheSameRecords(String version) {
        TestEngines engines = new TestEngines(version);
        for (boolean resumed : new boolean[] {false, true}) {
            PumpPair pair = pair(engines);
            converse(pair);
            assertEquals(resumed, pair.client.pump.resumed());
            for (Direction direction : Direction.values()) {
                Direction opposite = direction == Direction.SENT ? Direction.RECEIVED : Direction.SENT;
                assertEquals(headers(client, direction), headers(server, opposite));
            }
        }
    }

    private static List<String> headers(List<TracedRecord> records, Direction direction) {
        return records.stream()
                .filter(record -> record.direction() == direction)
                .map(record -> record.type() + " " + record.version() + " " + record.payloadBytes() + " "
                        + record.encrypted() + " "
                        + record.messages().stream()
                                .map(HandshakeMessage::toString)
                                .toList() + " " + record.plaintextBytes())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldShowTheSameHoweverTheWireIsCut(String version) {
        TestEngines engines = new TestEngines(version);
        PumpPair pair = pair(engines.client(), engines.server());
        pair.run(carried -> 1);
        assertTrue(pair.client.pump.isHandshakeDone());
        assertEquals("> ClientHello", lines(client).get(0));
        assertEquals("< ClientHello", lines(server).get(0));
        assertTrue(lines(server).stream().anyMatch(line -> line.startsWith("> ServerHello")));
    }

    @Test
    void shouldShowAnAbbreviatedHandshake() {
        TestEngines engines = new TestEngines(TestEngines.TLS12);
        converse(pair(engines));
        converse(pair(engines));
        assertEquals(
                List.of(
                        "> ClientHello",
                        "< ServerHello, NewSessionTicket",
                        "< ChangeCipherSpec",
                        "< encrypted handshake (inferred: Finished)",
                        "> ChangeCipherSpec",
                        "> encrypted handshake (inferred: Finished)"),
                lines(client).subList(0, 6));
    }

    @Test
    void shouldShowAHelloRetryRequest() {
        CertificateAuthority withoutCurves =
                CertificateAuthority.create("Test Root", KeyType.ED25519, InstantSource.system(), new SecureRandom());
        TestEngines engines = TestEngines.with(TestEngines.TLS13, withoutCurves, KeyType.ED25519);
        SSLEngine serverEngine = engines.server();
        SSLParameters parameters = serverEngine.getSSLParameters();
        parameters.setAlgorithmConstraints(new NotInKeyAgreement("x25519", "secp256r1"));
        serverEngine.setSSLParameters(parameters);
        PumpPair pair = pair(engines.client(), serverEngine).run();
        assertTrue(pair.client.pump.isHandshakeDone());
        List<String> shown = lines(client).stream()
                .filter(line -> !line.endsWith("ChangeCipherSpec"))
                .toList();
        assertEquals(
                List.of("> ClientHello", "< HelloRetryRequest", "> ClientHello", "< ServerHello"), shown.subList(0, 4));
        ServerHello retry = client.stream()
                .flatMap(record -> record.messages().stream())
                .flatMap(message -> message.serverHello().stream())
                .findFirst()
                .orElseThrow();
        assertTrue(retry.isRetryRequest());
        assertEquals("secp384r1", TlsRegistry.GROUP.name(retry.keyShareGroup().orElseThrow()));
    }

    /** Refuses groups for which the client has sent a key share; the certificates must do without them. */
    private record NotInKeyAgreement(Set<String> refused) implements AlgorithmConstraints {
        NotInKeyAgreement(String... groups) {
            this(Set.of(groups));
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || !refused.contains(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return true;
        }
    }

    @Test
    void shouldNameAnAlertInTheClear() {
        PumpPair pair = pair(new TestEngines(TestEngines.TLS12).client(), new TestEngines(TestEngines.TLS13).server());
        pair.run();
        assertNotNull(pair.client.pump.failure());
        TracedRecord alert = client.get(client.size() - 1);
        assertEquals("alert protocol_version", alert.contents());
        assertFalse(alert.encrypted());
        assertEquals("> alert protocol_version", lines(server).get(server.size() - 1));
    }

    /** Which alert it is, its sender's engine does not say; its receiver's does. */
    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldSayOfAnEncryptedAlertNoMoreThanIsKnown(String version) {
        TestEngines engines = new TestEngines(version);
        PumpPair pair = pair(engines).run();
        byte[] broken = {
            23, 3, 3, 0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
            26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40
        };
        pair.client.arrive(broken, 0, broken.length);
        assertEquals("encrypted", client.get(client.size() - 2).contents());
        TracedRecord sent = client.get(client.size() - 1);
        assertTrue(sent.encrypted());
        assertEquals(Inference.ALERT, sent.inference().orElseThrow());
        assertTrue(sent.alert().isEmpty());
        pair.run();
        TracedRecord heard = server.stream()
                .filter(record -> record.direction() == Direction.RECEIVED)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        assertEquals("bad_record_mac", heard.alert().orElseThrow().wireName());
        assertTrue(heard.contents().endsWith("(inferred: bad_record_mac)"), heard.contents());
    }

    /** What a peer that breaks the rules sends behind the handshake: not encrypted, and so not called so. */
    @Test
    void shouldCallNothingEncryptedThatIsNot() {
        PumpPair pair = pair(new TestEngines(TestEngines.TLS13)).run();
        byte[] hello = {22, 3, 3, 0, 4, 14, 0, 0, 0};
        pair.client.arrive(hello, 0, hello.length);
        TracedRecord seen = client.stream()
                .filter(record -> record.direction() == Direction.RECEIVED)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        assertFalse(seen.encrypted());
        assertEquals("handshake", seen.contents());
    }

    @Test
    void shouldEndTheConnectionIfTheListenerThrows() {
        TestEngines engines = new TestEngines(TestEngines.TLS13);
        PumpEnd broken = new PumpEnd(engines.client(), record -> {
            throw new IllegalStateException("a listener's own mistake");
        });
        PumpPair pair = new PumpPair(broken, new PumpEnd(engines.server())).run();
        RecordException failure = broken.pump.failure();
        assertNotNull(failure);
        assertEquals(RecordException.Kind.LISTENER_FAILED, failure.kind());
        assertTrue(failure.getMessage().contains("a listener's own mistake"), failure.getMessage());
        assertEquals(RecordPump.Next.DONE, broken.pump.next());
        pair.assertNothingHeld();
    }
}
