package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowScript;

class HarRecorderTest {
    private static final String BEGINNING =
            "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Staunch\",\"version\":\"0.1\"},\"entries\":[";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private HarRecorder recorder(HarRecorder.Options options) {
        return HarRecorder.to(CaptureFile.to(written, "test", options.maxHeldBytes()), options);
    }

    private String archive(HarRecorder recorder) {
        recorder.close();
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteAnExchange() {
        HarRecorder recorder = recorder(HarRecorder.Options.DEFAULT.withBodies());
        try (FlowScript script = new FlowScript(recorder)) {
            Fields fields = Fields.builder()
                    .add("Content-Type", "application/x-www-form-urlencoded")
                    .add("Content-Length", "15")
                    .add("Cookie", "a=1")
                    .build();
            Flow flow = script.begin("example.org", Method.POST, "/a?token=x&q=%22", fields);
            script.advanceMillis(1);
            script.forward(flow, OptionalLong.of(15));
            script.advanceMillis(2);
            script.requestBody(flow, "pass=x&name=m+e");
            script.endRequest(flow, Fields.empty());
            script.advanceMillis(4);
            script.respond(flow, Status.OK, Fields.of("Content-Type", "text/plain"), OptionalLong.empty());
            script.responseBody(flow, "caf\u00e9\n".getBytes(StandardCharsets.UTF_8));
            script.advanceMillis(8);
            flow.note("seen");
            script.end(flow, true);
        }
        assertEquals(BEGINNING + """

                        {"startedDateTime":"1994-11-06T08:49:37.000Z","time":15.000,"request":{"method":"POST",\
                        "url":"https://example.org/a?token=[redacted]&q=%22","httpVersion":"HTTP/1.1",\
                        "cookies":[{"name":"a","value":"[redacted]"}],"headers":[{"name":"Host","value":"example.org"},\
                        {"name":"Content-Type","value":"application/x-www-form-urlencoded"},\
                        {"name":"Cookie","value":"[redacted]"},{"name":"Content-Length","value":"15"}],\
                        "queryString":[{"name":"token","value":"[redacted]"},{"name":"q","value":"\\""}],\
                        "postData":{"mimeType":"application/x-www-form-urlencoded",\
                        "params":[{"name":"pass","value":"[redacted]"},{"name":"name","value":"m e"}],\
                        "text":"pass=[redacted]&name=m+e"},"headersSize":-1,"bodySize":15},\
                        "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],\
                        "headers":[{"name":"Content-Type","value":"text/plain"},\
                        {"name":"Transfer-Encoding","value":"chunked"}],\
                        "content":{"size":6,"mimeType":"text/plain","text":"caf\\u00e9\\n"},"redirectURL":"",\
                        "headersSize":-1,"bodySize":6},"cache":{},"timings":{"blocked":1.000,"dns":-1,"connect":-1,"ssl":-1,\
                        "send":2.000,"wait":4.000,"receive":8.000},"serverIPAddress":"192.0.2.7","connection":"50000",\
                        "comment":"seen"}
                        ]}}
                        """, archive(recorder));
    }

    @Test
    void shouldBeWellFormedWithoutAnEntry() {
        assertEquals(BEGINNING + "\n]}}\n", archive(recorder(HarRecorder.Options.DEFAULT)));
    }

    @Test
    void shouldWriteTunnelsAndFailedHandshakesAsConnect() {
        HarRecorder recorder = recorder(HarRecorder.Options.DEFAULT);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow tunnel = script.newFlow(Flow.Kind.TUNNEL, "example.org");
            script.beginTunnel(tunnel, "passed");
            script.endTunnel(tunnel, 7, 9);
            Flow handshake = script.newFlow(Flow.Kind.HANDSHAKE, "example.net");
            script.beginTunnel(handshake, "mind the certificate");
            script.fail(handshake, new IOException("unknown CA"));
            script.end(handshake, false);
        }
        String[] lines = archive(recorder).split("\n");
        assertEquals(4, lines.length);
        assertTrue(lines[1].contains("\"method\":\"CONNECT\",\"url\":\"https://example.org\""), lines[1]);
        assertTrue(lines[1].contains("\"bodySize\":7}") && lines[1].contains("\"bodySize\":9}"), lines[1]);
        assertTrue(lines[1].endsWith("\"comment\":\"passed\"},"), lines[1]);
        assertTrue(lines[2].contains("\"status\":0"), lines[2]);
        assertTrue(lines[2].endsWith("\"comment\":\"unknown CA; mind the certificate; not whole\"}"), lines[2]);
    }

    @Test
    void shouldLeaveOutWhatIsNoRequestAndWhatFollowsA101() {
        HarRecorder recorder = recorder(HarRecorder.Options.DEFAULT.withBodies());
        try (FlowScript script = new FlowScript(recorder)) {
            Flow refusal = script.newFlow(Flow.Kind.REFUSAL, "example.net");
            script.beginTunnel(refusal, "no password");
            script.end(refusal, true);
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.respond(flow, Status.SWITCHING_PROTOCOLS, Fields.empty(), OptionalLong.of(0));
            script.responseBody(flow, new byte[] {'a', 'b'});
            script.end(flow, true);
        }
        String archive = archive(recorder);
        assertEquals(3, archive.split("\n").length, archive);
        assertTrue(archive.contains("\"content\":{\"size\":2,\"mimeType\":\"\"}"), archive);
    }

