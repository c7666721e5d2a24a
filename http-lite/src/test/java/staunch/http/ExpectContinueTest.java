package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import staunch.reactor.InputEnd;

/** A request body that waits until the server wants it (RFC 9110 §10.1.1). */
class ExpectContinueTest extends HttpConnectionCase {
    private static Request upload(Body body) {
        return Request.post("h", "/", "a/b", body).with("Expect", "100-continue");
    }

    private CompletableFuture<WholeResponse> upload() {
        CompletableFuture<WholeResponse> response = fetch(upload(Body.of("body")));
        assertTrue(server.take().endsWith("Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
        return response;
    }

    @Test
    void shouldSendTheBodyWhenTheServerWantsIt() {
        CompletableFuture<WholeResponse> response = upload();
        say("HTTP/1.1 103 Early Hints\r\n\r\n");
        assertEquals("", server.take());
        say("HTTP/1.1 100 Continue\r\n\r\n");
        assertEquals("body", server.take());
        say("HTTP/1.1 100 Continue\r\n\r\n");
        assertEquals("", server.take());
        say(OK);
        assertEquals("ok", response.join().text());
        get("/2");
        say(OK);
        assertTrue(server.take().contains("/2"));
    }

    @Test
    void shouldSendTheBodyAfterAWhileAllTheSame() {
        CompletableFuture<WholeResponse> response = upload();
        world.pass(999);
        assertEquals("", server.take());
        world.pass(1);
        assertEquals("body", server.take());
        say("HTTP/1.1 100 Continue\r\n\r\n" + OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldNotSendTheBodyBehindAFinalAnswer() {
        for (int status : new int[] {417, 413, 401, 200}) {
            try (World other = new World()) {
                RawPeer peer = new RawPeer();
                other.listen(peer);
                HttpConnection client = other.connect();
                List<Boolean> finished = new ArrayList<>();
                Body body = new Body.Produced(OptionalLong.empty(), new BodyProducer() {
                    @Override
                    public void produce(BodyWriter out) {
                        out.end();
                    }

                    @Override
                    public void finished(boolean whole) {
                        finished.add(whole);
                    }
                });
                CompletableFuture<WholeResponse> response =
                        client.fetch(upload(body), MAX_BYTES).toCompletableFuture();
                other.settle();
                peer.take();
                peer.send("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\nno");
                other.pass(5_000);
                assertEquals("no", response.join().text());
                assertEquals("", peer.take());
                assertEquals(List.of(false), finished);
                assertEquals(InputEnd.CLEAN, peer.inputEnd().orElseThrow());
            }
        }
    }

    @Test
    void shouldNotWaitWithoutABody() {
        CompletableFuture<WholeResponse> response = fetch(upload(Body.NONE));
        world.pass(29_999);
        assertFalse(response.isDone());
        say(OK);
        assertEquals("ok", response.join().text());
        get("/2");
        say(OK);
    }

    @Test
    void shouldLetGoOfABodyWhoseConnectionEnds() {
        CompletableFuture<WholeResponse> response = upload();
        hangUp();
        failure(LostConnectionException.class, response);
    }
}
