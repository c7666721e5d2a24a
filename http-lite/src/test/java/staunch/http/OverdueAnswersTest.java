package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** Handlers that do not answer in time, each with an exchange that is given up, and those that may take longer. */
class OverdueAnswersTest extends BlockingHandlersCase {
    private static final long ANSWER_MILLIS = 300_000;
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n";
    private static final String OVERDUE = "threw no answer within 300000 ms (answerTimeoutMillis)";

    @Test
    void shouldAnswer503ForAHandlerThatNeverAnswers() {
        RawPeer client = ask(exchange -> exchange.onResponse(response -> response.with("X-Seen", "1")), GET.repeat(2));
        world.pass(ANSWER_MILLIS - 1);
        assertEquals("", client.received());
        world.pass(1);
        assertEquals(List.of("503"), statuses(client));
        assertTrue(client.received().contains("\r\nConnection: close\r\n"), client::received);
        assertTrue(client.received().contains("\r\nX-Seen: 1\r\n"), client::received);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(OVERDUE, world.heard.get(0));
        assertTrue(world.heard.get(1).startsWith("GET /next 503 "), world.heard::toString);
        assertEquals(2, world.heard.size());
    }

    @Test
    void shouldDropAnAnswerThatComesTooLate() {
        List<Boolean> finished = new ArrayList<>();
        RawPeer taker = new RawPeer();
        ask(exchanges::add, UPGRADE);
        world.pass(ANSWER_MILLIS);
        Exchange late = exchanges.get(0);
        assertTrue(late.isAnswered());
        late.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), new BodyProducer() {
            @Override
            public void produce(BodyWriter out) {
                throw new AssertionError("not asked for");
            }

            @Override
            public void finished(boolean whole) {
                finished.add(whole);
            }
        }));
        late.upgrade(Response.switchingTo("chat"), taker);
        world.settle();
        assertEquals(List.of(false), finished);
        assertTrue(taker.isClosed());
        assertEquals(2, world.heard.size(), world.heard::toString);
    }

    @Test
    void shouldGiveUpABlockingHandlerAndSurviveItsLateAnswer() {
        CountDownLatch released = new CountDownLatch(1);
        RawPeer client = ask(
                blocking(noting(exchange -> {
                    released.await();
                    exchange.respond(Status.OK, "a/b", "late");
                })),
                GET);
        world.pass(ANSWER_MILLIS);
        assertEquals(List.of("503"), statuses(client));
        released.countDown();
        allHandlersEnd();
        assertTrue(thrown.isEmpty(), thrown::toString);
        assertEquals(2, world.heard.size(), world.heard::toString);
    }

    @Test
    void shouldCountFromTheEndOfABodyThatIsRead() {
        HttpServerOptions patient = HttpServerOptions.DEFAULT.withRequestTimeouts(10_000, 2 * ANSWER_MILLIS);
        RawPeer client = ask(
                exchange -> {
                    exchanges.add(exchange);
                    tell(exchange.body().readAll(5));
                },
                patient,
                post(5) + "hell");
        world.pass(ANSWER_MILLIS + 1_000);
        client.send("o");
        world.pass(ANSWER_MILLIS - 1);
        assertEquals(List.of("hello"), told);
        assertEquals("", client.received());
        world.pass(1);
        assertEquals(List.of("503"), statuses(client));
    }

    @Test
    void shouldLeaveAnswersAloneThatHaveBegun() {
        HttpServerOptions options = HttpServerOptions.DEFAULT.withAnswerTimeoutMillis(1_000);
        List<BodyWriter> writers = new ArrayList<>();
        RawPeer client = ask(
                exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), writers::add)),
                options,
                GET);
        world.pass(10_000);
        writers.get(0).end();
        client.send(UPGRADE);
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
        RawPeer taker = new RawPeer();
        RawPeer upgrading = ask(exchange -> exchange.upgrade(Response.switchingTo("chat"), taker), options, UPGRADE);
        world.pass(10_000);
        assertTrue(upgrading.inputEnd().isEmpty());
    }

    @Test
    void shouldWaitForEverIfToldSo() {
        RawPeer client = ask(exchanges::add, HttpServerOptions.DEFAULT.withAnswerTimeoutMillis(0), GET);
        world.pass(100 * ANSWER_MILLIS);
        assertEquals("", client.received());
        ok(exchanges.get(0));
        world.settle();
        assertEquals(List.of("200"), statuses(client));
        assertThrows(IllegalArgumentException.class, () -> HttpServerOptions.DEFAULT.withAnswerTimeoutMillis(-1));
    }

    @Test
    void shouldNotCountOneRequestsTimeForTheNext() {
        RawPeer client = ask(this::keepOrAnswerNext, post(0));
        world.pass(ANSWER_MILLIS - 1);
        ok(exchanges.get(0));
        client.send(post(0));
        world.pass(ANSWER_MILLIS - 1);
        assertEquals(List.of("200"), statuses(client));
        ok(exchanges.get(1));
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
    }
}
