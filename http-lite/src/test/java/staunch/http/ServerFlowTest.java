package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.ChannelOptions;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.ListenOptions;

/** Pipelining, backpressure, deadlines, and every way in which a server's connection ends. */
class ServerFlowTest {
    private static final long HEAD_MILLIS = 10_000;
    private static final long IDLE_MILLIS = 60_000;
    private static final long SEND_MILLIS = 60_000;
    private static final long BODY_MILLIS = 120_000;

    private final List<Exchange> exchanges = new ArrayList<>();

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    /** Answers with its target at once, but those that begin with {@code /later} only when told to. */
    private void answer(Exchange exchange) {
        if (exchange.request().target().startsWith("/later")) {
            exchanges.add(exchange);
        } else {
            echoTarget(exchange);
        }
    }

    private static void echoTarget(Exchange exchange) {
        exchange.respond(Status.OK, "a/b", "<" + exchange.request().target() + ">");
    }

    private static String bodies(RawPeer client) {
        return client.received().replaceAll("(?s)HTTP/1.1 200 .*?\r\n\r\n", "");
    }

    // ---- pipelining ----

    @Test
    void shouldAnswerInOrderAtOnceAndLater() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            client.send(get("/1") + get("/later2") + get("/3") + get("/later4") + get("/5"));
            world.settle();
            assertEquals("</1>", bodies(client));
            echoTarget(exchanges.get(0));
            world.settle();
            assertEquals("</1></later2></3>", bodies(client));
            echoTarget(exchanges.get(1));
            world.settle();
            assertEquals("</1></later2></3></later4></5>", bodies(client));
        }
    }

    @Test
    void shouldStopServingAPeerThatDoesNotReadItsAnswers() {
        try (World world = new World()) {
            byte[] page = new byte[10_000];
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page));
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(get("/").repeat(1_000));
            world.pass(SEND_MILLIS - 1);
            assertTrue(world.heard.size() < 30, () -> world.heard.size() + " answers were made that nobody reads");
            client.channel().resumeReads();
            world.until(() -> world.heard.size() == 1_000);
            world.settle();
            assertTrue(client.inputEnd().isEmpty());
        }
    }

    @Test
    void shouldServeWhatAHalfClosedClientHadPipelined() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            client.send(get("/later1") + get("/2") + get("/later3"));
            client.channel().shutdownOutput();
            world.settle();
            echoTarget(exchanges.get(0));
            world.settle();
            echoTarget(exchanges.get(1));
            world.settle();
            assertEquals("</later1></2></later3>", bodies(client));
            assertTrue(client.received().contains("\r\nConnection: close\r\n"));
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        }
    }

    @Test
    void shouldServeAllThatWaitsWhenTheInputEndsBehindAPeerThatReadsLate() {
        try (World world = new World()) {
            byte[] page = new byte[10_000];
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page));
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(get("/").repeat(100));
            world.settle();
            client.channel().shutdownOutput();
            client.channel().resumeReads();
            world.until(() -> client.inputEnd().isPresent());
            assertEquals(100, world.heard.size());
        }
    }

    @Test
    void shouldHoldNoMoreOfALongAnswerThanTheWatermark() {
        try (World world = new World()) {
            byte[] page = new byte[5_000_000];
            List<Exchange> asked = new ArrayList<>();
            world.serve(exchange -> {
                asked.add(exchange);
                exchange.respond(Status.OK, "a/b", page);
            });
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(get("/"));
            world.settle();
            assertTrue(world.heldByServer() < 256 << 10, () -> world.heldByServer() + " bytes held");
            client.channel().resumeReads();
            world.until(() -> world.heard.size() == 1);
            world.settle();
            assertTrue(client.received().length() > 5_000_000);
        }
    }

    // ---- deadlines ----

    @Test
    void shouldCloseAConnectionThatNeverSaysAnything() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            world.pass(HEAD_MILLIS - 1);
            assertTrue(client.inputEnd().isEmpty());
            world.pass(1);
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
            assertEquals("", client.received());
        }
    }

    @Test
    void shouldAnswer408ToADribbledHeadByAnAbsoluteDeadline() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            world.pass(HEAD_MILLIS - 1);
            client.send("G");
            for (int millis = 0; millis < HEAD_MILLIS; millis += 1_000) {
                assertEquals("", client.received());
                world.settle();
                client.send("E");
                world.pass(1_000);
            }
            assertTrue(client.received().startsWith("HTTP/1.1 408 "), client::received);
            assertTrue(client.received().contains("headTimeoutMillis"), client::received);
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
            assertEquals(List.of("rejected 408"), world.heard);
        }
    }

    @Test
    void shouldAnswer408ToADribbledBodyByAnAbsoluteDeadline() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            client.send("POST /later HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
            world.settle();
            CompletableFuture<byte[]> body =
                    exchanges.get(0).body().readAll(1_000).toCompletableFuture();
            for (int millis = 0; millis < BODY_MILLIS; millis += 1_000) {
                assertFalse(body.isDone());
                client.send("x");
                world.pass(1_000);
            }
            assertTrue(body.isCompletedExceptionally());
            assertTrue(client.received().startsWith("HTTP/1.1 408 "), client::received);
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        }
    }

    @Test
    void shouldNotWaitLongerForABodyThatIsBeingDropped() {
        try (World world = new World()) {
            world.serve(ServerFlowTest::echoTarget);
            RawPeer client = world.dial();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
            world.pass(BODY_MILLIS - 1);
            assertTrue(client.inputEnd().isEmpty());
            world.pass(1);
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
            assertEquals(List.of("POST / 200 3"), world.heard);
        }
    }

    @Test
    void shouldCloseAnIdleConnection() {
        for (long idleMillis : new long[] {IDLE_MILLIS, 500}) {
            try (World world = new World()) {
                world.serve(this::answer, HttpServerOptions.DEFAULT.withIdleAndSendTimeouts(idleMillis, SEND_MILLIS));
                RawPeer client = world.dial();
                for (int i = 0; i < 3; i++) {
                    client.send(get("/"));
                    world.pass(idleMillis - 1);
                    assertTrue(client.inputEnd().isEmpty());
                }
                world.pass(1);
                assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
                assertEquals("</></></>", bodies(client));
            }
        }
    }

    @Test
    void shouldLetAHandlerTakeItsTime() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            client.send(get("/later"));
            world.pass(4 * IDLE_MILLIS);
            echoTarget(exchanges.get(0));
            world.settle();
            assertEquals("</later>", bodies(client));
        }
    }

    // ---- ends ----

    @Test
    void shouldRefuseAHeadThatIsCutOff() {
        try (World world = new World()) {
            world.serve(this::answer);
            RawPeer client = world.dial();
            client.send("GET / HTT");
            client.channel().shutdownOutput();
            world.settle();
            assertTrue(client.received().startsWith("HTTP/1.1 400 "), client::received);
            assertEquals(List.of("rejected 400"), world.heard);
        }
    }

    @Test
    void shouldCloseWhenTheClientDoes() {
        try (World world = new World()) {
            HttpServer server = world.serve(this::answer);
            RawPeer client = world.dial();
            client.send(get("/"));
            world.settle();
            assertEquals(1, server.openConnections());
            client.channel().close();
            world.settle();
            assertEquals(0, server.openConnections());
            assertEquals(CloseCause.Kind.CLOSED, client.cause().orElseThrow().kind());
        }
    }

    @Test
    void shouldReportAnAnswerThatWasCutByTheClient() {
        try (World world = new World()) {
            List<Boolean> finished = new ArrayList<>();
            world.serve(exchange ->
                    exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), new BodyProducer() {
                        @Override
                        public void produce(BodyWriter out) {}

                        @Override
                        public void finished(boolean whole) {
                            finished.add(whole);
                        }
                    })));
            RawPeer client = world.dial();
            client.send(get("/"));
            world.settle();
            client.channel().abort();
            world.settle();
            assertEquals(List.of(false), finished);
            assertEquals(List.of("GET / 200 0 cut"), world.heard);
        }
    }

    @Test
    void shouldStopAcceptingButGoOnServing() {
        try (World world = new World()) {
            HttpServer server = world.serve(this::answer);
            assertTrue(server.port() > 0);
            RawPeer client = world.dial();
            server.close();
            world.settle();
            client.send(get("/"));
            world.settle();
            assertEquals("</>", bodies(client));
            HttpConnection late = world.connect();
            world.until(() -> late.opened().toCompletableFuture().isDone());
            assertTrue(late.opened().toCompletableFuture().isCompletedExceptionally());
        }
    }

    @Test
    void shouldFinishTheAnswerItIsGivingWhenTheLoopShutsDown() {
        World world = new World();
        world.serve(this::answer);
        RawPeer idle = world.dial();
        RawPeer busy = world.dial();
        busy.send(get("/later") + get("/never"));
        world.settle();
        CompletableFuture<Void> ended = world.shutdownServers(5_000);
        world.settle();
        assertEquals(InputEnd.CLEAN, idle.inputEnd().orElseThrow());
        assertTrue(busy.inputEnd().isEmpty());
        echoTarget(exchanges.get(0));
        world.until(ended::isDone);
        assertEquals("</later>", bodies(busy));
        assertTrue(busy.received().contains("\r\nConnection: close\r\n"));
        assertEquals(InputEnd.CLEAN, busy.inputEnd().orElseThrow());
        world.close();
    }

    @Test
    void shouldDropAnAnswerThatComesWhenTheLoopHasEnded() throws InterruptedException {
        World world = new World();
        world.serve(this::answer);
        world.dial().send(get("/later"));
        world.settle();
        world.close();
        List<Boolean> finished = new ArrayList<>();
        Thread late = new Thread(() -> {
            Exchange exchange = exchanges.get(0);
            exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), new BodyProducer() {
                @Override
                public void produce(BodyWriter out) {}

                @Override
                public void finished(boolean whole) {
                    finished.add(whole);
                }
            }));
            exchange.body().readAll(1).whenComplete((body, failure) -> finished.add(failure != null));
        });
        late.start();
        late.join();
        assertEquals(List.of(false, true), finished);
    }

    @Test
    void shouldTellOfAConnectionThatNeverBecameUsable() {
        try (World world = new World(Transport.TLS)) {
            world.serve(this::answer);
            RawPeer client = world.dialPlain();
            client.send(get("/"));
            world.until(() -> client.inputEnd().isPresent());
            client.channel().close();
            world.until(() -> !world.heard.isEmpty());
            assertEquals(1, world.heard.size());
            assertTrue(world.heard.get(0).startsWith("failed "), world.heard::toString);
        }
    }

    @Test
    void shouldNotServeLimitsThatItsLayerCannotHold() {
        try (World world = new World(Transport.TLS)) {
            ListenOptions wide =
                    ListenOptions.DEFAULT.withChannel(ChannelOptions.DEFAULT.withReadAheadBytes(128 << 10));
            HttpServerOptions options = HttpServerOptions.DEFAULT.withListen(wide);
            int headBytes = 120 << 10;
            world.serve(this::answer, options.withLimits(options.limits().withMaxHead(1_000, 1_000, headBytes, 1_000)));
            RawPeer client = world.dial();
            world.until(client::isClosed);
            assertEquals(List.of("failed HANDLER_FAILED"), world.heard);
        }
    }

    @Test
    void shouldRefuseOptionsThatCouldNotHold() {
        ListenOptions small = ListenOptions.DEFAULT.withChannel(ChannelOptions.DEFAULT.withReadAheadBytes(32 << 10));
        assertThrows(IllegalArgumentException.class, () -> HttpServerOptions.DEFAULT.withListen(small));
        ListenOptions tight = ListenOptions.DEFAULT.withChannel(
                ChannelOptions.DEFAULT.withPendingOutput(128 << 10, 64 << 10, 32 << 10));
        assertThrows(IllegalArgumentException.class, () -> HttpServerOptions.DEFAULT.withListen(tight));
        assertThrows(IllegalArgumentException.class, () -> HttpServerOptions.DEFAULT.withRequestTimeouts(0, 1));
        assertThrows(IllegalArgumentException.class, () -> HttpServerOptions.DEFAULT.withMaxDrainBytes(-1));
    }
}
