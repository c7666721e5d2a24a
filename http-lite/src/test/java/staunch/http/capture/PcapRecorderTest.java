package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowScript;

class PcapRecorderTest {
    /** For a few packets, but not for one with 2,000 bytes. */
    private static final int ROOM_BYTES = 1000;

    private static PcapFormat.Segment segment(String client, String server, byte[] payload, int length, String comment)
            throws IOException {
        return new PcapFormat.Segment(
                new PcapFormat.Ends(Optional.of(InetAddress.getByName(client)), 50_000, server),
                true,
                784_111_777_000_000L,
                PcapFormat.PSH | PcapFormat.ACK,
                1,
                2,
                payload,
                length,
                comment);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void shouldWriteAPacketOfIpv4() throws IOException {
        byte[] block = new PcapFormat().packet(segment("127.0.0.1", "192.0.2.7", new byte[] {'h', 'i', '!'}, 3, ""));
        assertEquals(
                // block: type, length, interface, time, captured, original
                "060000004c00000000000000" + hex(time()) + "2b0000002b000000"
                        // IP: 43 bytes, do not fragment, 64 hops, TCP, checksum, from, to
                        + "4500002b000040004006" + "f9c4" + "7f000001" + "c0000207"
                        // TCP: from, to, sequence, acknowledged, flags, window, checksum, urgent
                        + "c3500050" + "00000001" + "00000002" + "5018" + "ffff" + "21b4" + "0000"
                        + "686921" + "00" + "4c000000",
                hex(block));
    }

    private static byte[] time() {
        long micros = 784_111_777_000_000L;
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (micros >>> 32))
                .putInt((int) micros)
                .array();
    }

    @Test
    void shouldTellTheNameOfAServerOnce() throws IOException {
        PcapFormat format = new PcapFormat();
        String first = hex(format.packet(segment("127.0.0.1", "a.test", new byte[0], 0, "")));
        assertTrue(
                first.startsWith("0400000020000000" + "01000b00" + "c6120001" + "612e7465737400" + "00" + "00000000"
                        + "20000000"),
                first);
        String second = hex(format.packet(segment("127.0.0.1", "a.test", new byte[0], 0, "")));
        assertEquals(first.substring(64), second);
        assertTrue(hex(format.packet(segment("127.0.0.1", "256.1.1.1", new byte[0], 0, "")))
                .contains("c6120002"));
    }

    @Test
    void shouldWriteIpv6IfEitherEndHasIt() throws IOException {
        String block = hex(new PcapFormat().packet(segment("127.0.0.1", "2001:db8::7", new byte[0], 0, "")));
        assertTrue(
                block.contains("60000000001406" + "40" + "00000000000000000000ffff7f000001"
                        + "20010db8000000000000000000000007"),
                block);
    }

    @Test
    void shouldSayHowLongAPacketWasThatIsNotRecordedWhole() throws IOException {
        String block = hex(new PcapFormat().packet(segment("127.0.0.1", "192.0.2.7", new byte[0], 1000, "cut")));
        assertTrue(block.contains("28000000" + "10040000" + "45000410"), block);
        assertTrue(block.contains("01000300" + "63757400" + "00000000"), block);
    }

    @Test
    void shouldCountWhatWasLostAtTheEnd() {
        assertEquals(
                "05000000" + "34000000" + "00000000" + "00000000" + "01000000" + "04000800" + "0300000000000000"
                        + "05000800" + "0300000000000000" + "00000000" + "34000000",
                hex(new PcapFormat().end(1, 3)));
    }

    // ---- whole recordings ----

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** What a packet says, for short. */
    record Packet(boolean fromClient, int flags, int sequence, int acknowledged, byte[] payload, int length) {}

