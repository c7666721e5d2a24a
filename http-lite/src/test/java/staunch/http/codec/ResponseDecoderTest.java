package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseDecoderTest {
    private static final String EMPTY_OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ResponseDecoder decoder = new ResponseDecoder(HttpLimits.forResponses());

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(Octets.bytes(text));
    }

    @Test
    void shouldTellStatusAndFields() {
        decoder.expect(Method.GET);
        ByteBuffer in = bytes("HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n");
        assertEquals(Step.HEAD, decoder.decode(in));
        assertSame(Status.NOT_FOUND, decoder.status());
        assertEquals(new ResponseHead(HttpVersion.HTTP_1_0, Status.NOT_FOUND, Fields.of("A", "b")), decoder.head());
        assertSame(decoder.head(), decoder.head());
        assertFalse(decoder.keepAlive());
    }

    @Test
    void shouldKeepReasonOfOnesOwn() {
        decoder.expect(Method.GET);
        decoder.decode(bytes("HTTP/1.1 404 Nothing \u00e9 here\r\n\r\n"));
        assertEquals("404 Nothing \u00e9 here", decoder.status().toString());
        assertEquals(Status.NOT_FOUND, decoder.status());
    }

    @Test
    void shouldRefuseBytesToWhichNoRequestBelongs() {
        assertEquals(Step.NEED_MORE, decoder.decode(bytes("")));
        assertEquals(Step.REJECTED, decoder.decode(bytes(EMPTY_OK)));
        assertEquals(Status.BAD_GATEWAY, decoder.rejection().orElseThrow().status());
    }

    @Test
    void shouldReadOneResponseForEachExpectation() {
        for (int i = 0; i < 3; i++) {
            decoder.expect(Method.GET);
            assertTrue(decoder.isResponseDue());
            assertEquals(StreamEnd.BEFORE_RESPONSE, decoder.endOfInput());
            ByteBuffer in = bytes("HTTP/1.1 100 Continue\r\n\r\n" + EMPTY_OK);
            assertEquals(Step.HEAD, decoder.decode(in));
            assertTrue(decoder.isResponseDue());
            assertEquals(Step.END, decoder.decode(in));
            assertThrows(IllegalStateException.class, () -> decoder.expect(Method.GET));
            assertEquals(Step.HEAD, decoder.decode(in));
            assertThrows(IllegalStateException.class, () -> decoder.expect(Method.GET));
            assertEquals(Step.END, decoder.decode(in));
            assertEquals(StreamEnd.BETWEEN_MESSAGES, decoder.endOfInput());
            assertEquals(Step.NEED_MORE, decoder.decode(in));
        }
    }

    @Test
    void shouldLeaveTunnelBytesAlone() {
        decoder.expect(Method.CONNECT);
        ByteBuffer in = bytes("HTTP/1.1 200 OK\r\n\r\n\u0016tls");
        assertEquals(Step.HEAD, decoder.decode(in));
        assertEquals(Framing.TUNNEL, decoder.framing());
        assertEquals(Step.END, decoder.decode(in));
        assertEquals(Step.FINISHED, decoder.decode(in));
        assertEquals(4, in.remaining());
    }

    @Test
    void shouldReadBodyOfRefusedConnect() {
        decoder.expect(Method.CONNECT);
        decoder.decode(bytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\n"));
        assertEquals(Framing.LENGTH, decoder.framing());
    }

    @Test
    void shouldBoundBodyThatLastsUntilClose() {
        ResponseDecoder small = new ResponseDecoder(HttpLimits.forRequests().withMaxBodyBytes(3));
        small.expect(Method.GET);
        ByteBuffer in = bytes("HTTP/1.1 200 OK\r\n\r\nabcd");
        small.decode(in);
        assertEquals(Step.BODY, small.decode(in));
        assertEquals(3, small.skipBody(in));
        assertEquals(Step.REJECTED, small.decode(in));
    }

    @Test
    void shouldFinishAfterBodyThatLastsUntilClose() {
        decoder.expect(Method.GET);
        decoder.decode(bytes("HTTP/1.1 200 OK\r\n\r\n"));
        assertFalse(decoder.bodyIsEmpty());
        assertEquals(StreamEnd.COMPLETES_BODY, decoder.endOfInput());
        assertEquals(Step.FINISHED, decoder.decode(bytes("")));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, '', true",
        "HTTP/1.1, 'Connection: close', false",
        "HTTP/1.0, '', false",
        "HTTP/1.0, 'Connection: keep-alive', true",
        "HTTP/1.1, 'Transfer-Encoding: chunked', false",
    })
    void shouldDecideKeepAlive(String version, String field, boolean expected) {
        decoder.expect(Method.GET);
        String line = field.isEmpty() ? "" : field + "\r\n";
        decoder.decode(bytes(version + " 200 OK\r\nContent-Length: 0\r\n" + line + "\r\n"));
        assertEquals(expected, decoder.keepAlive());
    }

    /** A server of TLS answers a request in the clear with an alert in the clear. */
    @Test
    void shouldNameTheSchemeThatAServerOfTlsNeeds() {
        decoder.expect(Method.GET);
        assertEquals(Step.REJECTED, decoder.decode(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, 10})));
        assertEquals(
                "this looks like TLS: the server answered with an alert; use https:// for this port",
                decoder.rejection().orElseThrow().reason());
    }

    @Test
    void shouldHoldNoArrayOnceReleased() {
        decoder.expect(Method.GET);
        ByteBuffer in = bytes(EMPTY_OK);
        decoder.decode(in);
        decoder.decode(in);
        decoder.release();
        assertEquals(0, decoder.retainedBytes());
        assertThrows(IllegalStateException.class, decoder::head);
    }
}
