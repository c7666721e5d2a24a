package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.DeadlineException;
import staunch.reactor.Layer;

/** The bound on all connections of a client: who waits, who makes room, and what is said. */
class ConnectionRoomTest extends HttpClientCase {
    private String url;

    @BeforeEach
    void begin() {
        url = "http://h:" + listen() + "/";
    }

    @Test
    void shouldCloseAnIdleConnectionToAnotherOriginToMakeRoom() {
        HttpClient few = client(OPTIONS.withMaxConnections(2));
        String other = "http://other:" + listen() + "/";
        get(few, url + 1);
        get(few, url + 2);
        say(0, OK);
        CompletableFuture<WholeResponse> response = get(few, other);
        assertTrue(peers.get(0).inputEnd().isPresent());
        assertEquals(3, peers.size());
        say(2, OK);
        assertEquals("ok", response.join().text());
        assertTrue(peers.get(1).inputEnd().isEmpty());
        say(1, OK);
    }

    @Test
    void shouldWaitAtTheBoundUntilAnyConnectionIsIdleOrEnds() {
        HttpClient few = client(OPTIONS.withMaxConnections(2));
        String[] others = {"http://a:" + listen() + "/", "http://b:" + listen() + "/", "http://c:" + listen() + "/"};
        get(few, url + 1);
        get(few, url + 2);
        List<CompletableFuture<WholeResponse>> waiting = new ArrayList<>();
        for (String other : others) {
            waiting.add(get(few, other));
        }
        assertEquals(2, peers.size());
        say(1, OK);
        assertEquals(3, peers.size());
        assertTrue(heard(2).contains("Host: a:"));
        hangUp(0);
        assertTrue(heard(3).contains("Host: b:"));
        say(2, OK);
        assertTrue(heard(4).contains("Host: c:"));
        say(3, OK);
        say(4, OK);
        waiting.forEach(response -> assertEquals("ok", response.join().text()));
        assertEquals(5, peers.size());
    }

    @Test
    void shouldSayThatAllConnectionsAreTaken() {
        HttpClient few = client(OPTIONS.withMaxConnections(1).withWaitTimeoutMillis(1_000));
        String other = "http://other:" + listen() + "/";
        CompletableFuture<WholeResponse> first = get(few, url);
        CompletableFuture<WholeResponse> second = get(few, other);
        pass(1_001);
        String message = failure(DeadlineException.class, second).getMessage();
        assertTrue(message.endsWith(": the client has the 1 that it may have (maxConnections)"), message);
        say(0, OK);
        assertEquals("ok", first.join().text());
        CompletableFuture<WholeResponse> third = get(few, other);
        say(1, OK);
        assertEquals("ok", third.join().text());
    }

    @Test
    void shouldGiveTheRoomOfAConnectionBackThatCouldNotBeMade() {
        HttpClient few = client(OPTIONS.withMaxConnections(1));
        for (int i = 0; i < 3; i++) {
            assertTrue(get(few, "http://h:1/").isCompletedExceptionally());
        }
        CompletableFuture<WholeResponse> response = get(few, url);
        say(0, OK);
        assertEquals("ok", response.join().text());
    }

    /** Whoever is last to need a place has it in the end, on whatever loop it becomes free. */
    @Test
    void shouldServeManyOriginsByFewConnectionsOnTwoLoops() {
        clients = simulation.newReactor(2);
        HttpClient few = client(OPTIONS.withMaxConnections(3));
        List<HttpServer> origins = new ArrayList<>();
        List<CompletableFuture<WholeResponse>> responses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            origins.add(serve());
        }
        for (int round = 0; round < 5; round++) {
            for (HttpServer server : origins) {
                responses.add(few.fetch(Request.get("http://h:" + server.port() + "/"), MAX_BYTES)
                        .toCompletableFuture());
            }
        }
        simulation.run(() -> responses.stream().allMatch(CompletableFuture::isDone));
        responses.forEach(response -> assertEquals("ok", response.join().text()));
        few.close();
    }

    private HttpServer serve() {
        try {
            return HttpServer.listen(
                    servers,
                    new InetSocketAddress(LOOPBACK, 0),
                    Layer.NONE,
                    exchange -> exchange.respond(Status.OK, "a/b", "ok"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
