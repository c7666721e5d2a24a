package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** Bodies that wait for 100, and bodies that break off. */
class ServerBrokenBodiesTest extends ServerBodiesCase {
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
    void shouldNotSay100ToWhoHasBegunToSend() {
        HttpHandler echo = exchange -> exchange.body().readAll(5).thenAccept(body -> ok(exchange));
        assertEquals(List.of("200", "200"), statuses(ask(echo, expecting(5) + "hello" + GET)));
        RawPeer client = ask(echo, expecting(5) + "h");
        assertEquals("", client.take());
        client.send("ello" + GET);
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
        RawPeer late = ask(this::keepOrAnswerNext, expecting(5) + "hello");
        tell(exchanges.get(0).body().readAll(5));
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200"), statuses(late));
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
        RawPeer client =
                ask(exchange -> tell(exchange.body().readAll(100)), options, CHUNKED + "4\r\nhell\r\n1\r\no\r\n" + GET);
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
        exchanges
                .get(0)
                .respond(new Response(
                        Status.OK, Fields.empty(), new Body.Produced(OptionalLong.empty(), new BodyProducer() {
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
