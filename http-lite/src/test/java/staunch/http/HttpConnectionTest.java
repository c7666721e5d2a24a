package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.reactor.ChannelOptions;
import staunch.reactor.ConnectOptions;
import staunch.reactor.DeadlineException;
import staunch.reactor.InputEnd;

/** The client against a server that says whatever the test wants. */
class HttpConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int MAX_BYTES = 1_000;

    private final World world = new World();
    private RawPeer server = new RawPeer();
    private HttpConnection connection;

    @BeforeEach
    void begin() {
        world.listen(server);
        connection = world.connect();
        world.until(server::isOpened);
        world.settle();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private CompletableFuture<WholeResponse> fetch(Request request) {
        CompletableFuture<WholeResponse> response =
                connection.fetch(request, MAX_BYTES).toCompletableFuture();
        world.settle();
        return response;
    }

    private CompletableFuture<WholeResponse> get(String target) {
        return fetch(Request.get("h", target));
    }

    private void say(String text) {
        server.send(text);
        world.settle();
    }

    private void hangUp() {
        server.channel().shutdownOutput();
        world.settle();
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertTrue(future.isCompletedExceptionally(), () -> "not failed: " + future);
        return assertInstanceOf(type, future.handle((value, failure) -> failure).join());
    }

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
        say(OK + "");
        assertEquals("ok", response.join().text());
        assertFalse(get("/").isDone());
    }

    @Test
    void shouldExpectNoBodyBehindHead() {
        CompletableFuture<WholeResponse> response =
                fetch(new Request(Method.HEAD, "/", "h", Fields.empty(), Body.NONE));
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
        for (String part : List.of("", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", "HTTP/1.1 100 Continue\r\n\r\n")) {
            try (World other = new World()) {
                RawPeer peer = new RawPeer();
                other.listen(peer);
                HttpConnection client = other.connect();
                CompletionStage<WholeResponse> response = client.fetch(Request.get("h", "/"), MAX_BYTES);
                other.until(peer::isOpened);
                peer.send(part);
                peer.channel().shutdownOutput();
                other.settle();
                String message = failure(LostConnectionException.class, response).getMessage();
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
        byte[] much = new byte[4_000_000];
        CompletableFuture<WholeResponse> response = fetch(Request.post("h", "/", "a/b", Body.of(much)));
        server.channel().pauseReads();
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

    // ---- limits ----

    @Test
    void shouldFailARequestThatCannotBeSentAndGoOn() {
        List<Request> bad = List.of(
                Request.get("h", "/a b"),
                Request.get("h h", "/"),
                Request.get("h", "/").with("Content-Length", "3"),
                Request.get("h", "/" + "a".repeat(OutgoingBody.SCRATCH_BYTES)));
        for (Request request : bad) {
            failure(IllegalArgumentException.class, fetch(request));
        }
        CompletableFuture<WholeResponse> good = get("/");
        say(OK);
        assertEquals("ok", good.join().text());
    }

    @Test
    void shouldFailABodyThatIsTooLargeAndEnd() {
        CompletableFuture<WholeResponse> response = get("/");
        say("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(MAX_BYTES));
        assertFalse(response.isDone());
        say("x");
        failure(BodyTooLargeException.class, response);
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
    }

    @Test
    void shouldBoundWhatWaits() {
        HttpConnection narrow = world.connect(HttpClientOptions.DEFAULT.withMaxWaitingRequests(2));
        List<CompletionStage<WholeResponse>> all = new ArrayList<>();
        world.settle();
        for (int i = 0; i < 4; i++) {
            all.add(narrow.fetch(Request.get("h", "/"), MAX_BYTES));
        }
        world.settle();
        assertTrue(failure(IllegalStateException.class, all.get(3)).getMessage().contains("maxWaitingRequests"));
        assertFalse(all.get(2).toCompletableFuture().isDone());
        narrow.close();
        all.forEach(stage -> failure(Exception.class, stage));
    }

    @Test
    void shouldGiveUpAResponseByAbsoluteDeadlines() {
        CompletableFuture<WholeResponse> never = get("/");
        for (int millis = 0; millis < 30_000; millis += 1_000) {
            assertFalse(never.isDone());
            server.send("HTTP/1.1 100 Continue\r\n\r\n".substring(0, millis == 0 ? 25 : 0));
            world.pass(1_000);
        }
        assertTrue(failure(DeadlineException.class, never).getMessage().contains("headTimeoutMillis"));
    }

    @Test
    void shouldGiveUpABodyByAnAbsoluteDeadline() {
        CompletableFuture<WholeResponse> slow = get("/");
        say("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
        for (int millis = 0; millis < 600_000; millis += 1_000) {
            assertFalse(slow.isDone());
            server.send("x");
            world.pass(1_000);
        }
        assertTrue(failure(DeadlineException.class, slow).getMessage().contains("bodyTimeoutMillis"));
    }

    @Test
    void shouldGiveUpARequestThatIsNotTaken() {
        server.channel().pauseReads();
        CompletableFuture<WholeResponse> stuck =
                fetch(Request.post("h", "/", "a/b", Body.of(new byte[4_000_000])));
        world.pass(599_999);
        assertFalse(stuck.isDone());
        world.pass(1);
        assertTrue(failure(DeadlineException.class, stuck).getMessage().contains("request was not sent"));
    }

    @Test
    void shouldWaitForTheHeadFromTheLastByteOfTheRequest() {
        List<BodyWriter> writers = new ArrayList<>();
        CompletableFuture<WholeResponse> response =
                fetch(Request.post("h", "/", "a/b", new Body.Produced(OptionalLong.empty(), writers::add)));
        world.pass(100_000);
        writers.get(0).end();
        world.pass(29_999);
        say(OK);
        assertEquals("ok", response.join().text());
    }

    // ---- close ----

    @Test
    void shouldFailEverythingWhenClosedInAnyState() {
        CompletableFuture<WholeResponse> current = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        say("HTTP/1.1 200 OK\r\n\r\nhel");
        connection.close();
        connection.close();
        world.settle();
        failure(LostConnectionException.class, current);
        failure(LostConnectionException.class, waiting);
        failure(LostConnectionException.class, get("/3"));

        HttpConnection connecting = world.connect();
        CompletionStage<WholeResponse> early = connecting.fetch(Request.get("h", "/"), MAX_BYTES);
        connecting.close();
        world.settle();
        failure(LostConnectionException.class, early);
        failure(LostConnectionException.class, connecting.opened());

        HttpConnection idle = world.connect();
        world.await(idle.opened());
        idle.close();
        failure(LostConnectionException.class, idle.fetch(Request.get("h", "/"), MAX_BYTES));
    }

    @Test
    void shouldTellWhyThereIsNoConnection() {
        try (World empty = new World()) {
            HttpServer server = empty.serve(exchange -> {});
            server.close();
            empty.settle();
            HttpConnection refused = empty.connect();
            CompletionStage<WholeResponse> response = refused.fetch(Request.get("h", "/"), MAX_BYTES);
            empty.settle();
            failure(ConnectException.class, refused.opened());
            failure(ConnectException.class, response);
        }
    }

    @Test
    void shouldBearCallsFromInsideItsCallbacks() {
        List<CompletionStage<WholeResponse>> inner = new ArrayList<>();
        CompletableFuture<WholeResponse> outer = get("/");
        outer.thenRun(() -> inner.add(connection.fetch(Request.get("h", "/inner"), MAX_BYTES)));
        say(OK);
        assertTrue(server.received().contains("/inner"));
        CompletableFuture<WholeResponse> last = inner.get(0).toCompletableFuture();
        last.thenRun(connection::close);
        say(OK);
        assertArrayEquals(new byte[] {'o', 'k'}, last.join().body());
        assertEquals(InputEnd.CLEAN, server.inputEnd().orElseThrow());
    }

    @Test
    void shouldFinishTheResponseThatIsComingWhenTheLoopShutsDown() {
        CompletableFuture<WholeResponse> current = get("/");
        CompletableFuture<WholeResponse> waiting = get("/2");
        CompletableFuture<Void> ended = world.shutdownClients(5_000);
        world.settle();
        failure(LostConnectionException.class, waiting);
        assertFalse(current.isDone());
        say(OK);
        assertEquals("ok", current.join().text());
        hangUp();
        world.until(ended::isDone);
        failure(Exception.class, get("/3"));
    }

    @Test
    void shouldRefuseOptionsThatCouldNotHold() {
        HttpClientOptions options = HttpClientOptions.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> options.withMaxWaitingRequests(0));
        assertThrows(IllegalArgumentException.class, () -> options.withTimeouts(0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> options.withConnect(ConnectOptions.DEFAULT.withChannel(
                        ChannelOptions.DEFAULT.withReadAheadBytes(32 << 10))));
    }
}
