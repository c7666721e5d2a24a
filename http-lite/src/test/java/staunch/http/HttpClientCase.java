package staunch.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** A client with a pool, against servers that say whatever the test wants; on a simulated network. */
abstract class HttpClientCase {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    static final int MAX_BYTES = 100_000;
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    static final HttpClientOptions OPTIONS = HttpClientOptions.DEFAULT.withResolver(HttpClientCase::resolve);

    final Simulation simulation = new Simulation(1, FaultProfile.NONE);
    final Reactor servers = simulation.newReactor(1);
    Reactor clients = simulation.newReactor(1);
    /** The servers' ends of the connections, in the order in which they were made. */
    final List<RawPeer> peers = new ArrayList<>();

    @AfterEach
    void end() {
        simulation.close();
    }

    /** Every name is this machine's. */
    private static CompletionStage<List<InetAddress>> resolve(String host) {
        return CompletableFuture.completedStage(List.of(LOOPBACK));
    }

    HttpClient client(HttpClientOptions options) {
        return HttpClient.on(clients, origin -> Layer.NONE, options);
    }

    /** A server whose connections are {@link #peers}; returns its port. */
    int listen() {
        return listen(Layer.NONE);
    }

    int listen(Layer layer) {
        try {
            return servers.listen(new InetSocketAddress(LOOPBACK, 0), () -> layer.over(newPeer()))
                    .port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChannelHandler newPeer() {
        RawPeer peer = new RawPeer();
        peers.add(peer);
        return peer;
    }

    CompletableFuture<WholeResponse> fetch(HttpClient client, Request request) {
        CompletableFuture<WholeResponse> response =
                client.fetch(request, MAX_BYTES).toCompletableFuture();
        settle();
        return response;
    }

    CompletableFuture<WholeResponse> get(HttpClient client, String url) {
        return fetch(client, Request.get(url));
    }

    void say(int peer, String text) {
        peers.get(peer).send(text);
        settle();
    }

    String heard(int peer) {
        return peers.get(peer).take();
    }

    void hangUp(int peer) {
        peers.get(peer).channel().shutdownOutput();
        settle();
    }

    void settle() {
        simulation.runFor(Duration.ZERO);
    }

    void pass(long millis) {
        simulation.runFor(Duration.ofMillis(millis));
    }

    static <T extends Throwable> T failure(Class<T> type, CompletableFuture<?> future) {
        assertTrue(future.isCompletedExceptionally(), () -> "not failed: " + future);
        return assertInstanceOf(type, future.handle((value, failure) -> failure).join());
    }
}
