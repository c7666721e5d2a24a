package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** A client's requests and responses, one after the other, and every way in which a response ends. */
class HttpConnectionTest extends HttpConnectionCase {
    // ---- in order ----

    @Test
    void shouldSendOneRequestAfterTheOther() {
        CompletableFuture<WholeResponse> first = get("/1?a=b");
        CompletableFuture<WholeResponse> second = get("/2");
        assertEquals("GET /1?a=b HTTP/1.1\r\nHost: h\r\n\r\n", server.take());
        say(OK);
        assertEquals("ok", first.join().text());
        assertEquals(Status.OK, first.join().status());
        assertEquals("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n", server.take());
        say("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n");
        assertEquals(Status.NOT_FOUND, second.join().status());
        assertEquals("b", second.join().trailers().first("A").orElseThrow());
        assertTrue(connection.opened().toCompletableFuture().join().isOpen());
        assertTrue(connection.loop().inLoop());
    }

    @Test
    void shouldSendABodyWithItsLengthOrInChunks() {
        fetch(Request.post("h", "/", "a/b", Body.of("hello")).with("X", "y"));
        assertEquals(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: a/b\r\nX: y\r\nContent-Length: 5\r\n\r\nhello",
                server.take());
        say(OK);
        fetch(Request.post("h", "/", "a/b", new Body.Produced(OptionalLong.empty(), out -> {
            out.write(ByteBuffer.wrap(new byte[] {'x', 'y'}));
            out.end();
        })));
        assertTrue(server.take().endsWith("Transfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n0\r\n\r\n"));
    }

    @Test
    void shouldSkipInterimResponses() {
        CompletableFuture<WholeResponse> response = get("/");
        say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        assertFalse(response.isDone());
        say(OK);
        assertEquals("ok", response.join().text());
        assertFalse(get("/").isDone());
    }

    @Test
    void shouldExpectNoBodyBehindHead() {
        CompletableFuture<WholeResponse> response = fetch(Request.of(Method.HEAD, "http://h/"));
        say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        assertEquals("", response.join().text());
        CompletableFuture<WholeResponse> next = get("/");
        say(OK);
        assertEquals("ok", next.join().text());
    }

    @Test
    void shouldShowAgainWhatTheConsumerLeft() {
        List<String> told = new ArrayList<>();
        connection.send(Request.get("h", "/"), new ResponseConsumer() {
            @Override
            public void onHead(ResponseHead head) {
                told.add(head.status().toString());
            }

            @Override
            public void onBytes(ByteBuffer bytes) {
                told.add(bytes.remaining() + "");
                bytes.get();
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
        say(OK);
        assertEquals(List.of("200 OK", "2"), told);
        connection.resume();
        world.settle();
        assertEquals(List.of("200 OK", "2", "1", "end"), told);
    }

    // ---- ends ----

    @Test
    void shouldTakeABodyUntilTheCloseForWhole() {
        CompletableFuture<WholeResponse> response = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        say("HTTP/1.1 200 OK\r\n\r\nhel");
        say("lo");
        assertFalse(response.isDone());
        hangUp();
        assertEquals("hello", response.join().text());
        failure(LostConnectionException.class, waiting);
    }

    @Test
    void shouldFailABodyUntilTheCloseThatIsReset() {
        CompletableFuture<WholeResponse> response = get("/");
        say("HTTP/1.1 200 OK\r\n\r\nhel");
        server.channel().abort();
        world.settle();
        failure(LostConnectionException.class, response);
    }

    @Test
    void shouldFailWhatIsTruncated() {
        for (String part : List.of(
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n")) {
            try (World other = new World()) {
                RawPeer peer = new RawPeer();
                other.listen(peer);
                HttpConnection client = other.connect();
                CompletionStage<WholeResponse> response = client.fetch(Request.get("h", "/"), MAX_BYTES);
                other.until(peer::isOpened);
                peer.send(part);
                peer.channel().shutdownOutput();
                other.settle();
                String message =
                        failure(LostConnectionException.class, response).getMessage();
                assertTrue(message.startsWith("the connection ended "), message);
                failure(LostConnectionException.class, client.fetch(Request.get("h", "/"), MAX_BYTES));
            }
        }
    }

    @Test
    void shouldEndBehindAResponseThatSaysSo() {
        CompletableFuture<WholeResponse> response = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        say(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertEquals("ok", response.join().text());
        failure(LostConnectionException.class, waiting);
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
        assertFalse(server.received().contains("/2"));
    }

    @Test
    void shouldEndWhenTheServerClosesBetweenRequests() {
        get("/");
        say(OK);
        hangUp();
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
        failure(LostConnectionException.class, get("/2"));
    }

    @Test
    void shouldNotTrustBytesThatNobodyAskedFor() {
        say(OK);
        failure(LostConnectionException.class, get("/"));
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
        assertEquals("", server.received());
    }

    @Test
    void shouldNotTakeBytesBehindAResponseForTheNext() {
        CompletableFuture<WholeResponse> response = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        say(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        assertEquals("ok", response.join().text());
        failure(LostConnectionException.class, waiting);
        assertFalse(server.received().contains("/2"));
    }

    @Test
    void shouldFailAResponseThatIsNotHttp() {
        CompletableFuture<WholeResponse> response = get("/");
        say("SSH-2.0\r\n");
        failure(HttpParseException.class, response);
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
    }

    @Test
    void shouldNotReuseAConnectionThatBecameATunnel() {
        CompletableFuture<WholeResponse> response = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        assertEquals(101, response.join().status().code());
        failure(LostConnectionException.class, waiting);
    }

    @Test
    void shouldReadAnEarlyAnswerWholeAndStopUploading() {
        server.channel().pauseReads();
        CompletableFuture<WholeResponse> response = fetch(Request.post("h", "/", "a/b", Body.of(new byte[4_000_000])));
        say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge");
        assertEquals("large", response.join().text());
        failure(LostConnectionException.class, get("/2"));
    }

    @Test
    void shouldFailWhenTheProducerDoes() {
        CompletableFuture<WholeResponse> response =
                fetch(Request.post("h", "/", "a/b", new Body.Produced(OptionalLong.of(5), out -> {
                    throw new IOException("disk");
                })));
        assertTrue(failure(LostConnectionException.class, response).getMessage().contains("disk"));
    }

    @Test
    void shouldTellAConsumerThatThrowsOfTheFailure() {
        for (String event : List.of("head", "bytes")) {
            try (World world = new World()) {
                world.serve(new Echo(Runnable::run));
                List<String> told = new ArrayList<>();
                HttpConnection connection = world.connect();
                connection.send(Request.get("h", "/chunks/5"), new ResponseConsumer() {
                    private void hear(String what) {
                        told.add(what);
                        if (what.equals(event)) {
                            throw new IllegalStateException("a bug");
                        }
                    }

                    @Override
                    public void onHead(ResponseHead head) {
                        hear("head");
                    }

                    @Override
                    public void onBytes(ByteBuffer bytes) {
                        hear("bytes");
                    }

                    @Override
                    public void onEnd(Fields trailers) {
                        hear("end");
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        hear("failure");
                    }
                });
                world.settle();
                assertEquals(
                        event.equals("head") ? List.of("head", "failure") : List.of("head", "bytes", "failure"), told);
            }
        }
    }
}
