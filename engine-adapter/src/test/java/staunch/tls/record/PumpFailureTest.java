package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.Difference;
import staunch.tls.EveryProvider;
import staunch.tls.TestProvider;

/** What goes wrong on the wire: refused, answered by an alert, typed, and nothing held afterwards. */
@EveryProvider
class PumpFailureTest {
    private static RecordException failure(PumpEnd end) {
        RecordException failure = end.pump.failure();
        assertNotNull(failure, "no failure");
        return failure;
    }

    private static void assertOver(PumpPair pair) {
        assertEquals(RecordPump.Next.DONE, pair.client.pump.next());
        assertEquals(RecordPump.Next.DONE, pair.server.pump.next());
        pair.assertNothingHeld();
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of(
                        "plain HTTP",
                        hex("GET / HTTP/1.1\r\n\r\n"),
                        RecordException.Kind.NOT_TLS,
                        Alert.UNEXPECTED_MESSAGE),
                Arguments.of("SSL 2.0", "802e010301", RecordException.Kind.NOT_TLS, Alert.PROTOCOL_VERSION),
                Arguments.of(
                        "content type 99",
                        "6303030001",
                        RecordException.Kind.MALFORMED_RECORD,
                        Alert.UNEXPECTED_MESSAGE),
                Arguments.of(
                        "content type 24",
                        "1803030001",
                        RecordException.Kind.MALFORMED_RECORD,
                        Alert.UNEXPECTED_MESSAGE),
                Arguments.of(
                        "version 2.0", "1602000000", RecordException.Kind.MALFORMED_RECORD, Alert.PROTOCOL_VERSION),
                Arguments.of(
                        "too long by one", "1603034801", RecordException.Kind.MALFORMED_RECORD, Alert.RECORD_OVERFLOW),
                Arguments.of(
                        "as long as can be",
                        "160303ffff",
                        RecordException.Kind.MALFORMED_RECORD,
                        Alert.RECORD_OVERFLOW));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void shouldRefuseWhatIsNoRecordByteByByte(String what, String hex, RecordException.Kind kind, Alert alert) {
        PumpEnd server = new PumpEnd(new TestEngines(TestEngines.TLS13).server());
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i < bytes.length; i++) {
            assertEquals(i >= RecordHeader.BYTES, server.pump.failure() != null, what + " at byte " + i);
            server.arrive(bytes, i, 1);
        }
        assertEquals(kind, failure(server).kind());
        assertEquals(alert, failure(server).alert());
        assertEquals(RecordPump.Next.DONE, server.pump.next());
        assertEquals("[]", server.pool.outstanding().toString());
        assertNotNull(Alert.inRecord(ByteBuffer.wrap(server.takeWire())), "no alert on the wire");
    }

    /** As OpenSSL does, and with it curl, when it does not know the authority. */
    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldUnderstandARefusalInTheClearWhenKeysAreThere(String version) {
        TestEngines engines = new TestEngines(version);
        PumpEnd server = new PumpEnd(engines.server());
        PumpEnd client = new PumpEnd(engines.client());
        client.drive();
        byte[] hello = client.takeWire();
        server.arrive(hello, 0, hello.length);
        server.drive();
        byte[] refusal = HexFormat.of().parseHex("15030300020230");
        server.arrive(refusal, 0, refusal.length);
        assertEquals(RecordException.Kind.PEER_ALERT, failure(server).kind());
        assertEquals(Alert.UNKNOWN_CA, failure(server).alert());
    }

    @Test
    void shouldSayThatPlainHttpIsNotTls() {
        PumpEnd server = new PumpEnd(new TestEngines(TestEngines.TLS13).server());
        byte[] request = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        server.arrive(request, 0, request.length);
        assertTrue(
                failure(server).getMessage().contains("this looks like plain HTTP"),
                failure(server).getMessage());

        PumpEnd client = new PumpEnd(new TestEngines(TestEngines.TLS13).client());
        byte[] response = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        client.arrive(response, 0, response.length);
        assertTrue(failure(client).getMessage().contains("the server answered without TLS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "220 mail.test ESMTP\r\n", "<!DOCTYPE HTML>"})
    void shouldAskWhetherAServerOfSomethingElseSpeaksTls(String greeting) {
        PumpEnd client = new PumpEnd(new TestEngines(TestEngines.TLS13).client());
        byte[] bytes = greeting.getBytes(StandardCharsets.US_ASCII);
        client.arrive(bytes, 0, bytes.length);
        assertEquals(
                "not a TLS record: content type " + bytes[0]
                        + ", expected 20 to 23; does the server speak TLS on this port?",
                failure(client).getMessage());
        assertEquals(RecordException.Kind.NOT_TLS, failure(client).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldDetectAFlippedBitInDataAndTellThePeer(String version) {
        PumpPair pair = new PumpPair(new TestEngines(version)).run();
        pair.client.write(new byte[100]);
        pair.client.drive();
        byte[] wire = pair.client.takeWire();
        wire[wire.length - 20] ^= 1;
        pair.server.arrive(wire, 0, wire.length);
        assertEquals(0, pair.server.received.size());
        assertEquals(RecordException.Kind.REFUSED, failure(pair.server).kind());
        assertEquals(
                Alert.BAD_RECORD_MAC,
                failure(pair.server).alert(),
                failure(pair.server).getMessage());
        pair.run();
        assertEquals(RecordException.Kind.PEER_ALERT, failure(pair.client).kind());
        assertEquals(
                Alert.BAD_RECORD_MAC,
                failure(pair.client).alert(),
                failure(pair.client).getMessage());
        assertOver(pair);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void shouldTellTruncationFromTheEnd(String version, boolean inMidRecord) {
        PumpPair pair = new PumpPair(new TestEngines(version)).run();
        pair.client.write(new byte[1000]);
        pair.client.drive();
        byte[] wire = pair.client.takeWire();
        pair.server.arrive(wire, 0, inMidRecord ? wire.length - 1 : wire.length);
        assertFalse(pair.server.pump.endInput());
        assertNull(pair.server.pump.failure());
        assertEquals(inMidRecord ? 0 : 1000, pair.server.received.size());
        pair.server.closeWhenSent = true;
        pair.server.drive();
        assertTrue(pair.server.pump.outputClosed());
        pair.assertNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldFailAHandshakeThatIsCutAnywhere(String version) {
        TestEngines engines = new TestEngines(version);
        PumpEnd probe = new PumpEnd(engines.client());
        probe.drive();
        byte[] hello = probe.takeWire();
        for (int length = 0;
                length <= hello.length;
                length += TestProvider.current().offsetStep()) {
            PumpEnd server = new PumpEnd(engines.server());
            server.arrive(hello, 0, length);
            assertFalse(server.pump.endInput());
            assertEquals(RecordException.Kind.HANDSHAKE_CUT, failure(server).kind(), "after " + length);
            server.drive();
            assertEquals(RecordPump.Next.DONE, server.pump.next(), "after " + length);
            assertEquals("[]", server.pool.outstanding().toString());
        }
    }

    @Test
    void shouldRefuseARenegotiation() throws Exception {
        TestEngines engines = TestEngines.withClientOfSunJsse(TestEngines.TLS12);
        SSLEngine client = engines.client();
        PumpPair pair = new PumpPair(new PumpEnd(client), new PumpEnd(engines.server())).run();
        client.beginHandshake();
        pair.client.pump.closeOutput();
        pair.client.drive();
        pair.run();
        assertEquals(RecordException.Kind.RENEGOTIATION, failure(pair.server).kind());
        assertEquals(RecordPump.Next.DONE, pair.server.pump.next());
        pair.assertNothingHeld();
    }

    @Test
    void shouldNotTakeAKeyUpdateForARenegotiation() throws Exception {
        TestEngines engines = TestEngines.withClientOfSunJsse(TestEngines.TLS13);
        SSLEngine client = engines.client();
        PumpPair pair = new PumpPair(new PumpEnd(client), new PumpEnd(engines.server())).run();
        for (int i = 0; i < 10; i++) {
            client.beginHandshake();
            byte[] data = PumpConversationTest.random(100, i);
            pair.client.write(data);
            pair.server.received.reset();
            pair.client.drive();
            pair.run();
            assertArrayEquals(data, pair.server.received.toByteArray());
            assertNull(pair.server.pump.failure());
        }
    }

    @Test
    void shouldBoundTheHandshake() {
        TestEngines engines = new TestEngines(TestEngines.TLS13);
        PumpPair pair = new PumpPair(
                new PumpEnd(engines.client()),
                new PumpEnd(
                        engines.server(),
                        new PumpLimits(100, 32),
                        TestProvider.current().profile()));
        pair.run();
        assertEquals(RecordException.Kind.LIMIT_REACHED, failure(pair.server).kind());
        assertTrue(failure(pair.server).getMessage().contains("maxHandshakeBytes"));
        pair.client.closeWhenSent = true;
        pair.client.pump.endInput();
        pair.client.drive();
        assertTrue(pair.client.pump.outputClosed());
        assertEquals(RecordPump.Next.DONE, pair.server.pump.next());
        pair.assertNothingHeld();
    }

    @Test
    void shouldBoundRecordsWithoutData() throws Exception {
        TestEngines engines = TestEngines.withClientOfSunJsse(TestEngines.TLS13);
        SSLEngine client = engines.client();
        PumpPair pair = new PumpPair(
                new PumpEnd(client),
                new PumpEnd(
                        engines.server(),
                        new PumpLimits(100_000, 4),
                        TestProvider.current().profile()));
        pair.run();
        for (int i = 1; i <= 4; i++) {
            keyUpdate(client, pair.server);
            assertNull(pair.server.pump.failure(), "after " + i);
        }
        keyUpdate(client, pair.server);
        assertEquals(RecordException.Kind.LIMIT_REACHED, failure(pair.server).kind());
        assertTrue(failure(pair.server).getMessage().contains("maxRecordsWithoutData"));
    }

    private static void keyUpdate(SSLEngine from, PumpEnd to) throws SSLException {
        from.beginHandshake();
        ByteBuffer record = ByteBuffer.allocate(RecordHeader.MAX_RECORD_BYTES);
        from.wrap(ByteBuffer.allocate(0), record);
        to.arrive(record.array(), 0, record.position());
    }

    @Test
    void shouldFailWhenATaskFails() {
        TestEngines engines = new TestEngines(TestEngines.TLS13);
        PumpEnd client = new PumpEnd(engines.client());
        client.drive();
        byte[] hello = client.takeWire();
        RecordPump server = new PumpEnd(engines.server()).pump;
        EngineScratch scratch = new EngineScratch(TestProvider.current().profile());
        try (EngineScratch.Frame frame = scratch.enter()) {
            server.unwrap(ByteBuffer.wrap(hello), frame);
            if (Difference.NO_DELEGATED_TASKS.isHere()) {
                assertEquals(RecordPump.Next.WRAP, server.next());
                return;
            }
            assertEquals(RecordPump.Next.RUN_TASK, server.next());
            assertNotNull(server.takeTask());
            assertEquals(RecordPump.Next.AWAIT_TASK, server.next());
            assertFalse(server.canUnwrap() || server.canSendData());
            server.taskFailed(new RejectedExecutionException("full"));
        }
        RecordException failure = server.failure();
        assertNotNull(failure);
        assertEquals(RecordException.Kind.TASK_FAILED, failure.kind());
        assertEquals(RecordPump.Next.WRAP, server.next());
    }

    /** SunJSSE tells of it at its next call, but asks for a task for each of the other messages of the record before. */
    @Test
    void shouldSayWhyATaskFailedThoughMoreTasksWait() {
        PumpEnd server = new PumpEnd(new TestEngines(TestEngines.TLS12).server());
        byte[] helloRequests = HexFormat.of().parseHex("1603030010" + "00".repeat(16));
        server.arrive(helloRequests, 0, helloRequests.length);
        assertEquals(
                RecordException.Kind.REFUSED,
                failure(server).kind(),
                failure(server).getMessage());
        server.drive();
        assertEquals(RecordPump.Next.DONE, server.pump.next());
        assertEquals("[]", server.pool.outstanding().toString());
    }
}
