package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import staunch.reactor.ChannelOptions;
import staunch.reactor.ConnectOptions;
import staunch.reactor.DeadlineException;
import staunch.reactor.InputEnd;

/** A client's limits and deadlines, and its closing in every state. */
class HttpConnectionLimitsTest extends HttpConnectionCase {
    // ---- limits ----

    @Test
    void shouldFailARequestThatCannotBeSentAndGoOn() {
        List<Request> bad = List.of(
                Request.get("h", "/a b"),
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
        assertEquals(
                "no response within 30000 ms (HttpClientOptions.headTimeoutMillis): GET http://h/",
                failure(DeadlineException.class, never).getMessage());
    }

    @Test
    void shouldSayWhatWasAskedWithoutItsQuery() {
        CompletableFuture<WholeResponse> cut = get("/path?secret");
        say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        hangUp();
        assertTrue(failure(LostConnectionException.class, cut).getMessage().endsWith(": GET http://h/path"));
    }

    @Test
    void shouldSayWhyNothingCanBeSentAnyMore() {
        server.channel().abort();
        world.settle();
        LostConnectionException late = failure(LostConnectionException.class, get("/"));
        assertEquals("the request could not be sent: the server closed the connection", late.getMessage());
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
        CompletableFuture<WholeResponse> stuck = fetch(Request.post("h", "/", "a/b", Body.of(new byte[4_000_000])));
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
        connection.loop().execute(() -> writers.get(0).end());
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
            failure(IOException.class, refused.opened());
            failure(IOException.class, response);
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
                () -> options.withConnect(
                        ConnectOptions.DEFAULT.withChannel(ChannelOptions.DEFAULT.withReadAheadBytes(32 << 10))));
    }
}