    private List<Packet> packets() {
        ByteBuffer file = ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        List<Packet> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            int start = file.position();
            int type = file.getInt();
            int length = file.getInt();
            assertEquals(length, file.getInt(start + length - 4));
            if (type == 6) {
                packets.add(packet(file, start));
            }
            file.position(start + length);
        }
        return packets;
    }

    private static Packet packet(ByteBuffer file, int start) {
        int captured = file.getInt(start + 20);
        int original = file.getInt(start + 24);
        byte[] ip = Arrays.copyOfRange(file.array(), start + 28, start + 28 + captured);
        ByteBuffer tcp = ByteBuffer.wrap(ip, 20, captured - 20);
        boolean fromClient = tcp.getShort() != 80;
        tcp.getShort();
        int sequence = tcp.getInt();
        int acknowledged = tcp.getInt();
        int flags = tcp.getShort() & 0xFF;
        return new Packet(
                fromClient, flags, sequence, acknowledged, Arrays.copyOfRange(ip, 40, captured), original - 40);
    }

    private static String stream(List<Packet> packets, boolean fromClient) {
        StringBuilder text = new StringBuilder();
        packets.stream()
                .filter(packet -> packet.fromClient() == fromClient)
                .forEach(packet -> text.append(new String(packet.payload(), StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private PcapRecorder recorder(PcapRecorder.Options options) {
        return PcapRecorder.to(
                CaptureFile.to(written, "test", options.maxHeldBytes()),
                options,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    @Test
    void shouldShowAnExchangeAsAConnection() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.POST, "/a", Fields.of("Transfer-Encoding", "chunked"));
            script.forward(flow, OptionalLong.empty());
            script.requestBody(flow, "hello");
            script.endRequest(flow, Fields.of("X-Sum", "5"));
            script.respond(flow, Status.OK, Fields.of("A", "b"), OptionalLong.of(20_000));
            script.responseBody(flow, "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
            script.endResponse(flow, Fields.empty());
            script.end(flow, true);
        }
        recorder.close();
        List<Packet> packets = packets();
        assertEquals(
                "POST /a HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n",
                stream(packets, true));
        assertEquals(
                "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000),
                stream(packets, false));
        assertArrayEquals(
                new int[] {PcapFormat.SYN, PcapFormat.SYN | PcapFormat.ACK, PcapFormat.ACK},
                packets.stream().limit(3).mapToInt(Packet::flags).toArray());
        assertArrayEquals(
                new int[] {PcapFormat.FIN | PcapFormat.ACK, PcapFormat.FIN | PcapFormat.ACK, PcapFormat.ACK},
                packets.stream()
                        .skip(packets.size() - 3)
                        .mapToInt(Packet::flags)
                        .toArray());
        requireContinuous(packets);
    }

    /** Each side's numbers follow each other, and each acknowledges all that the other has sent. */
    private static void requireContinuous(List<Packet> packets) {
        int[] next = {packets.get(1).sequence(), packets.get(0).sequence()};
        for (Packet packet : packets) {
            int own = packet.fromClient() ? 1 : 0;
            assertEquals(next[own], packet.sequence());
            if ((packet.flags() & PcapFormat.ACK) != 0) {
                assertEquals(next[1 - own], packet.acknowledged());
            }
            boolean counts = (packet.flags() & (PcapFormat.SYN | PcapFormat.FIN)) != 0;
            next[own] += packet.length() + (counts ? 1 : 0);
        }
    }

    @Test
    void shouldRecordOnlyHeadersBehindTheLimitOfABody() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT.withMaxBodyBytes(10));
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.forward(flow, OptionalLong.of(0));
            script.respond(flow, Status.OK, Fields.empty(), OptionalLong.empty());
            script.responseBody(flow, new byte[40_000]);
            script.endResponse(flow, Fields.empty());
            script.end(flow, true);
        }
        recorder.close();
        List<Packet> packets = packets();
        assertEquals(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n" + "\0".repeat(10),
                stream(packets, false));
        requireContinuous(packets);
        String text = written.toString(StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("only the first 10 bytes of a response's body are recorded in packets"));
        assertTrue(text.contains("https://example.org, from port 50000"));
    }

    @Test
    void shouldNoteWhatIsNotRecorded() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT.withMaxBodyBytes(10));
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.respond(flow, Status.OK, Fields.empty(), OptionalLong.of(30));
            script.responseBody(flow, new byte[10]);
            assertEquals(List.of(), flow.notes());
            script.responseBody(flow, new byte[10]);
            script.responseBody(flow, new byte[10]);
            assertEquals(List.of("only the first 10 bytes of a response's body are recorded in packets"), flow.notes());
        }
        recorder.close();
    }

    @Test
    void shouldShowWhatFollowsA101() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.forward(flow, OptionalLong.of(0));
            script.respond(flow, Status.SWITCHING_PROTOCOLS, Fields.of("Upgrade", "x"), OptionalLong.of(0));
            script.responseBody(flow, "hello".getBytes(StandardCharsets.US_ASCII));
            script.requestBody(flow, "world");
            script.end(flow, true);
        }
        recorder.close();
        List<Packet> packets = packets();
        assertEquals("GET / HTTP/1.1\r\nHost: example.org\r\n\r\nworld", stream(packets, true));
        assertEquals("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello", stream(packets, false));
        requireContinuous(packets);
    }

    @Test
    void shouldShowWhatFollowsA101BehindARequestInChunksAsItIs() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.POST, "/", Fields.empty());
            script.forward(flow, OptionalLong.empty());
            script.requestBody(flow, "body");
            script.endRequest(flow, Fields.empty());
            script.respond(flow, Status.SWITCHING_PROTOCOLS, Fields.of("Upgrade", "x"), OptionalLong.of(0));
            script.requestBody(flow, "world");
            script.end(flow, true);
        }
        recorder.close();
        assertEquals(
                "POST / HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\nworld",
                stream(packets(), true));
        requireContinuous(packets());
    }

    @Test
    void shouldShowAnAnswerOfTheProxysAndAnEndThatCameTooSoon() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.POST, "/", Fields.of("Content-Length", "9"));
            script.respond(flow, Status.FORBIDDEN, Fields.empty(), OptionalLong.of(2));
            script.responseBody(flow, new byte[] {'n', 'o'});
            script.end(flow, false);
            Flow tunnel = script.newFlow(Flow.Kind.TUNNEL, "example.org");
            script.beginTunnel(tunnel, "passed");
            script.endTunnel(tunnel, 1, 1);
        }
        recorder.close();
        List<Packet> packets = packets();
        assertEquals("POST / HTTP/1.1\r\n\r\n", stream(packets, true));
        assertEquals("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", stream(packets, false));
        assertEquals(
                PcapFormat.RST | PcapFormat.ACK, packets.get(packets.size() - 1).flags());
    }

    @Test
    void shouldShowWhatDidNotFitAsAGap() {
        PcapRecorder recorder = recorder(PcapRecorder.Options.DEFAULT.withMaxHeldBytes(ROOM_BYTES));
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.respond(flow, Status.OK, Fields.empty(), OptionalLong.of(2_000));
            script.responseBody(flow, new byte[2_000]);
            script.end(flow, true);
        }
        recorder.close();
        assertTrue(recorder.lost() >= 1);
        ByteBuffer end = ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(recorder.lost(), end.getLong(written.size() - 16));
    }
}
