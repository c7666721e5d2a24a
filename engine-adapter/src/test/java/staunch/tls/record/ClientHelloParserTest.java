package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.record.ClientHelloParser.Outcome;
import staunch.tls.record.HelloProblem.LooksLike;

/** Records, packets and limits; what a hello says is {@link ClientHelloTest}'s. */
class ClientHelloParserTest {
    private static final byte[] MESSAGE = HelloBytes.modern().message();
    private static final String EXPECTED = describe(parsed(HelloBytes.modern().wire()));

    private static ClientHello parsed(byte[] wire) {
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(
                Outcome.HELLO,
                parser.look(ByteBuffer.wrap(wire)),
                () -> parser.problem().message());
        return parser.hello();
    }

    private static HelloProblem refused(Outcome expected, byte[] wire) {
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(expected, parser.look(ByteBuffer.wrap(wire)));
        return parser.problem();
    }

    /** All that does not depend on how it was cut. */
    static String describe(ClientHello hello) {
        return hello + " " + hello.cipherSuites() + hello.extensions() + hello.supportedVersions() + hello.groups()
                + hello.keyShareGroups() + hello.signatureSchemes() + hello.sessionIdOffered();
    }

    private static Outcome lookInTwo(ClientHelloParser parser, byte[] wire, int split) {
        assertEquals(Outcome.NEED_MORE, parser.look(ByteBuffer.wrap(wire, 0, split)), "at " + split);
        return parser.look(ByteBuffer.wrap(wire));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 300, 1000, 16384})
    void shouldFindTheSameHelloInPacketsSplitAtEveryByte(int recordBytes) {
        byte[] wire = HelloBytes.records(MESSAGE, recordBytes);
        for (int split = 0; split < wire.length; split++) {
            ClientHelloParser parser = new ClientHelloParser();
            assertEquals(Outcome.HELLO, lookInTwo(parser, wire, split), "at " + split);
            assertEquals(EXPECTED, describe(parser.hello()), "at " + split);
        }
    }

    @Test
    void shouldFindTheSameHelloInRecordsSplitAtEveryByteAndPacketsOfOneByte() {
        byte[] message = new HelloBytes().serverName("a.test").protocols("h2").message();
        String expected = describe(parsed(HelloBytes.records(message, 1 << 14)));
        for (int split = 1; split < message.length; split++) {
            byte[] wire = HelloBytes.concat(
                    HelloBytes.records(Arrays.copyOf(message, split), split),
                    HelloBytes.records(Arrays.copyOfRange(message, split, message.length), 1 << 14));
            ClientHelloParser parser = new ClientHelloParser();
            for (int there = 0; there < wire.length; there++) {
                assertEquals(Outcome.NEED_MORE, parser.look(ByteBuffer.wrap(wire, 0, there)), split + " " + there);
            }
            assertEquals(Outcome.HELLO, parser.look(ByteBuffer.wrap(wire)));
            assertEquals(expected, describe(parser.hello()));
            assertEquals(
                    new ClientHello.Size(message.length, message.length + 10, 2),
                    parser.hello().size());
        }
    }

    @Test
    void shouldLeaveTheBufferAsItIs() {
        byte[] wire = HelloBytes.concat(HelloBytes.modern().wire(), HelloBytes.bytes(20, 3, 3, 0, 1, 1));
        ByteBuffer direct = ByteBuffer.allocateDirect(wire.length + 10)
                .position(7)
                .put(wire)
                .flip()
                .position(7);
        for (ByteBuffer in : List.of(direct, direct.asReadOnlyBuffer())) {
            ClientHelloParser parser = new ClientHelloParser();
            assertEquals(Outcome.HELLO, parser.look(in));
            assertEquals(7, in.position());
            assertEquals(ByteBuffer.wrap(wire), in);
            assertEquals(wire.length - 6, parser.hello().size().wireBytes());
        }
    }

    @Test
    void shouldFindItAgainWhereverTheChannelShowsIt() {
        byte[] wire = HelloBytes.modern().wire();
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(ByteBuffer.wrap(wire, 0, 700));
        ByteBuffer elsewhere =
                ByteBuffer.allocate(wire.length + 100).position(100).put(wire).position(100);
        assertEquals(Outcome.HELLO, parser.look(elsewhere));
        assertEquals(EXPECTED, describe(parser.hello()));
    }

    @Test
    void shouldRefuseToBeShownLessThanBefore() {
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(ByteBuffer.wrap(HelloBytes.modern().wire(), 0, 700));
        ByteBuffer less = ByteBuffer.wrap(HelloBytes.modern().wire(), 0, 600);
        assertThrows(IllegalArgumentException.class, () -> parser.look(less));
    }

    @Test
    void shouldStayWithItsVerdict() {
        ClientHelloParser good = new ClientHelloParser();
        good.look(ByteBuffer.wrap(HelloBytes.modern().wire()));
        ClientHello hello = good.hello();
        assertEquals(Outcome.HELLO, good.look(ByteBuffer.allocate(0)));
        assertSame(hello, good.hello());
        assertThrows(IllegalStateException.class, good::problem);

        ClientHelloParser bad = new ClientHelloParser();
        bad.look(ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(
                Outcome.NOT_TLS, bad.look(ByteBuffer.wrap(HelloBytes.modern().wire())));
        assertEquals(Outcome.NOT_TLS, bad.outcome());
        assertThrows(IllegalStateException.class, bad::hello);
    }

    /** What is no TLS at all. */
    record Stranger(String first, LooksLike looksLike, Alert alert) {}

    static Stream<Stranger> strangers() {
        return Stream.of(
                new Stranger("GET / HTTP/1.1\r\n", LooksLike.PLAIN_HTTP, Alert.UNEXPECTED_MESSAGE),
                new Stranger("CONNECT a:443 HTTP/1.1\r\n", LooksLike.PLAIN_HTTP, Alert.UNEXPECTED_MESSAGE),
                new Stranger("PRI * HTTP/2.0\r\n", LooksLike.PLAIN_HTTP, Alert.UNEXPECTED_MESSAGE),
                new Stranger("\u0080\u002e\u0001\u0003\u0001", LooksLike.SSL2, Alert.PROTOCOL_VERSION),
                new Stranger("\u0080\u002e\u0001\u0000\u0002", LooksLike.SSL2, Alert.PROTOCOL_VERSION),
                new Stranger("\u0000\u0000\u0000\u0000\u0000", LooksLike.UNKNOWN, Alert.UNEXPECTED_MESSAGE),
                new Stranger("\r\n\r\n\r\n", LooksLike.UNKNOWN, Alert.UNEXPECTED_MESSAGE),
                new Stranger("ssh-2.0", LooksLike.UNKNOWN, Alert.UNEXPECTED_MESSAGE),
                new Stranger("\u00ff\u00ff\u00ff\u00ff\u00ff", LooksLike.UNKNOWN, Alert.UNEXPECTED_MESSAGE));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void shouldSayWhatAStrangerSpeaks(Stranger stranger) {
        byte[] first = stranger.first().getBytes(StandardCharsets.ISO_8859_1);
        HelloProblem problem = refused(Outcome.NOT_TLS, first);
        assertEquals(stranger.looksLike(), problem.looksLike());
        assertEquals(stranger.alert(), problem.alert());
        for (int there = 0; there < RecordHeader.BYTES; there++) {
            assertEquals(Outcome.NEED_MORE, new ClientHelloParser().look(ByteBuffer.wrap(first, 0, there)));
        }
    }

    /** A record header that is refused, and with which alert. */
    record BadRecord(byte[] bytes, Alert alert, String says) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<BadRecord> badRecords() {
        byte[] piece = HelloBytes.records(HelloBytes.bytes(1, 0, 1), 3);
        return Stream.of(
                new BadRecord(HelloBytes.bytes(22, 2, 0, 0, 0), Alert.PROTOCOL_VERSION, "a record of version 0x0200"),
                new BadRecord(HelloBytes.bytes(22, 4, 0, 0, 9), Alert.PROTOCOL_VERSION, "a record of version 0x0400"),
                new BadRecord(HelloBytes.bytes(22, 3, 3, 0, 0), Alert.UNEXPECTED_MESSAGE, "an empty handshake record"),
                new BadRecord(HelloBytes.bytes(22, 3, 3, 0x40, 1), Alert.RECORD_OVERFLOW, "a record of 16385 bytes"),
                new BadRecord(HelloBytes.bytes(20, 3, 3, 0, 1), Alert.UNEXPECTED_MESSAGE, "type change_cipher_spec"),
                new BadRecord(HelloBytes.bytes(21, 3, 3, 0, 2), Alert.UNEXPECTED_MESSAGE, "type alert"),
                new BadRecord(HelloBytes.bytes(23, 3, 3, 0, 2), Alert.UNEXPECTED_MESSAGE, "type application_data"),
                new BadRecord(HelloBytes.bytes(24, 3, 3, 0, 2), Alert.UNEXPECTED_MESSAGE, "type heartbeat"),
                new BadRecord(HelloBytes.bytes(22, 3, 3, 0, 1, 2), Alert.UNEXPECTED_MESSAGE, "message of type 2"),
                new BadRecord(
                        HelloBytes.concat(piece, HelloBytes.bytes(21, 3, 3, 0, 2)),
                        Alert.UNEXPECTED_MESSAGE,
                        "type alert"),
                new BadRecord(
                        HelloBytes.concat(piece, "HTTP/".getBytes(StandardCharsets.US_ASCII)),
                        Alert.UNEXPECTED_MESSAGE,
                        "type 72"),
                new BadRecord(
                        HelloBytes.concat(piece, HelloBytes.bytes(22, 3, 3, 0, 0)),
                        Alert.UNEXPECTED_MESSAGE,
                        "an empty handshake record"));
    }

    @ParameterizedTest
    @MethodSource("badRecords")
    void shouldRefuseRecordsThatCarryNoHello(BadRecord record) {
        HelloProblem problem = refused(Outcome.MALFORMED, record.bytes());
        assertEquals(record.alert(), problem.alert());
        assertEquals(LooksLike.TLS, problem.looksLike());
        assertTrue(problem.message().contains(record.says()), problem::message);
    }

    @Test
    void shouldRefuseALengthAboveTheCapAsSoonAsItIsDeclared() {
        byte[] wire = HelloBytes.bytes(22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff);
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(Outcome.TOO_LARGE, lookInTwo(parser, wire, wire.length - 1));
        assertTrue(parser.problem().message().contains("ClientHelloParser.MAX_BYTES"), parser.problem()::message);
        assertEquals(Alert.ILLEGAL_PARAMETER, parser.problem().alert());
    }

    /** A hello with that many bytes on the wire, in one record. */
    private static byte[] helloOf(int wireBytes) {
        int without = new HelloBytes().extension(21, HelloBytes.bytes()).wire().length;
        return new HelloBytes().extension(21, new byte[wireBytes - without]).wire();
    }

    @Test
    void shouldTakeAHelloAtTheCapAndNoneAboveIt() {
        assertEquals(
                ClientHelloParser.MAX_BYTES,
                parsed(helloOf(ClientHelloParser.MAX_BYTES)).size().wireBytes());
        byte[] above = helloOf(ClientHelloParser.MAX_BYTES + 1);
        refused(Outcome.TOO_LARGE, Arrays.copyOf(above, 9));
    }

    @Test
    void shouldCountTheHeadersOfTinyRecords() {
        byte[] message = new HelloBytes().extension(21, new byte[4000]).message();
        byte[] tiny = HelloBytes.records(message, 1);
        ClientHelloParser parser = new ClientHelloParser();
        int there = 0;
        while (parser.look(ByteBuffer.wrap(tiny, 0, there)) == Outcome.NEED_MORE) {
            there++;
        }
        assertEquals(Outcome.TOO_LARGE, parser.outcome());
        assertTrue(there <= ClientHelloParser.MAX_BYTES, () -> "decided late");
        assertEquals(Outcome.HELLO, new ClientHelloParser().look(ByteBuffer.wrap(HelloBytes.records(message, 2000))));
    }

    /** As full as the limits allow, in the smallest records that fit. */
    @Test
    void shouldCostAFewTimesWhatItsSenderSpent() {
        HelloBytes dense = new HelloBytes().suites(new byte[8000]);
        dense.protocols(
                Stream.generate(() -> "x").limit(HelloExtensions.MAX_PROTOCOLS).toArray(String[]::new));
        for (int i = 1; i < HelloExtensions.MAX_EXTENSIONS; i++) {
            dense.extension(1000 + i, HelloBytes.bytes());
        }
        byte[] wire = HelloBytes.records(dense.message(), 8);
        parsed(wire);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        parsed(wire);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 20L * wire.length, () -> allocated + " bytes for a hello of " + wire.length);
    }

    @Test
    void shouldHoldNothingWhileTheRestStalls() {
        ByteBuffer stalled = ByteBuffer.wrap(HelloBytes.bytes(22, 3, 1, 0x20, 0, 1, 0, 0x1f, 0xf0, 3, 3));
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(stalled);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            assertSame(Outcome.NEED_MORE, parser.look(stalled));
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < ClientHelloParser.MAX_BYTES, () -> allocated + " bytes for 1,000 looks");
    }

    @Test
    void shouldMakeTheAlertThatAnEngineWouldSend() {
        HelloProblem problem = refused(Outcome.MALFORMED, HelloBytes.bytes(22, 2, 0, 0, 0));
        assertEquals(
                ByteBuffer.wrap(HelloBytes.bytes(21, 3, 3, 0, 2, 2, 70)),
                problem.alert().fatalRecord());
        assertEquals(Alert.PROTOCOL_VERSION, Alert.inRecord(problem.alert().fatalRecord()));
    }
}