    private String content(HarRecorder.Options options, Fields fields, byte[] body) {
        HarRecorder recorder = recorder(options);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.respond(flow, Status.OK, fields, OptionalLong.of(body.length));
            script.responseBody(flow, body);
            script.end(flow, true);
        }
        String archive = archive(recorder);
        int start = archive.indexOf("\"content\":");
        return archive.substring(start + 10, archive.indexOf('}', start) + 1);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return zipped.toByteArray();
    }

    @Test
    void shouldLeaveBodiesOutUnlessWanted() {
        assertEquals(
                "{\"size\":3,\"mimeType\":\"\"}", content(HarRecorder.Options.DEFAULT, Fields.empty(), new byte[3]));
    }

    @Test
    void shouldWriteBytesThatAreNoTextInBase64() {
        assertEquals(
                "{\"size\":3,\"mimeType\":\"\",\"text\":\"AAH/\",\"encoding\":\"base64\"}",
                content(HarRecorder.Options.DEFAULT.withBodies(), Fields.empty(), new byte[] {0, 1, -1}));
    }

    @Test
    void shouldReadTheCharsetThatIsNamed() {
        assertEquals(
                "{\"size\":1,\"mimeType\":\"text/plain; charset=iso-8859-1\",\"text\":\"\\u00e9\"}",
                content(
                        HarRecorder.Options.DEFAULT.withBodies(),
                        Fields.of("Content-Type", "text/plain; charset=iso-8859-1"),
                        new byte[] {(byte) 0xE9}));
    }

    @Test
    void shouldUndoTheContentCoding() {
        byte[] zipped = gzip("x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        Fields fields = Fields.of("Content-Encoding", "gzip");
        assertEquals(
                "{\"size\":1000,\"compression\":" + (1000 - zipped.length) + ",\"mimeType\":\"\",\"text\":\""
                        + "x".repeat(1000) + "\"}",
                content(HarRecorder.Options.DEFAULT.withBodies(), fields, zipped));
    }

    @Test
    void shouldBoundWhatABodyExpandsTo() {
        byte[] bomb = gzip(new byte[10_000_000]);
        String content =
                content(HarRecorder.Options.DEFAULT.withBodies(20_000), Fields.of("Content-Encoding", "gzip"), bomb);
        assertTrue(
                content.endsWith(
                        "\"comment\":\"cut off after 20000 decoded bytes, the most that is recorded of a body\"}"),
                content);
        assertTrue(content.length() < 30_000);
    }

    @Test
    void shouldShowWhatCannotBeDecodedAsItCame() {
        assertEquals(
                "{\"size\":1,\"mimeType\":\"\",\"text\":\"eA==\",\"encoding\":\"base64\",\"comment\":"
                        + "\"as it came, its content coding not undone: its coding is unknown: Content-Encoding says rot13\"}",
                content(HarRecorder.Options.DEFAULT.withBodies(), Fields.of("Content-Encoding", "rot13"), new byte[] {
                    'x'
                }));
    }

    @Test
    void shouldCutABodyAtItsLimitAndNotAtHalfACharacter() {
        assertEquals(
                "{\"size\":4,\"mimeType\":\"\",\"text\":\"a\",\"comment\":\"cut off after 2 bytes, the most that is recorded of a body\"}",
                content(
                        HarRecorder.Options.DEFAULT.withBodies(2),
                        Fields.empty(),
                        "a\u00e9b".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldHoldNoMoreThanItMay() {
        HarRecorder.Options options = HarRecorder.Options.DEFAULT.withBodies().withMaxHeldBytes(100_000);
        CaptureFile file = CaptureFile.to(written, "test", options.maxHeldBytes());
        HarRecorder recorder = HarRecorder.to(file, options);
        try (FlowScript script = new FlowScript(recorder)) {
            Flow flow = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.respond(flow, Status.OK, Fields.empty(), OptionalLong.empty());
            for (int i = 0; i < 1000; i++) {
                script.responseBody(flow, "x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
                assertTrue(file.heldBytes() <= 100_000);
            }
            script.end(flow, true);
        }
        String archive = archive(recorder);
        assertTrue(archive.contains("bytes: the recording held as much in memory as it may"));
        assertEquals(0, file.heldBytes());
    }

    @Test
    void shouldSayWhatIsNotInTheFile() {
        HarRecorder recorder = recorder(HarRecorder.Options.DEFAULT.withMaxHeldBytes(2 * HarRecorder.ENTRY_BYTES));
        try (FlowScript script = new FlowScript(recorder)) {
            Flow ended = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.begin("example.org", Method.GET, "/", Fields.empty());
            Flow tooMuch = script.begin("example.org", Method.GET, "/", Fields.empty());
            script.end(tooMuch, true);
            script.end(ended, true);
            String archive = archive(recorder);
            assertTrue(
                    archive.endsWith(
                            "\n],\"comment\":\"not recorded: 1 for which there was no room in memory, or that could not be written, or not in time, 1 that had not ended\"}}\n"),
                    archive);
            assertEquals(3, archive.lines().count());
        }
        assertEquals(1, recorder.lost());
    }

    @Test
    void shouldReserveBeforeItKeeps() {
        CaptureFile file = CaptureFile.to(written, "test", 10_000);
        KeptBody body = new KeptBody(file, 100_000);
        body.add(ByteBuffer.allocate(4096));
        assertEquals(8192, file.heldBytes());
        body.add(ByteBuffer.allocate(1));
        assertEquals(4096, body.bytes().length);
        assertEquals(4097, body.seen());
        assertEquals(
                Optional.of("cut off after 4096 bytes: the recording held as much in memory as it may"), body.cut());
        file.close();
    }

    @Test
    void shouldRefuseLimitsOutOfRange() {
        HarRecorder.Options options = HarRecorder.Options.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> options.withBodies(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withBodies(HarRecorder.LARGEST_BODY_BYTES + 1));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxHeldBytes(0));
    }
}
