package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** A server that ends in order: what was begun is answered, and nobody is left hanging. */
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final long GRACE_MILLIS = 10_000;
    private static final long IDLE_MILLIS = 500;
    private static final HttpServerOptions OPTIONS = HttpServerOptions.DEFAULT.withDrainIdleMillis(IDLE_MILLIS);

    private final List<Exchange> exchanges = new ArrayList<>();
    private World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private HttpServer serve(Transport transport, HttpHandler handler) {
        world.close();
        world = new World(transport);
        return world.serve(handler, OPTIONS);
    }

    private CompletableFuture<Boolean> drain(HttpServer server) {
        CompletableFuture<Boolean> drained = server.drain(GRACE_MILLIS).toCompletableFuture();
        world.settle();
        return drained;
    }

    private void expectLastAnswer(RawPeer client) {
        world.settle();
        String answer = client.take();
        assertTrue(answer.contains("\r\nConnection: close\r\n") && answer.endsWith("hello"), answer);
    }

    private static void hello(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "hello");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldFinishWhatRunsAndSayClose(Transport transport) {
        HttpServer server = serve(transport, exchanges::add);
        RawPeer client = world.dial();
        client.send(GET + GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        assertFalse(drained.isDone());
        hello(exchanges.get(0));
        expectLastAnswer(client);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        client.channel().close();
        assertTrue(world.await(drained));
        assertEquals(1, exchanges.size());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldStillAnswerARequestThatWasOnItsWay(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        RawPeer client = world.dial();
        client.send(GET);
        world.settle();
        client.take();
        CompletableFuture<Boolean> drained = drain(server);
        world.pass(IDLE_MILLIS - 100);
        client.send(GET);
        expectLastAnswer(client);
        client.channel().close();
        assertTrue(world.await(drained));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCloseWhoStaysIdle(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        RawPeer fresh = world.dial();
        RawPeer idle = world.dial();
        idle.send(GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        world.pass(IDLE_MILLIS - 1);
        assertTrue(fresh.inputEnd().isEmpty() && idle.inputEnd().isEmpty());
        world.pass(2);
        assertEquals(InputEnd.CLEAN, fresh.inputEnd().orElseThrow());
        assertEquals(InputEnd.CLEAN, idle.inputEnd().orElseThrow());
        fresh.channel().close();
        idle.channel().close();
        assertTrue(world.await(drained));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCutWhatIsNotDoneInTime(Transport transport) {
        HttpServer server = serve(transport, exchanges::add);
        RawPeer client = world.dial();
        client.send(GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        world.pass(GRACE_MILLIS - 1);
        assertFalse(drained.isDone());
        assertFalse(world.await(drained));
        world.settle();
        assertTrue(client.isClosed());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldLetAHandshakeAndItsRequestHaveTheirAnswer(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        RawPeer client = world.begin();
        world.until(() -> server.openConnections() == 1);
        CompletableFuture<Boolean> drained = drain(server);
        world.until(client::isOpened);
        client.send(GET);
        expectLastAnswer(client);
        client.channel().close();
        assertTrue(world.await(drained));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCloseWhoComesLateAndAsksNothing(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        RawPeer client = world.begin();
        world.until(() -> server.openConnections() == 1);
        CompletableFuture<Boolean> drained = drain(server);
        world.until(client::isOpened);
        world.pass(IDLE_MILLIS + 100);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        client.channel().close();
        assertTrue(world.await(drained));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldTellWhatTakesOverMeanwhileThatItIsTimeToEnd(Transport transport) {
        HttpServer server = serve(transport, exchanges::add);
        RawPeer client = world.dial();
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        RawPeer taker = new RawPeer();
        exchanges.get(0).upgrade(Response.switchingTo("chat"), taker);
        world.settle();
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        client.channel().close();
        assertTrue(world.await(drained));
        world.settle();
        assertTrue(taker.isClosed());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldEndAnEventStreamAtOnce(Transport transport) {
        List<EventStream> streams = new ArrayList<>();
        HttpServer server = serve(transport, exchange -> streams.add(EventStream.open(exchange)));
        RawPeer client = world.dial();
        client.send(GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        assertTrue(client.received().endsWith("\r\n0\r\n\r\n"), client::received);
        assertTrue(world.await(streams.get(0).closed()));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        client.channel().close();
        assertTrue(world.await(drained));
    }

    @Test
    void shouldEndAnEventStreamThatOpensWhileItDrains() {
        HttpServer server = serve(Transport.PLAIN, exchanges::add);
        RawPeer early = world.dial();
        RawPeer late = world.dial();
        early.send(GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        late.send(GET);
        world.settle();
        exchanges.forEach(EventStream::open);
        world.settle();
        for (RawPeer client : List.of(early, late)) {
            assertTrue(client.received().endsWith("\r\n0\r\n\r\n"), client::received);
            client.channel().close();
        }
        assertTrue(world.await(drained));
    }

    @Test
    void shouldEndAnEventStreamThatIsCompressed() {
        HttpServer server = serve(Transport.PLAIN, exchange -> {
            exchange.onResponse(answer -> new Response(
                    answer.status(),
                    answer.fields(),
                    new Body.Produced(
                            OptionalLong.empty(),
                            new GzipBody(answer.body().newProducer(), exchange.loop(), () -> {}))));
            EventStream.open(exchange);
        });
        RawPeer client = world.dial();
        client.send(GET);
        world.settle();
        CompletableFuture<Boolean> drained = drain(server);
        assertTrue(client.received().endsWith("\r\n0\r\n\r\n"), client::received);
        client.channel().close();
        assertTrue(world.await(drained));
    }

    @Test
    void shouldCutABodyWhoseProducerFailsWhenToldToEnd() {
        HttpServer server = serve(
                Transport.PLAIN,
                exchange ->
                        exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), new BodyProducer() {
                            @Override
                            public void produce(BodyWriter out) {}

                            @Override
                            public void onShutdown() {
                                throw new IllegalStateException("on purpose");
                            }
                        })));
        RawPeer client = world.dial();
        client.send(GET);
        world.settle();
        assertTrue(world.await(drain(server)));
        assertTrue(client.isClosed());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCutAConnectionThatOpensWhenTheGraceIsOver(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        RawPeer client = world.begin();
        world.until(() -> server.openConnections() == 1);
        assertFalse(world.await(server.drain(0)));
        world.pass(1_000);
        assertTrue(client.isClosed());
        assertEquals(0, server.openConnections());
    }

    @Test
    void shouldDrainAServerWhoseReactorHasEnded() {
        HttpServer server = serve(Transport.PLAIN, DrainTest::hello);
        world.await(world.shutdownServers(0));
        assertTrue(world.await(server.drain(GRACE_MILLIS)));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldDrainAServerWithoutConnections(Transport transport) {
        HttpServer server = serve(transport, DrainTest::hello);
        assertTrue(world.await(server.drain(GRACE_MILLIS)));
        assertEquals(0, server.openConnections());
    }
}
