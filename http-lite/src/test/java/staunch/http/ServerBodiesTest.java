package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** What becomes of a request's body: asked for at once, late, or never. */
class ServerBodiesTest extends ServerBodiesCase {
    // ---- asked for ----

    @Test
    void shouldShowTheBodyToWhoAsksInsideHandle() {
        RawPeer client = ask(
                exchange -> {
                    tell(exchange.body().readAll(100));
                    ok(exchange);
                },
                post(5) + "hello" + CHUNKED + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n" + GET);
        assertEquals(List.of("hello", "hello", ""), told);
        assertEquals(List.of("200", "200", "200"), statuses(client));
    }

    @Test
    void shouldShowTheBodyToWhoAsksLate() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "hello" + GET);
        tell(exchanges.get(0).body().readAll(5));
        assertEquals(List.of(), told);
        world.settle();
        assertEquals(List.of("hello"), told);
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
    }

    @Test
    void shouldShowTheBodyToWhoAsksFromAnotherThread() throws InterruptedException {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "he");
        Thread other = new Thread(() -> tell(exchanges.get(0).body().readAll(5)));
        other.start();
        other.join();
        world.settle();
        client.send("llo");
        world.settle();
        assertEquals(List.of("hello"), told);
    }

    @Test
    void shouldShowAnEmptyBodyAsEnded() {
        ask(this::keepOrAnswerNext, post(0));
        tell(exchanges.get(0).body().readAll(5));
        assertEquals(List.of(""), told);
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("POST / 200 2"), world.heard);
    }

    @Test
    void shouldRefuseToBeAskedTwice() {
        ask(this::keepOrAnswerNext, post(5));
        exchanges.get(0).body().discard();
        assertThrows(IllegalStateException.class, () -> exchanges.get(0).body().discard());
    }

    @Test
    void shouldFailABodyOfAnExchangeThatIsOver() {
        ask(this::keepOrAnswerNext, HEAD + "\r\n" + GET);
        ok(exchanges.get(0));
        world.settle();
        tell(exchanges.get(0).body().readAll(5));
        assertEquals(List.of("LostConnectionException"), told);
    }

    @Test
    void shouldShowAgainWhatWasLeftWhenMoreComesOrWhenAsked() {
        RawPeer client = ask(this::keepOrAnswerNext, post(6) + "abc");
        Taker taker = new Taker(1);
        exchanges.get(0).body().forEach(taker);
        world.settle();
        client.send("de");
        world.settle();
        exchanges.get(0).body().resume();
        world.settle();
        taker.appetite = 10;
        client.send("f" + GET);
        world.settle();
        assertEquals(List.of("a+2", "b+3", "c+2", "def+0", "end 0"), told);
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
    }

    @Test
    void shouldStopReadingWhenNobodyTakes() {
        RawPeer client = ask(this::keepOrAnswerNext, post(1_000_000));
        byte[] much = new byte[1_000_000];
        client.send(much, 0, much.length);
        world.settle();
        long pending = client.channel().pendingOutputBytes();
        assertTrue(pending > 1_000_000 - 300_000, () -> "not taken by the server or the network: " + pending);
        exchanges.get(0).body().discard();
        world.settle();
        assertEquals(0, client.channel().pendingOutputBytes());
    }

    @Test
    void shouldTellTrailersAndKeepThemOutOfTheFields() {
        ask(this::keepOrAnswerNext, CHUNKED + "1\r\nx\r\n0\r\nDigest: 1\r\nHost: evil\r\n\r\n");
        exchanges.get(0).body().forEach(new Taker(9));
        world.settle();
        assertEquals(List.of("x+0", "end 1"), told);
    }

    @Test
    void shouldFailTheStageWhenTheBodyIsLongerThanAskedAndStayUsable() {
        RawPeer client = ask(
                exchange -> {
                    if (exchange.request().target().equals("/next")) {
                        ok(exchange);
                        return;
                    }
                    exchange.body()
                            .readAll(4)
                            .whenComplete((body, failure) ->
                                    exchange.respond(Status.CONTENT_TOO_LARGE, "text/plain", failure.getMessage()));
                },
                post(5) + "he");
        client.send("llo" + GET);
        world.settle();
        assertEquals(List.of("413", "200"), statuses(client));
        assertTrue(client.received().contains("longer than the 4 bytes"));
    }

    @Test
    void shouldEndTheConnectionOfAConsumerThatThrows() {
        RawPeer client = ask(
                exchange -> exchange.body().forEach(new Taker(9) {
                    @Override
                    public void onBytes(ByteBuffer bytes) {
                        throw new IllegalStateException("indigestible");
                    }
                }),
                post(5) + "hello");
        assertTrue(client.isClosed());
        assertEquals(List.of("threw indigestible"), world.heard);
        assertEquals(List.of("LostConnectionException"), told);
    }

    // ---- not asked for ----

    @Test
    void shouldDropAShortBodyThatNobodyAskedFor() {
        RawPeer client = ask(ServerBodiesTest::ok, post(5) + "he");
        assertEquals(List.of("200"), statuses(client));
        client.send("llo" + GET);
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
        assertFalse(client.received().contains("Connection: close"));
    }

    @Test
    void shouldCloseBehindTheAnswerToALongBodyThatNobodyAskedFor() {
        HttpServerOptions options = HttpServerOptions.DEFAULT.withMaxDrainBytes(4);
        RawPeer client = ask(ServerBodiesTest::ok, options, post(5) + "he");
        client.send("llo" + GET);
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertTrue(client.received().contains("Connection: close"));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(List.of("POST / 200 2"), world.heard);
    }

    @Test
    void shouldCloseWhenAChunkedBodyThatNobodyAskedForGrowsTooLong() {
        HttpServerOptions options = HttpServerOptions.DEFAULT.withMaxDrainBytes(4);
        RawPeer client = ask(ServerBodiesTest::ok, options, CHUNKED + "4\r\nhell\r\n");
        assertEquals(List.of("200"), statuses(client));
        assertTrue(client.inputEnd().isEmpty());
        client.send("1\r\no\r\n0\r\n\r\n" + GET);
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(List.of("POST / 200 2"), world.heard);
    }

    @Test
    void shouldDropAChunkedBodyUpToTheBound() {
        HttpServerOptions options = HttpServerOptions.DEFAULT.withMaxDrainBytes(4);
        RawPeer client = ask(ServerBodiesTest::ok, options, CHUNKED + "4\r\nhell\r\n");
        client.send("0\r\n\r\n" + GET);
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
    }

    @Test
    void shouldNotShowTheRestOfABodyThatIsBeingDropped() {
        ask(this::keepOrAnswerNext, post(5) + "he");
        ok(exchanges.get(0));
        world.settle();
        tell(exchanges.get(0).body().readAll(5));
        assertEquals(List.of("LostConnectionException"), told);
    }

    @Test
    void shouldGoOnShowingABodyBehindAnEarlyAnswer() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "he");
        tell(exchanges.get(0).body().readAll(5));
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        client.send("llo" + GET);
        world.settle();
        assertEquals(List.of("hello"), told);
        assertEquals(List.of("200", "200"), statuses(client));
    }
}
