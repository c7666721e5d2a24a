package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** What blocking handlers see and answer, and what becomes of those that fail. */
class BlockingHandlersTest extends BlockingHandlersCase {
    private static final byte[] HI = {'h', 'i'};

    // ---- answers ----

    @Test
    void shouldAnswerInTheOrderOfTheRequests() {
        CountDownLatch go = new CountDownLatch(1);
        RawPeer client = ask(
                blocking(exchange -> {
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                    exchange.respond(Status.OK, "text/plain", exchange.request().target());
                }),
                post(0) + GET + GET);
        assertEquals(1, threads.size(), "the next request waits for the answer");
        go.countDown();
        untilAnswered(client, 3);
        assertEquals(List.of("POST / 200 1", "GET /next 200 5", "GET /next 200 5"), world.heard);
    }

    @Test
    void shouldShowWhatTheExchangeShows() {
        Router router = new Router().get("/items/{name}", blocking(exchange -> {
            assertTrue(exchange.security().isEmpty());
            assertEquals("127.0.0.1", exchange.remoteAddress().getAddress().getHostAddress());
            assertTrue(exchange.toString().contains("GET /items/7"));
            String name = exchange.pathParameter("name").orElseThrow();
            exchange.respond(Response.of(Status.OK, "a/b", name.getBytes(StandardCharsets.US_ASCII)));
        }));
        RawPeer client = ask(router, "GET /items/7 HTTP/1.1\r\nHost: h\r\n\r\n");
        untilAnswered(client, 1);
        assertTrue(client.received().endsWith("\r\n\r\n7"), client::received);
    }

    @Test
    void shouldAnswerBehindFilters() {
        Filter marking = (exchange, next) -> {
            assertTrue(exchange.loop().inLoop());
            exchange.onResponse(response -> response.with("X-Mark", "1"));
            next.handle(exchange);
        };
        RawPeer client = ask(
                marking.before(
                        blocking(exchange -> exchange.stream(Status.OK, "a/b").write(HI))),
                GET);
        until("the answer is whole", () -> client.received().endsWith("2\r\nhi\r\n0\r\n\r\n"));
        assertTrue(client.received().contains("\r\nX-Mark: 1\r\n"));
    }

