package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDecoderTest {
    private static final String HOST = "Host: h\r\n";

    private final RequestDecoder decoder = new RequestDecoder(HttpLimits.forRequests());

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(Octets.bytes(text));
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return Octets.text(bytes, 0, bytes.length);
    }

    private void head(String text) {
        assertEquals(Step.HEAD, decoder.decode(bytes(text)));
    }

    @Test
    void shouldTellHeadWithoutMakingAnObject() {
        head("GET /a?b HTTP/1.1\r\nhost: H:80\r\nX-Thing:  v \r\n\r\n");
        assertSame(Method.GET, decoder.method());
        assertEquals("/a?b", decoder.target());
        assertTrue(decoder.isTarget("/a?b"));
        assertFalse(decoder.isTarget("/a"));
        assertEquals(TargetForm.ORIGIN, decoder.targetForm());
        assertEquals(HttpVersion.HTTP_1_1, decoder.version());
        assertEquals(Optional.of("H:80"), decoder.authority());
        assertEquals(Optional.of("v"), decoder.field("x-thing"));
        assertTrue(decoder.hasField("X-THING"));
        assertEquals(Optional.empty(), decoder.field("other"));
        assertEquals(Framing.NONE, decoder.framing());
        assertTrue(decoder.bodyIsEmpty());
        assertEquals(OptionalLong.empty(), decoder.contentLength());
        assertTrue(decoder.keepAlive());
    }

    @Test
    void shouldKeepMadeHeadBeyondTheNext() {
        ByteBuffer in = bytes("GET /1 HTTP/1.1\r\nHost: one\r\nA: b\r\n\r\nBREW /2 HTTP/1.0\r\n\r\n");
        decoder.decode(in);
        RequestHead first = decoder.head();
        assertSame(first, decoder.head());
        assertEquals(Step.END, decoder.decode(in));
        assertEquals(Step.HEAD, decoder.decode(in));
        assertEquals(
                new RequestHead(
                        Method.of("BREW"),
                        "/2",
                        TargetForm.ORIGIN,
                        HttpVersion.HTTP_1_0,
                        Optional.empty(),
                        Fields.empty()),
                decoder.head());
        assertEquals("Host: one\r\nA: b\r\n", first.fields().toString());
        assertEquals("/1", first.target());
    }

    @Test
    void shouldGiveTheSameStringForTheSameTarget() {
        ByteBuffer in = bytes(("GET /same HTTP/1.1\r\n" + HOST + "\r\n").repeat(2));
        decoder.decode(in);
        String first = decoder.target();
        decoder.decode(in);
        decoder.decode(in);
        assertSame(first, decoder.target());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, http://other:81/p?q, ABSOLUTE, other:81, /p",
        "GET, HTTPS://other?q, ABSOLUTE, other, /",
        "OPTIONS, http://other, ABSOLUTE, other, *",
        "OPTIONS, *, ASTERISK, h, *",
        "CONNECT, other:443, AUTHORITY, other:443, ''",
        "GET, /p?q?r, ORIGIN, h, /p",
        "GET, //x/../y, ORIGIN, h, //x/../y",
    })
    void shouldReadFormsOfTarget(Method method, String target, TargetForm form, String authority, String path) {
        head(method + " " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertEquals(form, decoder.targetForm());
        assertEquals(Optional.of(authority), decoder.authority());
        assertEquals(path, decoder.head().path());
        int mark = target.indexOf('?');
        assertEquals(
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
                decoder.head().query());
    }

    @ParameterizedTest
    @CsvSource({"h", "h:0", "h:65536", "h:", "u@h:1", "/", "http://h:1", "h:1:2"})
    void shouldRefuseConnectWithoutHostAndPort(String target) {
        assertEquals(Step.REJECTED, decoder.decode(bytes("CONNECT " + target + " HTTP/1.1\r\n" + HOST + "\r\n")));
        assertEquals(Status.BAD_REQUEST, decoder.rejection().orElseThrow().status());
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, Content-Length: 1, true",
        "1.1, Content-Length: 0, true",
        "1.1, Accept: x, false",
        "1.0, Content-Length: 1, false",
    })
    void shouldExpectContinueOnlyWhereItCounts(String version, String field, boolean expected) {
        head("POST / HTTP/" + version + "\r\n" + HOST + "Expect: 100-CONTINUE\r\n" + field + "\r\n\r\n");
        assertEquals(expected, decoder.expectsContinue());
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 'Connection: a, UPGRADE', true",
        "1.1, Connection: upgraded, false",
        "1.0, Connection: upgrade, false",
        "1.1, Accept: upgrade, false",
    })
    void shouldHeedUpgradeOnlyWhereItCounts(String version, String field, boolean expected) {
        head("GET / HTTP/" + version + "\r\n" + HOST + "Upgrade: websocket\r\n" + field + "\r\n\r\n");
        assertEquals(expected, decoder.asksForUpgrade());
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, '', true",
        "1.1, close, false",
        "1.1, 'keep-alive, close', false",
        "1.0, '', false",
        "1.0, Keep-Alive, true",
        "1.0, 'close, keep-alive', false",
        "1.1, 'x, ,  ClOsE ', false",
        "1.1, closed, true",
    })
    void shouldDecideKeepAlive(String version, String options, boolean expected) {
        ByteBuffer in = bytes(
                "GET / HTTP/" + version + "\r\n" + HOST + "Connection: " + options + "\r\n\r\n" + HttpRows.BEHIND);
        decoder.decode(in);
        assertEquals(expected, decoder.keepAlive());
        assertEquals(Step.END, decoder.decode(in));
        assertEquals(expected ? Step.HEAD : Step.FINISHED, decoder.decode(in));
        assertEquals(expected ? 0 : HttpRows.BEHIND.length(), in.remaining());
    }

    @Test
    void shouldConsumeNothingBehindRejection() {
        ByteBuffer in = bytes("BAD\r\n\r\n" + HttpRows.BEHIND);
        assertEquals(Step.REJECTED, decoder.decode(in));
        int position = in.position();
        assertEquals(Step.REJECTED, decoder.decode(in));
        assertEquals(Step.REJECTED, decoder.decode(bytes(HttpRows.BEHIND)));
        assertEquals(position, in.position());
        assertEquals(StreamEnd.AFTER_REJECTION, decoder.endOfInput());
        HttpParseException exception = decoder.rejection().orElseThrow().toException();
        assertEquals(decoder.rejection(), Optional.of(exception.rejection()));
    }

    @Test
    void shouldNameTheSettingThatRefuses() {
        decoder.decode(bytes("GET /" + "a".repeat(20_000)));
        assertEquals(
                "a request target longer than allowed (limit 16384, HttpLimits.maxTargetBytes)",
                decoder.rejection().orElseThrow().reason());
    }

    @Test
    void shouldHandOutBodyInEveryWay() {
        ByteBuffer in = bytes("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\n0123456789next");
        decoder.decode(in);
        assertEquals(OptionalLong.of(10), decoder.contentLength());
        assertFalse(decoder.bodyIsEmpty());
        assertEquals(Step.BODY, decoder.decode(in));
        assertEquals(10, decoder.bodyAvailable(in));
        ByteBuffer two = ByteBuffer.allocate(2);
        assertEquals(2, decoder.takeBody(in, two));
        assertEquals("01", text(two.flip()));
        assertEquals(Step.BODY, decoder.decode(in), "what is not taken is told again");
        in.position(in.position() + 3);
        decoder.bodyTaken(3);
        assertEquals(5, decoder.bodyAvailable(in));
        assertEquals("56789", text(decoder.sliceBody(in)));
        assertEquals(0, decoder.skipBody(in));
        assertTrue(decoder.bodyIsEmpty());
        assertEquals(Step.END, decoder.decode(in));
        assertEquals("next", text(in));
        assertEquals(0, decoder.bodyAvailable(bytes("x")));
    }

    @Test
    void shouldSkipBodyThatNobodyWants() {
        ByteBuffer in = bytes("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabcd");
        decoder.decode(in);
        assertEquals(3, decoder.skipBody(in));
        assertEquals(Step.END, decoder.decode(in));
        assertThrows(IllegalArgumentException.class, () -> decoder.bodyTaken(1));
        assertThrows(IllegalArgumentException.class, () -> decoder.bodyTaken(-1));
    }

    @Test
    void shouldKeepTrailersApartAndDropTheForbidden() {
        ByteBuffer in = bytes("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
                + "0\r\nDigest: d\r\nContent-Length: 3\r\nhost: evil\r\n\r\n");
        decoder.decode(in);
        assertEquals(Step.END, decoder.decode(in));
        assertEquals("Digest: d\r\n", decoder.trailers().toString());
        assertEquals(Optional.of("h"), decoder.authority());
        assertFalse(decoder.hasField("Digest"));
    }

    @Test
    void shouldRefuseChunksBeyondTheBodyLimitBeforeTheyAreRead() {
        RequestDecoder small = new RequestDecoder(HttpLimits.forRequests().withMaxBodyBytes(10));
        ByteBuffer in = bytes("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n");
        small.decode(in);
        assertEquals(Step.BODY, small.decode(in));
        small.skipBody(in);
        assertEquals(Step.REJECTED, small.decode(in));
        assertEquals(Status.CONTENT_TOO_LARGE, small.rejection().orElseThrow().status());
    }

    @Test
    void shouldSayWhereTheInputEnded() {
        assertEquals(StreamEnd.BETWEEN_MESSAGES, decoder.endOfInput());
        decoder.decode(bytes("\r\n"));
        assertEquals(StreamEnd.BETWEEN_MESSAGES, decoder.endOfInput());
        decoder.decode(bytes("POST"));
        assertEquals(StreamEnd.INSIDE_HEAD, decoder.endOfInput());
        head("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n");
        assertEquals(StreamEnd.INSIDE_BODY, decoder.endOfInput());
        ByteBuffer body = bytes("hi");
        decoder.decode(body);
        decoder.skipBody(body);
        assertEquals(StreamEnd.BETWEEN_MESSAGES, decoder.endOfInput());
        assertEquals(Step.END, decoder.decode(body));
        assertTrue(decoder.isBetweenMessages());
    }

    @Test
    void shouldHoldNoArrayOnceReleased() {
        assertEquals(0, decoder.retainedBytes());
        ByteBuffer in = bytes("GET / HTTP/1.1\r\n" + HOST + "\r\n");
        decoder.decode(in);
        decoder.release();
        assertTrue(decoder.retainedBytes() > 0, "a message is being read");
        decoder.decode(in);
        decoder.release();
        assertEquals(0, decoder.retainedBytes());
        assertThrows(IllegalStateException.class, decoder::head);
        head("GET /again HTTP/1.1\r\n" + HOST + "\r\n");
        assertEquals("/again", decoder.target());
    }

    @Test
    void shouldReachEachLimitExactly() {
        HttpLimits limits = new HttpLimits(4, 10, 20, 2, 60, 8, 30, 5, 1);
        assertEquals(0, status(limits, "POST /23456789 HTTP/1.0\r\n\r\n"));
        assertEquals(400, status(limits, "POSTS / HTTP/1.0\r\n\r\n"));
        assertEquals(414, status(limits, "GET /2345678901 HTTP/1.0\r\n\r\n"));
        assertEquals(0, status(limits, "GET / HTTP/1.0\r\nA: " + "b".repeat(17) + "\r\n\r\n"));
        assertEquals(431, status(limits, "GET / HTTP/1.0\r\nA: " + "b".repeat(18) + "\r\n\r\n"));
        assertEquals(0, status(limits, "GET / HTTP/1.0\r\nA: b\r\nC: d\r\n\r\n"));
        assertEquals(431, status(limits, "GET / HTTP/1.0\r\nA: b\r\nC: d\r\nE: f\r\n\r\n"));
        String head = "GET / HTTP/1.0\r\nA: " + "b".repeat(17) + "\r\nC: ";
        assertEquals(0, status(limits, head + "d".repeat(60 - head.length() - 4) + "\r\n\r\n"));
        assertEquals(431, status(limits, head + "d".repeat(60 - head.length() - 3) + "\r\n\r\n"));
        String chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:chunked\r\n\r\n";
        HttpLimits larger = new HttpLimits(4, 10, 25, 2, 80, 8, 30, 5, 1);
        assertEquals(0, status(larger, chunked + "5;aaaa\r\n"));
        assertEquals(400, status(larger, chunked + "5;aaaaa\r\n"));
        assertEquals(413, status(larger, chunked + "6\r\n"));
        assertEquals(0, status(larger, chunked + "0\r\nA: " + "b".repeat(20) + "\r\n\r\n"));
        assertEquals(431, status(larger, chunked + "0\r\nA: " + "b".repeat(20) + "\r\nC: dddddd\r\n\r\n"));
    }

    private static int status(HttpLimits limits, String input) {
        RequestDecoder decoder = new RequestDecoder(limits);
        ByteBuffer in = bytes(input);
        Step step = decoder.decode(in);
        while (step == Step.HEAD || step == Step.END) {
            step = decoder.decode(in);
        }
        return decoder.rejection().map(rejection -> rejection.status().code()).orElse(0);
    }
}
