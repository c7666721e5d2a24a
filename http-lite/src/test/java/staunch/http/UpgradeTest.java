package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** The hand-over of a connection: to whatever the two sides agree on, or as a tunnel. */
class UpgradeTest {
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: chat\r\n\r\n";
    private static final String CONNECT = "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n";
    private static final Response CHAT = Response.switchingTo("chat");

    private final List<Exchange> exchanges = new ArrayList<>();
    private final RawPeer taker = new RawPeer();
    private World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private RawPeer ask(Transport transport, HttpServerOptions options, HttpHandler handler, String request) {
        world.close();
        world = new World(transport);
        world.serve(handler, options);
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    private RawPeer ask(HttpHandler handler, String request) {
        return ask(Transport.PLAIN, HttpServerOptions.DEFAULT, handler, request);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHandOverWithWhatWasSentBehind(Transport transport) {
        RawPeer client =
                ask(transport, HttpServerOptions.DEFAULT, exchange -> exchange.upgrade(CHAT, taker), UPGRADE + "early");
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), answer);
        assertTrue(answer.endsWith("Connection: Upgrade\r\nUpgrade: chat\r\n\r\n"), answer);
        assertEquals("early", taker.take());
        client.send("late");
        world.settle();
        assertEquals("late", taker.take());
        taker.send("back");
        world.settle();
        assertEquals("back", client.take());
        client.channel().shutdownOutput();
        world.settle();
        assertEquals(InputEnd.CLEAN, taker.inputEnd().orElseThrow());
        assertEquals(List.of("GET /chat 101 0"), world.heard);
        taker.channel().close();
        world.settle();
        assertEquals(CloseCause.Kind.CLOSED, taker.cause().orElseThrow().kind());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHandOverLaterAndAfterTheInputsEnd(Transport transport) {
        RawPeer client = ask(transport, HttpServerOptions.DEFAULT, exchanges::add, UPGRADE + "early");
        client.channel().shutdownOutput();
        world.settle();
        exchanges.get(0).upgrade(CHAT, taker);
        world.settle();
        assertEquals("early", taker.take());
        assertEquals(InputEnd.CLEAN, taker.inputEnd().orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldTunnelWhereConnectIsServed(Transport transport) {
        RawPeer client = ask(
                transport,
                HttpServerOptions.DEFAULT.withConnect(true),
                exchange -> exchange.upgrade(Response.of(Status.OK), taker),
                CONNECT + "early");
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(!answer.contains("Content-Length") && !answer.contains("Connection"), answer);
        assertEquals("early", taker.take());
    }

    @Test
    void shouldLetConnectBeRefusedByTheHandler() {
        RawPeer client = ask(
                Transport.PLAIN,
                HttpServerOptions.DEFAULT.withConnect(true),
                exchange -> {
                    assertThrows(IllegalArgumentException.class, () -> exchange.respond(Response.of(Status.OK)));
                    exchange.fail(Status.FORBIDDEN, "not there");
                },
                CONNECT);
        assertTrue(client.take().startsWith("HTTP/1.1 403 "));
    }

    @Test
    void shouldNotUpgradeWhatDidNotAskForIt() {
        for (String request : List.of(
                UPGRADE.replace("HTTP/1.1", "HTTP/1.0"),
                UPGRADE.replace(", Upgrade", ""),
                UPGRADE.replace("Upgrade: chat", "Upgrade: other"),
                UPGRADE.replace("Upgrade: chat\r\n", ""))) {
            RawPeer client = ask(
                    exchange -> {
                        assertThrows(IllegalStateException.class, () -> exchange.upgrade(CHAT, taker));
                        assertThrows(
                                IllegalStateException.class, () -> exchange.upgrade(Response.of(Status.OK), taker));
                        exchange.respond(Status.OK, "text/plain", "as usual");
                    },
                    request);
            assertTrue(client.take().endsWith("as usual"));
        }
    }

    @Test
    void shouldContinueBeforeItSwitches() {
        String request = UPGRADE.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        RawPeer client =
                ask(exchange -> exchange.body().readAll(10).thenRun(() -> exchange.upgrade(CHAT, taker)), request);
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.take());
        client.send("bodymore");
        world.settle();
        assertTrue(client.take().startsWith("HTTP/1.1 101 "));
        assertEquals("more", taker.take());

        RawPeer hasty = ask(
                exchange -> exchange.body().readAll(10).thenRun(() -> exchange.upgrade(CHAT, taker)), request + "body");
        assertTrue(hasty.take().startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 "));
    }

    @Test
    void shouldFailAnUpgradeBeforeTheBodyWasRead() {
        RawPeer client = ask(
                exchange -> exchange.upgrade(CHAT, taker),
                UPGRADE.replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbody"));
        assertTrue(client.take().startsWith("HTTP/1.1 500 "));
        assertEquals(CloseCause.Kind.HANDLER_FAILED, taker.cause().orElseThrow().kind());
        assertTrue(!taker.isOpened());
    }

    @Test
    void shouldTellWhoComesTooLate() {
        RawPeer client = ask(exchanges::add, UPGRADE);
        client.channel().abort();
        world.settle();
        exchanges.get(0).upgrade(CHAT, taker);
        world.settle();
        assertTrue(!taker.isOpened() && taker.isClosed());
    }

    @Test
    void shouldCutTheConnectionOfAHandlerThatThrowsWhenItTakesOver() {
        List<CloseCause> causes = new ArrayList<>();
        ChannelHandler broken = new ChannelHandler() {
            @Override
            public void onOpen(Channel channel) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void onRead(Channel channel, ByteBuffer in) {}

            @Override
            public void onInputEnd(Channel channel, InputEnd end) {}

            @Override
            public void onClosed(Channel channel, CloseCause cause) {
                causes.add(cause);
            }
        };
        RawPeer client = ask(exchange -> exchange.upgrade(CHAT, broken), UPGRADE);
        assertTrue(client.isClosed());
        assertEquals(1, causes.size());
        assertEquals(CloseCause.Kind.HANDLER_FAILED, causes.get(0).kind());
        assertEquals("broken", causes.get(0).failure().getMessage());
    }
}