    @Test
    void shouldRefuseASecondAnswer() {
        RawPeer client = ask(
                blocking(exchange -> {
                    exchange.respond(Status.OK, "a/b", HI);
                    assertThrows(IllegalStateException.class, () -> exchange.fail(Status.NOT_FOUND, "no"));
                    assertThrows(IllegalStateException.class, () -> exchange.stream(Status.OK, "a/b"));
                }),
                GET);
        untilAnswered(client, 1);
        assertEquals(List.of("GET /next 200 2"), world.heard);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldStreamBothWays(Transport transport) {
        int length = 1_000_000;
        try (World other = new World(transport)) {
            other.serve(blocking(exchange -> exchange.body().transferTo(exchange.stream(Status.OK, "a/b"))));
            HttpConnection client = other.connect();
            Request request = Request.post("h", "/", "a/b", Body.of(Pattern.bytes(length)));
            var response = client.fetch(request, length).toCompletableFuture();
            until("the answer is whole", () -> {
                other.settle();
                return response.isDone();
            });
            assertTrue(Pattern.matches(response.join().body(), length));
        }
    }

    @Test
    void shouldStreamABodyOfAKnownLengthAndServeTheNext() {
        RawPeer client = ask(
                blocking(exchange -> {
                    try (OutputStream out =
                            exchange.stream(Response.of(Status.CREATED).with("X", "y"), OptionalLong.of(3))) {
                        out.write('h');
                        out.flush();
                        out.write(HI, 0, 2);
                        assertThrows(IOException.class, () -> out.write('!'));
                    }
                }),
                GET + GET);
        until("both answers are whole", () -> world.heard.size() == 2);
        assertTrue(client.received().endsWith("X: y\r\nContent-Length: 3\r\n\r\nhhi"), client::received);
        assertEquals(List.of("GET /next 201 3", "GET /next 201 3"), world.heard);
    }

    @Test
    void shouldSendWhatIsWrittenWithoutAFlushWhileTheHandlerGoesOn() {
        CountDownLatch go = new CountDownLatch(1);
        RawPeer client = ask(
                blocking(exchange -> {
                    exchange.stream(Status.OK, "a/b").write(HI);
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                }),
                GET);
        until("a chunk has come", () -> client.received().endsWith("2\r\nhi\r\n"));
        go.countDown();
        until("the end has come", () -> client.received().endsWith("2\r\nhi\r\n0\r\n\r\n"));
    }

    @Test
    void shouldLetWritesOfABodyThatIsNotSentPass() {
        RawPeer client = ask(
                blocking(exchange -> {
                    OutputStream out = exchange.stream(Status.OK, "a/b");
                    for (int i = 0; i < 100; i++) {
                        out.write(new byte[10_000]);
                    }
                    out.flush();
                }),
                GET.replace("GET", "HEAD") + GET.replace("GET", "HEAD"));
        untilAnswered(client, 2);
        assertEquals(List.of("HEAD /next 200 0", "HEAD /next 200 0"), world.heard);
    }

    // ---- bodies ----

    @Test
    void shouldReadABodyInOnePieceAndSay100ForIt() {
        RawPeer client = ask(
                blocking(exchange -> exchange.respond(Status.OK, "a/b", exchange.readAll(5))),
                HEAD + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        until("100 has come", () -> client.received().equals("HTTP/1.1 100 Continue\r\n\r\n"));
        client.send("hello");
        untilAnswered(client, 2);
        assertTrue(client.received().endsWith("\r\n\r\nhello"));
    }

    @Test
    void shouldAnswer413ToABodyThatIsTooLong() {
        RawPeer client = ask(
                blocking(noting(exchange -> exchange.readAll(exchange.request().method() == Method.GET ? 0 : 4))),
                post(5) + "hello" + post(4) + "he");
        untilAnswered(client, 1);
        assertEquals(List.of("413"), statuses(client));
        assertInstanceOf(BodyTooLargeException.class, nextThrown());
        client.send("ll");
        untilAnswered(client, 2);
        assertEquals(List.of("413", "500"), statuses(client), "an answer is missing behind the second body");
        assertEquals(3, world.heard.size(), world.heard::toString);
    }

    @Test
    void shouldReadABodyAsAStreamToItsEnd() {
        RawPeer client = ask(
                blocking(exchange -> {
                    assertSame(exchange.body(), exchange.body());
                    assertThrows(IllegalStateException.class, () -> exchange.readAll(1));
                    assertEquals('h', exchange.body().read());
                    assertEquals(0, exchange.body().read(HI, 0, 0));
                    byte[] rest = exchange.body().readAllBytes();
                    assertEquals(0, exchange.body().available());
                    assertEquals(-1, exchange.body().read());
                    exchange.respond(Status.OK, "a/b", rest);
                }),
                post(5) + "he");
        untilItWaits();
        client.send("llo");
        untilAnswered(client, 1);
        assertTrue(client.received().endsWith("\r\n\r\nello"));
    }

    @Test
    void shouldServeTheNextRequestBehindABodyThatWasNotReadToItsEnd() {
        RawPeer client = ask(
                blocking(exchange -> {
                    exchange.body().read();
                    exchange.body().close();
                    assertThrows(IOException.class, () -> exchange.body().read());
                    assertThrows(IOException.class, () -> exchange.body().available());
                    exchange.respond(Status.OK, "a/b", HI);
                }),
                post(50_000) + "h");
        untilAnswered(client, 1);
        client.send("x".repeat(49_999) + GET);
        untilAnswered(client, 2);
        assertTrue(client.inputEnd().isEmpty());
    }

    @Test
    void shouldCloseBehindALongBodyThatWasNotReadToItsEnd() {
        RawPeer client = ask(
                blocking(exchange -> {
                    exchange.body().read();
                    exchange.respond(Status.OK, "a/b", HI);
                }),
                HttpServerOptions.DEFAULT.withMaxDrainBytes(1_000),
                post(500_000) + "h");
        untilAnswered(client, 1);
        client.send("x".repeat(499_999) + GET);
        until("the connection is closed", () -> client.inputEnd().isPresent());
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(List.of("200"), statuses(client));
    }

    // ---- who does not answer ----

    @Test
    void shouldAnswer503WhenTheExecutorRejects() {
        HttpHandler busy = HttpHandler.blocking(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                exchange -> {});
        RawPeer client = ask(busy, GET + GET);
        assertEquals(List.of("503", "503"), statuses(client));
    }

    @Test
    void shouldAnswer500AndTellWhenTheHandlerReturnsWithoutAnAnswer() {
        RawPeer client = ask(blocking(exchange -> {}), GET + GET);
        untilAnswered(client, 2);
        assertEquals(List.of("500", "500"), statuses(client));
        assertTrue(world.heard.get(0).contains("returned without an answer"), world.heard::toString);
    }

    @Test
    void shouldLetAnotherAnswerToWhomTheExchangeWasHandedOn() throws InterruptedException {
        LinkedBlockingQueue<Exchange> handed = new LinkedBlockingQueue<>();
        RawPeer client = ask(blocking(exchange -> handed.add(exchange.handOn())), GET);
        Exchange exchange = handed.poll(60, TimeUnit.SECONDS);
        until("the handler has returned", () -> !threads.get(0).isAlive());
        assertEquals("", client.received());
        ok(exchange);
        untilAnswered(client, 1);
        assertEquals(List.of("GET /next 200 2"), world.heard);
    }

    @Test
    void shouldAnswer500AndTellWhenTheHandlerThrows() {
        RawPeer client = ask(
                blocking(exchange -> {
                    throw new IllegalStateException("deep");
                }),
                GET + GET);
        untilAnswered(client, 2);
        assertEquals(List.of("500", "500"), statuses(client));
        assertEquals("threw deep", world.heard.get(0));
    }

    @Test
    void shouldTellOfAHandlerThatThrowsBehindItsAnswer() {
        RawPeer client = ask(
                blocking(exchange -> {
                    exchange.respond(Status.OK, "a/b", HI);
                    throw new IOException("late");
                }),
                GET);
        until("that is told", () -> world.heard.contains("threw late"));
        assertEquals(List.of("200"), statuses(client));
    }

    /** Though the stream was closed on the exception's way out. */
    @Test
    void shouldCutTheConnectionOfAHandlerThatThrowsInTheMiddleOfItsAnswer() {
        RawPeer client = ask(
                blocking(exchange -> {
                    try (OutputStream out = exchange.stream(Status.OK, "a/b")) {
                        out.write(HI);
                        out.flush();
                        throw new IllegalStateException("disk");
                    }
                }),
                GET + GET);
        until("the connection is cut", client::isClosed);
        assertEquals(CloseCause.Kind.RESET, client.cause().orElseThrow().kind());
        assertFalse(client.received().endsWith("0\r\n\r\n"));
        assertEquals(List.of("threw disk", "GET /next 200 2 cut"), world.heard);
    }

    @Test
    void shouldCutTheConnectionOfAHandlerThatWritesLessThanItSaid() {
        RawPeer client = ask(
                blocking(exchange -> exchange.stream(Response.of(Status.OK), OptionalLong.of(3))
                        .write(HI)),
                GET + GET);
        until("the connection is cut", client::isClosed);
        assertTrue(world.heard.get(0).contains("Content-Length"), world.heard::toString);
    }

    @Test
    void shouldRefuseToBlockTheLoop() {
        HttpHandler onLoop = HttpHandler.blocking(Runnable::run, noting(exchange -> {
            OutputStream out = exchange.stream(Status.OK, "a/b");
            assertThrows(IllegalStateException.class, () -> out.write(1));
            assertThrows(IllegalStateException.class, out::flush);
            assertThrows(IllegalStateException.class, () -> exchange.body().read());
            exchange.readAll(1);
        }));
        RawPeer client = ask(onLoop, post(4) + "he");
        assertInstanceOf(IllegalStateException.class, nextThrown());
        assertTrue(client.isClosed());
    }

    @Test
    void shouldBoundThreadsAndWaitingRequestsOnJdksWithoutVirtualThreads() throws InterruptedException {
        ThreadPoolExecutor pool = HandlerThreads.pool();
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(BlockingHttpHandler.MAX_THREADS + BlockingHttpHandler.MAX_WAITING);
        Runnable task = () -> {
            try {
                assertTrue(go.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            done.countDown();
        };
        for (long i = done.getCount(); i > 0; i--) {
            pool.execute(task);
        }
        assertThrows(RejectedExecutionException.class, () -> pool.execute(task));
        go.countDown();
        assertTrue(done.await(60, TimeUnit.SECONDS));
        pool.shutdownNow();
    }

    @Test
    void shouldRunOnVirtualThreadsWhereTheJdkHasThem() {
        boolean hasThem = Runtime.version().feature() >= 21;
        assertEquals(hasThem, HandlerThreads.virtual().isPresent());
        RawPeer client = ask(
                HttpHandler.blocking(exchange -> exchange.respond(
                        Status.OK, "a/b", Thread.currentThread().toString())),
                GET);
        untilAnswered(client, 1);
        assertEquals(hasThem, client.received().contains("VirtualThread"), client::received);
    }
}
