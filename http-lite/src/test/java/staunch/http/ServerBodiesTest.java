package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** What becomes of a request's body: asked for at once, late, never, too long, broken off. */
class ServerBodiesTest {
    private static final String GET = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    private final World world = new World();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    private static String post(int length) {
        return HEAD + "Content-Length: " + length + "\r\n\r\n";
    }

    private RawPeer ask(HttpHandler handler, String request) {
        return ask(handler, HttpServerOptions.DEFAULT, request);
    }

    private RawPeer ask(HttpHandler handler, HttpServerOptions options, String request) {
        world.serve(handler, options);
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    private void keepOrAnswerNext(Exchange exchange) {
        if (exchange.request().target().equals("/next")) {
            ok(exchange);
        } else {
            exchanges.add(exchange);
        }
    }

    private static void ok(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "ok");
    }

    private void tell(CompletionStage<byte[]> body) {
        body.whenComplete((bytes, failure) -> told.add(
                failure == null
                        ? new String(bytes, StandardCharsets.US_ASCII)
                        : failure.getClass().getSimpleName()));
    }

    /** Writes down what it is shown and takes as much of it as it was told to. */
    private class Taker implements BodyConsumer {
        int appetite;

        Taker(int appetite) {
            this.appetite = appetite;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            int taken = Math.min(appetite, bytes.remaining());
            byte[] text = new byte[taken];
            bytes.get(text);
            told.add(new String(text, StandardCharsets.US_ASCII) + "+" + bytes.remaining());
        }

        @Override
        public void onEnd(Fields trailers) {
            told.add("end " + trailers.size());
        }

        @Override
        public void onFailure(Throwable failure) {
            told.add(failure.getClass().getSimpleName());
        }
    }

    private static List<String> statuses(RawPeer client) {
        List<String> statuses = new ArrayList<>();
        for (String part : client.received().split("HTTP/1.1 ")) {
            if (!part.isEmpty()) {
                statuses.add(part.substring(0, 3));
            }
        }
        return statuses;
    }

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
                    exchange.body().readAll(4).whenComplete((body, failure) -> exchange.respond(
                            Status.CONTENT_TOO_LARGE, "text/plain", failure.getMessage()));
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

    // ---- Expect ----

    private static String expecting(int length) {
        return HEAD + "Expect: 100-continue\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void shouldSay100OnlyOnceTheBodyIsAskedFor() {
        RawPeer client = ask(this::keepOrAnswerNext, expecting(5));
        assertEquals("", client.take());
        tell(exchanges.get(0).body().readAll(5));
        world.settle();
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.take());
        client.send("hello" + GET);
        world.settle();
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("hello"), told);
        assertEquals(List.of("200", "200"), statuses(client));
    }

    @Test
    void shouldCloseBehindAFinalAnswerWithout100() {
        RawPeer client = ask(ServerBodiesTest::ok, expecting(5));
        client.send(GET);
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertTrue(client.received().contains("Connection: close"));
        assertEquals(List.of("POST / 200 2"), world.heard);
    }

    @Test
    void shouldNeverSay100WithoutABodyOrToHttp10() {
        ask(
                exchange -> {
                    tell(exchange.body().readAll(5));
                    ok(exchange);
                },
                expecting(0));
        RawPeer old = world.dial();
        old.send(expecting(2).replace("1.1", "1.0") + "hi");
        world.settle();
        assertEquals(List.of("200"), statuses(old));
        assertEquals(2, world.heard.size());
    }

    // ---- broken off ----

    @Test
    void shouldAnswer400AndFailTheBodyWhenItsFramingBreaks() {
        RawPeer client = ask(this::keepOrAnswerNext, CHUNKED + "2\r\nhe\r\n");
        tell(exchanges.get(0).body().readAll(5));
        world.settle();
        client.send("x\r\n" + GET);
        world.settle();
        assertEquals(List.of("HttpParseException"), told);
        assertEquals(List.of("400"), statuses(client));
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("400"), statuses(client), "what the handler says later is dropped");
        assertEquals(List.of("rejected 400"), world.heard);
    }

    @Test
    void shouldLetAHandlerAnswerABrokenBodyItself() {
        RawPeer client = ask(
                exchange -> exchange.body().readAll(5).whenComplete((body, failure) -> ok(exchange)),
                CHUNKED + "x\r\n" + GET);
        assertEquals(List.of("200"), statuses(client));
        assertTrue(client.received().contains("Connection: close"));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(List.of("rejected 400", "POST / 200 2"), world.heard);
    }

    @Test
    void shouldNotAnswerASecondTimeWhenABodyBreaksBehindItsAnswer() {
        RawPeer client = ask(
                exchange -> {
                    tell(exchange.body().readAll(5));
                    ok(exchange);
                },
                CHUNKED);
        assertEquals(List.of("200"), statuses(client));
        client.send("x\r\n" + GET);
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(List.of("HttpParseException"), told);
    }

    @Test
    void shouldRefuseAChunkedBodyOverTheLimit() {
        HttpServerOptions options = HttpServerOptions.DEFAULT.withLimits(
                HttpServerOptions.DEFAULT.limits().withMaxBodyBytes(4));
        RawPeer client = ask(
                exchange -> tell(exchange.body().readAll(100)), options, CHUNKED + "4\r\nhell\r\n1\r\no\r\n" + GET);
        assertEquals(List.of("413"), statuses(client));
        assertEquals(List.of("HttpParseException"), told);
    }

    @Test
    void shouldRefuseABodyWhoseInputEnds() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "he");
        tell(exchanges.get(0).body().readAll(5));
        world.settle();
        client.channel().shutdownOutput();
        world.settle();
        assertEquals(List.of("400"), statuses(client));
        assertEquals(List.of("HttpParseException"), told);
    }

    @Test
    void shouldShowAWholeBodyToWhoAsksBehindTheEndOfTheInput() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "hello");
        client.channel().shutdownOutput();
        world.settle();
        tell(exchanges.get(0).body().readAll(5));
        world.settle();
        assertEquals(List.of("hello"), told);
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertTrue(client.received().contains("Connection: close"));
    }

    @Test
    void shouldRefuseATruncatedBodyWhenAskedForBehindTheEnd() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "he");
        client.channel().shutdownOutput();
        world.settle();
        tell(exchanges.get(0).body().readAll(5));
        world.settle();
        assertEquals(List.of("400"), statuses(client));
        assertEquals(List.of("HttpParseException"), told);
    }

    @Test
    void shouldFailTheBodyWhenTheConnectionIsReset() {
        RawPeer client = ask(this::keepOrAnswerNext, post(5) + "he");
        tell(exchanges.get(0).body().readAll(5));
        client.channel().abort();
        world.settle();
        assertEquals(List.of("LostConnectionException"), told);
        List<Boolean> finished = new ArrayList<>();
        exchanges.get(0).respond(new Response(Status.OK, Fields.empty(), new Body.Produced(
                OptionalLong.empty(), new BodyProducer() {
            @Override
            public void produce(BodyWriter out) {}

            @Override
            public void finished(boolean whole) {
                finished.add(whole);
            }
        })));
        assertEquals(List.of(false), finished);
    }
}
