package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.reactor.Channel;

/** What a connection holds of buffers while nothing is asked. */
class IdleConnectionTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHoldNoBufferAfterARequest(Transport transport) {
        try (World world = new World(transport)) {
            world.serve(new Echo(Runnable::run));
            HttpConnection connection = world.connect();
            Channel client = world.await(connection.opened());
            for (String target : new String[] {"/bytes/0", "/bytes/100000", "/chunks/70000", "/bytes/3000000"}) {
                world.await(connection.fetch(Request.get("h", target), 1 << 22));
                world.settle();
                Channel server = world.serverChannels().get(0);
                assertEquals(0, server.ledger().heldBytes(), () -> target + ": " + server.ledger());
                assertEquals(0, client.ledger().heldBytes(), () -> target + ": " + client.ledger());
                assertEquals(0, world.heldByServer(), target);
            }
            assertEquals(transport != Transport.PLAIN, client.security().isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHoldNoBufferWhileAnAnswerIsAwaited(Transport transport) {
        try (World world = new World(transport)) {
            world.serve(exchange -> assertTrue(exchange.loop().inLoop()));
            world.connect().fetch(Request.get("h", "/"), 1_000);
            world.until(() -> !world.serverChannels().isEmpty());
            world.settle();
            assertEquals(0, world.serverChannels().get(0).ledger().heldBytes());
        }
    }

    /** It made itself as small as a new one, and goes on all the same: behind half of an empty line too. */
    @Test
    void shouldGoOnAfterAPauseWhereverThatWas() {
        String request = "GET /bytes/3 HTTP/1.1\r\nHost: h\r\n\r\n";
        String all = request + "\r\n" + request;
        for (int split = request.length(); split < all.length(); split++) {
            try (World world = new World(Transport.PLAIN)) {
                world.serve(new Echo(Runnable::run));
                RawPeer client = world.dial();
                client.send(all.substring(0, split));
                world.settle();
                world.pass(2 * ReceivingDeadlines.REST_AFTER_MILLIS);
                client.send(all.substring(split));
                world.settle();
                int answers = client.received().split("HTTP/1.1 200 OK", -1).length - 1;
                assertEquals(2, answers, "split at " + split + ": " + client.received());
            }
        }
    }

    /** One empty line is forgiven in front of a request (RFC 9112 §2.2), and after a pause no more than that. */
    @Test
    void shouldForgiveNoSecondEmptyLineForAPause() {
        try (World world = new World(Transport.PLAIN)) {
            world.serve(new Echo(Runnable::run));
            RawPeer client = world.dial();
            client.send("GET /bytes/3 HTTP/1.1\r\nHost: h\r\n\r\n\r\n");
            world.settle();
            world.pass(2 * ReceivingDeadlines.REST_AFTER_MILLIS);
            client.send("\r\nGET /bytes/3 HTTP/1.1\r\nHost: h\r\n\r\n");
            world.settle();
            assertTrue(client.received().contains("HTTP/1.1 400 "), client::received);
        }
    }
}
