package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.coding.InflateDecoderTest;

/** Compressed responses, shown as if they had not been. */
class HttpClientDecompressionTest extends HttpClientCase {
    private String url;
    private HttpClient client;

    @BeforeEach
    void begin() {
        url = "http://h:" + listen() + "/";
        client = client(OPTIONS.withDecompression());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String compressed(byte[] plain) {
        return text(InflateDecoderTest.gzip(plain));
    }

    private static String response(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: x\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @Test
    void shouldAskForCompressionAndUndoIt() {
        CompletableFuture<WholeResponse> response = get(client, url);
        assertTrue(heard(0).contains("Accept-Encoding: gzip, deflate\r\n"));
        byte[] plain = Pattern.bytes(50_000);
        say(0, response(compressed(plain)));
        assertArrayEquals(plain, response.join().body());
        assertEquals("ETag: x\r\n", response.join().head().fields().toString());
        get(client, url);
        assertEquals(1, peers.size());
        say(0, OK);
    }

    @Test
    void shouldUndoItByteByByteAndInChunks() {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String octet :
                compressed("hello".getBytes(StandardCharsets.US_ASCII)).split("")) {
            say(0, "1\r\n" + octet + "\r\n");
        }
        say(0, "0\r\nA: b\r\n\r\n");
        assertEquals("hello", response.join().text());
        assertEquals("b", response.join().trailers().first("A").orElseThrow());
    }

    @Test
    void shouldLeaveAloneWhatItDidNotAskFor() {
        String body = compressed(new byte[10]);
        List<Request> requests = List.of(
                Request.get(url).with("Accept-Encoding", "gzip"),
                Request.get(url).with("Range", "bytes=0-9"));
        for (Request request : requests) {
            CompletableFuture<WholeResponse> response = fetch(client, request);
            say(0, response(body));
            assertEquals(body, text(response.join().body()));
        }
        CompletableFuture<WholeResponse> unasked = get(client(OPTIONS), url);
        assertFalse(heard(1).contains("Accept-Encoding"));
        say(1, response(body));
        assertEquals(body, text(unasked.join().body()));
    }

    @Test
    void shouldLeaveAloneWhatIsNotCompressedInAWayItKnows() {
        for (String coding : List.of("br", "gzip, gzip", "identity")) {
            CompletableFuture<WholeResponse> response = get(client, url);
            say(0, OK.replace("\r\n\r\n", "\r\nContent-Encoding: " + coding + "\r\n\r\n"));
            assertEquals("ok", response.join().text());
            assertEquals(
                    coding,
                    response.join().head().fields().first("Content-Encoding").orElseThrow());
        }
        CompletableFuture<WholeResponse> head = fetch(client, Request.of(Method.HEAD, url));
        say(0, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n");
        assertEquals("30", head.join().head().fields().first("Content-Length").orElseThrow());
    }

    @Test
    void shouldTakeAnEmptyBodyForEmpty() {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, response(""));
        assertEquals("", response.join().text());
    }

    @Test
    void shouldCountWhatIsShown() {
        CompletableFuture<WholeResponse> bomb = get(client, url);
        String body = compressed(new byte[50_000_000]);
        say(0, response(body).substring(0, 40_000));
        failure(BodyTooLargeException.class, bomb);
        assertTrue(peers.get(0).isClosed());
    }

    @Test
    void shouldFailWhatIsDamagedOrTruncated() {
        String good = compressed(Pattern.bytes(2_000));
        CompletableFuture<WholeResponse> garbage = get(client, url);
        say(0, response("<html>this is not gzip</html>"));
        failure(ZipException.class, garbage);
        assertTrue(peers.get(0).isClosed());

        CompletableFuture<WholeResponse> truncated = get(client, url);
        say(1, response(good.substring(0, good.length() - 1)));
        assertTrue(failure(IOException.class, truncated).getMessage().contains("truncated"));

        CompletableFuture<WholeResponse> checksum = get(client, url);
        say(1, response(good.substring(0, good.length() - 8) + "12345678"));
        failure(ZipException.class, checksum);
    }

    @Test
    void shouldHoldLittleForAConsumerThatTakesLittle() {
        byte[] plain = new byte[4_000_000];
        Arrays.fill(plain, (byte) 'a');
        SlowTaker slow = new SlowTaker();
        HttpCall call = client.send(Request.get(url), slow);
        settle();
        say(0, response(compressed(plain)));
        for (int i = 0; i < 1_000; i++) {
            call.resume();
            settle();
        }
        assertTrue(slow.text().length() >= 1_000);
        assertTrue(slow.mostShown() <= InflatingConsumer.BUFFER_BYTES, slow.mostShown() + " shown");
        assertFalse(slow.end().isDone());
        call.cancel();
        call.resume();
        settle();
        failure(CancellationException.class, slow.end());
    }

    /** The connection has served the response and goes on, while the consumer has not. */
    @Test
    void shouldTellTheEndWhenEverythingIsTaken() {
        SlowTaker slow = new SlowTaker();
        HttpCall call = client.send(Request.get(url), slow);
        settle();
        say(0, response(compressed("hello".getBytes(StandardCharsets.US_ASCII))));
        for (int i = 1; i < 5; i++) {
            assertFalse(slow.end().isDone());
            call.resume();
            settle();
        }
        assertEquals("hello", slow.text());
        assertTrue(slow.end().isDone());
        assertFalse(slow.head().fields().contains("Content-Encoding"));
        get(client, url);
        assertEquals(1, peers.size());
        say(0, OK);
    }

    @Test
    void shouldTellAConsumerThatThrowsWhenShownAgain() {
        List<String> told = new ArrayList<>();
        HttpCall call = client.send(Request.get(url), new ResponseConsumer() {
            @Override
            public void onHead(ResponseHead head) {}

            @Override
            public void onBytes(ByteBuffer bytes) {
                told.add("bytes");
                if (told.size() > 1) {
                    throw new IllegalStateException("a bug");
                }
            }

            @Override
            public void onEnd(Fields trailers) {
                told.add("end");
            }

            @Override
            public void onFailure(Throwable failure) {
                told.add(failure.getMessage());
            }
        });
        settle();
        say(0, response(compressed("hello".getBytes(StandardCharsets.US_ASCII))));
        call.resume();
        settle();
        assertEquals(List.of("bytes", "bytes", "a bug"), told);
    }
}
