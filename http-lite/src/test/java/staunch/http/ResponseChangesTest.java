package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** What a filter makes of an answer, whoever gave it, and what becomes of the answer's body. */
class ResponseChangesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n";

    private final World world = new World();
    private final List<Boolean> finished = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    private String answers(UnaryOperator<Response> change, HttpHandler handler, String request) {
        Filter filter = (exchange, next) -> {
            exchange.onResponse(change);
            next.handle(exchange);
        };
        world.serve(filter.before(handler));
        RawPeer client = world.dial();
        client.send(request + GET);
        world.settle();
        return client.take();
    }

    private Response produced() {
        return Response.streaming(Status.OK, "a/b", OptionalLong.of(0), new BodyProducer() {
            @Override
            public void produce(BodyWriter out) {
                out.end();
            }

            @Override
            public void finished(boolean whole) {
                finished.add(whole);
            }
        });
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void shouldChangeWhatTheServerAnswersForAHandlerThatThrows() {
        String answers = answers(
                response -> response.with("X-Seen", "1"),
                exchange -> {
                    throw new IllegalStateException("broken");
                },
                GET);
        assertEquals(2, count(answers, "HTTP/1.1 500 "), answers);
        assertEquals(2, count(answers, "X-Seen: 1\r\n"), answers);
    }

    @Test
    void shouldChangeWhatTheServerAnswersForAResponseThatCannotBeSent() {
        String answers = answers(
                response -> response.with("X-Seen", "1"),
                exchange -> exchange.respond(new Response(Status.OK, Fields.of("Content-Length", "1"), Body.of("two"))),
                GET);
        assertEquals(2, count(answers, "HTTP/1.1 500 "), answers);
        assertEquals(2, count(answers, "X-Seen: 1\r\n"), answers);
    }

    @Test
    void shouldRefuseAFieldThatFramesTheBody() {
        for (String name : List.of("Content-Length", "content-length", "Transfer-Encoding")) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> Response.of(Status.OK).with(name, "1"));
            assertTrue(refusal.getMessage().contains("Response.streaming("), refusal::getMessage);
        }
    }

    @Test
    void shouldAnswer500ForAChangeThatThrowsAndLetTheBodyGo() {
        String answers = answers(
                response -> {
                    throw new IllegalStateException("broken");
                },
                exchange -> exchange.respond(produced()),
                GET);
        assertEquals(2, count(answers, "HTTP/1.1 500 "), answers);
        assertEquals(List.of(false, false), finished);
        assertTrue(world.heard.contains("threw broken"), world.heard::toString);
    }

    @Test
    void shouldAnswer500ForAChangeIntoWhatIsNoAnswer() {
        String answers = answers(
                response -> new Response(Status.SWITCHING_PROTOCOLS, response.fields(), response.body()),
                exchange -> exchange.respond(produced()),
                GET);
        assertEquals(2, count(answers, "HTTP/1.1 500 "), answers);
        assertEquals(List.of(false, false), finished);
    }

    @Test
    void shouldTellANewHandlerOfAnUpgradeWhoseChangeThrows() {
        RawPeer taker = new RawPeer();
        String answers = answers(
                response -> {
                    throw new IllegalStateException("broken");
                },
                exchange -> exchange.upgrade(Response.switchingTo("chat"), taker),
                UPGRADE);
        assertEquals(1, count(answers, "HTTP/1.1 500 "), answers);
        assertTrue(taker.isClosed());
    }

    @Test
    void shouldLetTheBodyOfASecondAnswerGo() {
        answers(
                response -> response,
                exchange -> {
                    exchange.respond(produced());
                    assertThrows(IllegalStateException.class, () -> exchange.respond(produced()));
                },
                "");
        assertEquals(List.of(true, false), finished);
    }
}
