package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
