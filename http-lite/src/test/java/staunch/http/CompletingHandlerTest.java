package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;

/** Handlers whose answer is a stage's outcome. */
class CompletingHandlerTest extends ServerBodiesCase {
    private final CompletableFuture<Response> answer = new CompletableFuture<>();

    private static final Response HELLO = Response.of(Status.OK, "text/plain", "hello");

    private HttpHandler waiting() {
        return HttpHandler.completing(exchange ->
                exchange.request().target().equals("/next") ? CompletableFuture.completedStage(HELLO) : answer);
    }

    @Test
    void shouldRefuseToWaitForTheBodyOnTheLoop() {
        RawPeer client = ask(
                exchange -> {
                    CompletionStage<Integer> length = exchange.body().readAll(5).thenApply(body -> body.length);
                    exchange.respond(
                            Status.OK, "a/b", "" + length.toCompletableFuture().join());
                },
                post(5));
        assertEquals(List.of("500"), statuses(client));
        assertTrue(world.heard.get(0).startsWith("threw join() waits for the loop"), world.heard::toString);
    }

    @Test
    void shouldAnswerWithWhatTheStageCompletesWith() {
        RawPeer client = ask(waiting(), post(0) + GET);
        assertEquals("", client.received());
        answer.complete(HELLO);
        world.settle();
        assertEquals(List.of("200", "200"), statuses(client));
        assertEquals(List.of("POST / 200 5", "GET /next 200 5"), world.heard);
    }

    @Test
    void shouldAnswerWhatAnotherThreadCompletes() throws InterruptedException {
        RawPeer client = ask(waiting(), post(0));
        Thread other = new Thread(() -> answer.complete(HELLO));
        other.start();
        other.join();
        world.settle();
        assertTrue(client.received().endsWith("\r\n\r\nhello"));
    }

    @Test
    void shouldTellAndAnswer500WhenTheStageFails() {
        RawPeer client = ask(waiting(), post(0) + GET);
        answer.completeExceptionally(new CompletionException(new IllegalStateException("database")));
        world.settle();
        assertEquals(List.of("500", "200"), statuses(client));
        assertEquals("threw database", world.heard.get(0));
    }

    @Test
    void shouldTellAndAnswer500WhenThereIsNoAnswerInIt() {
        for (HttpHandler handler : List.of(
                HttpHandler.completing(exchange -> null),
                HttpHandler.completing(exchange -> CompletableFuture.completedFuture(null)),
                HttpHandler.completing(exchange -> CompletableFuture.completedFuture(Response.of(Status.CONTINUE))),
                HttpHandler.completing(exchange -> {
                    throw new UncheckedIOException(new IOException("thrown"));
                }))) {
            world.heard.clear();
            RawPeer client = ask(handler, GET);
            assertEquals(List.of("500"), statuses(client));
            assertTrue(world.heard.get(0).startsWith("threw "), world.heard::toString);
            assertTrue(world.heard.get(1).startsWith("GET /next 500 "), world.heard::toString);
        }
    }

    @Test
    void shouldTellOfAStageThatFailsBehindTheAnswer() {
        RawPeer client = ask(
                HttpHandler.completing(exchange -> {
                    ok(exchange);
                    return CompletableFuture.failedFuture(new IllegalStateException("late"));
                }),
                GET + GET);
        assertEquals(List.of("200", "200"), statuses(client));
        assertTrue(world.heard.contains("threw late"), world.heard::toString);
    }

    private static HttpHandler collecting() {
        return HttpHandler.completing(exchange -> exchange.body().readAll(4).thenApply(body -> HELLO));
    }

    @Test
    void shouldAnswer413WhenTheBodyIsLongerThanWhatIsTaken() {
        RawPeer client = ask(collecting(), post(5) + "hello" + GET);
        assertEquals(List.of("413", "200"), statuses(client));
        assertTrue(world.heard.get(0).startsWith("POST / 413 "), world.heard::toString);
    }

    @Test
    void shouldLetTheServerAnswerABrokenBody() {
        RawPeer client = ask(collecting(), CHUNKED + "x\r\n");
        assertEquals(List.of("400"), statuses(client));
        assertEquals(List.of("rejected 400"), world.heard);
    }

    @Test
    void shouldNotTellThatTheClientHasGone() {
        RawPeer client = ask(collecting(), post(4) + "he");
        client.channel().abort();
        world.settle();
        assertEquals(List.of("rejected 400"), world.heard);
    }
}
