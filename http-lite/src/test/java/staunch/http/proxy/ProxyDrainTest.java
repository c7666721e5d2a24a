package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.RawPeer;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;
import staunch.tls.pki.TrustAnchors;

/** The end of the proxy, with what it has begun; on a simulated network. */
class ProxyDrainTest {
    private static final String ORIGIN = ProxyInSimulation.ORIGIN;

    @Test
    void shouldFinishWhatItHasBegunWhenItDrains() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            world.hear(client, "ab");
            var drained = world.proxy.drain(60_000).toCompletableFuture();
            world.pass(2_000);
            assertFalse(drained.isDone());
            origin.send("cd");
            assertTrue(world.hear(client, "abcd").endsWith("abcd"), client::received);
            client.channel().close();
            assertTrue(world.await(drained));
            assertEquals(1, world.flows.size());
            assertTrue(world.flows.get(0).isWhole());
        }
    }

    /** A connection that passes unseen to a server that has been heard: by a tunnel asked for, or on a direct port. */
    private static RawPeer passing(ProxyInSimulation world, boolean direct) throws IOException {
        int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
        TlsClient knowing = TlsClient.trusting(TrustAnchors.of(List.of(ProxyInSimulation.WORLD.certificate())));
        Layer inside = knowing.to(ORIGIN, port);
        RawPeer client = new RawPeer();
        if (direct) {
            world.clients.connect(world.proxy.listenDirect(ProxyInSimulation.anyPort(), port), inside.over(client));
        } else {
            world.clients.connect(
                    world.proxy.localAddress(),
                    ProxyInSimulation.through(ORIGIN, port, inside).over(client));
        }
        world.until(client::isOpened);
        client.send("up");
        assertEquals("up", world.hear(world.origin(0), "up"));
        return client;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWaitForTunnels(boolean direct) throws IOException {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPassed(HostPatterns.of(ORIGIN)))) {
            RawPeer client = passing(world, direct);
            CompletableFuture<Boolean> drained = world.proxy.drain(60_000).toCompletableFuture();
            world.pass(30_000);
            assertFalse(drained.isDone());
            world.origin(0).send("down");
            assertEquals("down", world.hear(client, "down"));
            client.channel().shutdownOutput();
            world.origin(0).channel().shutdownOutput();
            assertTrue(world.await(drained));
            assertTrue(world.flows.get(0).isWhole());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCutTunnelsWhenTheGraceIsOver(boolean direct) throws IOException {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPassed(HostPatterns.of(ORIGIN)))) {
            RawPeer client = passing(world, direct);
            CompletableFuture<Boolean> drained = world.proxy.drain(5_000).toCompletableFuture();
            world.pass(4_900);
            assertFalse(drained.isDone() || client.isClosed());
            assertFalse(world.await(drained));
            world.until(() -> client.isClosed() && world.origin(0).isClosed());
            assertFalse(world.flows.get(0).isWhole());
        }
    }

    /** One that is seen into says so to its client, and is waited for as long as its exchange lasts. */
    @Test
    void shouldFinishExchangesOfADirectPort() throws IOException {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = new RawPeer();
            world.clients.connect(
                    world.proxy.listenDirect(ProxyInSimulation.anyPort(), port),
                    ProxyInSimulation.trusting().to(ORIGIN, port).over(client));
            world.until(client::isOpened);
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            world.hear(world.origin(0), "\r\n\r\n");
            CompletableFuture<Boolean> drained = world.proxy.drain(60_000).toCompletableFuture();
            world.pass(2_000);
            assertFalse(drained.isDone());
            world.origin(0).send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
            String answer = world.hear(client, "ab");
            assertTrue(answer.contains("Connection: close") && answer.endsWith("ab"), answer);
            world.until(() -> client.inputEnd().isPresent());
            client.channel().close();
            assertTrue(world.await(drained));
        }
    }
}
