package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderTest {
    private static final HttpDate DATE = HttpDate.of(784_111_777);
    private static final String DATE_LINE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

    private final ByteBuffer out = ByteBuffer.allocate(4_096);
    private final ResponseEncoder responses = new ResponseEncoder();
    private final RequestEncoder requests = new RequestEncoder();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(Octets.bytes(text));
    }

    private String written() {
        String text = Octets.text(out.array(), 0, out.position());
        out.clear();
        return text;
    }

    @ParameterizedTest
    @CsvSource({
        // method, version, status, known length?, framing, fields written
        "GET,  HTTP_1_1, 200, true,  LENGTH,      'Content-Length: 5|'",
        "GET,  HTTP_1_1, 200, false, CHUNKED,     'Transfer-Encoding: chunked|'",
        "GET,  HTTP_1_0, 200, true,  LENGTH,      'Connection: keep-alive|Content-Length: 5|'",
        "GET,  HTTP_1_0, 200, false, UNTIL_CLOSE, 'Connection: close|'",
        "HEAD, HTTP_1_1, 200, true,  NONE,        'Content-Length: 5|'",
        "HEAD, HTTP_1_1, 200, false, NONE,        'Transfer-Encoding: chunked|'",
        "GET,  HTTP_1_1, 204, true,  NONE,        ''",
        "GET,  HTTP_1_1, 204, false, NONE,        ''",
        "GET,  HTTP_1_1, 304, true,  NONE,        ''",
        "GET,  HTTP_1_1, 101, true,  TUNNEL,      ''",
        "CONNECT, HTTP_1_1, 200, true, TUNNEL,    ''",
        "CONNECT, HTTP_1_1, 403, true, LENGTH,    'Content-Length: 5|'",
    })
    void shouldFrameResponseByTable(
            Method method, HttpVersion version, int status, boolean known, Framing framing, String fields) {
        responses.answer(method, version, true);
        assertTrue(
                known
                        ? responses.begin(out, Status.of(status), Fields.empty(), DATE, 5)
                        : responses.beginUnknownLength(out, Status.of(status), Fields.empty(), DATE));
        assertEquals(
                "HTTP/1.1 " + Status.of(status) + "\r\n" + DATE_LINE + fields.replace("|", "\r\n") + "\r\n", written());
        assertEquals(framing, responses.framing());
        assertEquals(framing != Framing.UNTIL_CLOSE, responses.keepAlive());
        ByteBuffer body = bytes("hello");
        assertEquals(5, responses.body(out, body));
        assertTrue(responses.end(out));
        String sent = framing == Framing.CHUNKED ? "5\r\nhello\r\n0\r\n\r\n" : responses.hasBody() ? "hello" : "";
        assertEquals(sent, written());
    }

    @Test
    void shouldSayCloseOnceAndHeedTheHandlersClose() {
        Fields close = Fields.of("connection", "Close");
        responses.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        responses.begin(out, Status.OK, close, DATE, 0);
        assertEquals("HTTP/1.1 200 OK\r\n" + DATE_LINE + "connection: Close\r\nContent-Length: 0\r\n\r\n", written());
        assertFalse(responses.keepAlive());
        responses.end(out);
        responses.answer(Method.GET, HttpVersion.HTTP_1_1, false);
        responses.begin(out, Status.OK, Fields.of("Date", "x"), DATE, 0);
        assertEquals("HTTP/1.1 200 OK\r\nDate: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", written());
    }

    @Test
    void shouldWriteInterimToNobodyOnHttp10() {
        responses.answer(Method.POST, HttpVersion.HTTP_1_0, true);
        assertTrue(responses.interim(out, Status.CONTINUE, Fields.empty()));
        assertEquals("", written());
        responses.answer(Method.POST, HttpVersion.HTTP_1_1, true);
        assertTrue(responses.interim(out, Status.EARLY_HINTS, Fields.of("Link", "x")));
        assertEquals("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", written());
        assertFalse(responses.interim(ByteBuffer.allocate(24), Status.CONTINUE, Fields.empty()));
        assertEquals(25, responses.neededBytes());
    }

    @Test
    void shouldRefuseWhatWouldBreakTheFraming() {
        responses.answer(Method.GET, HttpVersion.HTTP_1_0, true);
        for (String name : new String[] {"Content-Length", "transfer-encoding"}) {
            Fields framing = Fields.of(name, "5");
            assertThrows(IllegalArgumentException.class, () -> responses.begin(out, Status.OK, framing, DATE, 5));
            assertThrows(IllegalArgumentException.class, () -> responses.interim(out, Status.CONTINUE, framing));
            assertThrows(IllegalArgumentException.class, () -> requests.begin(out, Method.GET, "/", "h", framing));
        }
        assertThrows(IllegalArgumentException.class, () -> responses.begin(out, Status.OK, Fields.empty(), DATE, -1));
        assertThrows(
                IllegalArgumentException.class, () -> responses.begin(out, Status.CONTINUE, Fields.empty(), DATE, 0));
        assertThrows(IllegalArgumentException.class, () -> responses.interim(out, Status.OK, Fields.empty()));
        assertThrows(
                IllegalStateException.class,
                () -> responses.begin(out, Status.SWITCHING_PROTOCOLS, Fields.empty(), DATE, 0));
        assertEquals("", written());
    }

    @Test
    void shouldHoldBodyToItsLength() {
        responses.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        assertThrows(IllegalStateException.class, () -> responses.end(out));
        responses.begin(out, Status.OK, Fields.empty(), DATE, 3);
        assertThrows(IllegalStateException.class, () -> responses.body(out, bytes("four")));
        assertThrows(IllegalStateException.class, () -> responses.end(out));
        assertThrows(IllegalStateException.class, () -> responses.answer(Method.GET, HttpVersion.HTTP_1_1, true));
        assertTrue(responses.isInside());
        assertEquals(3, responses.body(out, bytes("abc")));
        assertTrue(responses.end(out));
        assertFalse(responses.isInside());
        assertThrows(IllegalStateException.class, () -> responses.body(out, bytes("more")));
    }

    @Test
    void shouldLetCallerSendChunkItself() {
        responses.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        responses.beginUnknownLength(out, Status.OK, Fields.empty(), DATE);
        written();
        assertFalse(responses.openChunk(ByteBuffer.allocate(4), 0x100));
        assertTrue(responses.openChunk(out, 0x1f0));
        assertThrows(IllegalStateException.class, () -> responses.body(out, bytes("x")));
        assertFalse(responses.closeChunk(ByteBuffer.allocate(1)));
        assertTrue(responses.closeChunk(out));
        assertThrows(IllegalStateException.class, () -> responses.closeChunk(out));
        assertThrows(IllegalArgumentException.class, () -> responses.openChunk(out, 0));
        assertFalse(responses.end(ByteBuffer.allocate(4)));
        assertThrows(IllegalArgumentException.class, () -> responses.end(out, Fields.of("host", "x")));
        assertTrue(responses.end(out, Fields.of("Digest", "d")));
        assertEquals("1f0\r\n\r\n0\r\nDigest: d\r\n\r\n", written());
    }

    @Test
    void shouldWriteWholeHeadOrNothing() {
        responses.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        responses.begin(out, Status.OK, Fields.of("A", "b"), DATE, 1_234_567_890_123L);
        int size = written().length();
        ResponseEncoder fresh = new ResponseEncoder();
        fresh.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        for (int room = 0; room <= size; room++) {
            ByteBuffer small = ByteBuffer.allocate(room);
            boolean fitted = fresh.begin(small, Status.OK, Fields.of("A", "b"), DATE, 1_234_567_890_123L);
            assertEquals(room == size, fitted);
            assertEquals(fitted ? size : 0, small.position());
            assertEquals(size, fresh.neededBytes());
        }
    }

    @Test
    void shouldWriteRequests() {
        requests.begin(out, Method.GET, "/a?b", "h:81", Fields.of("Accept", "x"));
        assertFalse(requests.hasBody());
        requests.end(out);
        assertEquals("GET /a?b HTTP/1.1\r\nHost: h:81\r\nAccept: x\r\n\r\n", written());
        requests.begin(out, Method.POST, "/", "h", Fields.empty());
        requests.end(out);
        assertEquals("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", written());
        requests.beginLength(out, Method.PUT, "/", "h", Fields.empty(), 2);
        requests.body(out, bytes("hi"));
        requests.end(out);
        assertEquals("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", written());
        requests.beginUnknownLength(out, Method.PUT, "/", "h", Fields.empty());
        requests.body(out, bytes("hello hello hello"));
        requests.end(out);
        assertEquals(
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n11\r\nhello hello hello\r\n0\r\n\r\n",
                written());
    }

    @ParameterizedTest
    @CsvSource({
        "'', h",
        "/ , ''",
        "'/a b', h",
        "/a#b, h",
        "/\u00e9, h",
        "/, 'h\r\nX: y'",
        "'/\r\nX:y', h",
        "/, u@h",
        "/, h\u0100"
    })
    void shouldRefuseToSendWhatCouldNotBeRead(String target, String authority) {
        assertThrows(
                IllegalArgumentException.class,
                () -> requests.begin(out, Method.GET, target, authority, Fields.empty()));
        assertThrows(
                IllegalArgumentException.class,
                () -> requests.begin(out, Method.GET, "/", "h", Fields.of("Host", "h")));
        assertThrows(
                IllegalArgumentException.class,
                () -> requests.beginLength(out, Method.GET, "/", "h", Fields.empty(), -1));
    }

    @Test
    void shouldReadBackWhatWasWrittenIntoBuffersOfAnySize() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            String body = "b".repeat(random.nextInt(500)) + seed;
            StringBuilder wire = new StringBuilder();
            RequestEncoder encoder = new RequestEncoder();
            encoder.beginUnknownLength(out, Method.PUT, "/p", "h", Fields.of("A", "b"));
            wire.append(written());
            ByteBuffer source = bytes(body);
            while (source.hasRemaining()) {
                out.limit(random.nextInt(40));
                encoder.body(out, source);
                wire.append(written());
            }
            encoder.end(out, Fields.of("T", "u"));
            wire.append(written());
            var events = new Replay(new RequestDecoder(HttpLimits.forRequests()), Replay.Memory.DIRECT)
                    .feed(wire.toString(), () -> 1 + random.nextInt(30));
            assertEquals(List.of("PUT /p HTTP/1.1 CHUNKED", body, "T: u\r\n"), events, "seed " + seed);
        }
    }
}
