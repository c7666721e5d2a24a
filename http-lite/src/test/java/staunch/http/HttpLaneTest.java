package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;
import staunch.reactor.Channel;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** The requests of one party, all on one loop; on a simulated network. */
class HttpLaneTest extends HttpClientCase {
    private final EventLoop home = clients.loops().get(0);

    /** Notes on which loop it is called, and nothing else. */
    private static final class LoopNoting implements ResponseConsumer {
        private final EventLoop home;
        private int calls;
        private boolean elsewhere;
        private boolean whole;

        LoopNoting(EventLoop home) {
            this.home = home;
        }

        private void called() {
            calls++;
            elsewhere |= !home.inLoop();
        }

        @Override
        public void onHead(ResponseHead head) {
            called();
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            called();
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd(Fields trailers) {
            called();
            whole = true;
        }

        @Override
        public void onFailure(Throwable failure) {
            called();
        }
    }

    private LoopNoting send(HttpLane lane, Origin origin) {
        LoopNoting consumer = new LoopNoting(lane.loop());
        lane.send(Request.get(origin + "/"), consumer);
        settle();
        return consumer;
    }

    private Origin origin(int port) {
        return new Origin("http", "h", port);
    }

    // ---- requests ----

    @Test
    void shouldCallBackOnItsLoop() {
        clients = simulation.newReactor(3);
        EventLoop loop = clients.loops().get(2);
        HttpLane lane = client(OPTIONS).laneOn(loop);
        assertSame(loop, lane.loop());
        LoopNoting consumer = send(lane, origin(listen()));
        say(0, OK);
        assertTrue(consumer.whole && consumer.calls == 3, () -> consumer.calls + " calls");
        assertFalse(consumer.elsewhere);
    }

    @Test
    void shouldShareConnectionsUntilItIsIsolated() {
        HttpClient client = client(OPTIONS);
        Origin origin = origin(listen());
        HttpLane one = client.laneOn(home);
        send(one, origin);
        say(0, OK);
        HttpLane other = client.laneOn(home);
        send(other, origin);
        assertEquals(1, peers.size());
        say(0, OK);
        other.isolate();
        send(other, origin);
        assertEquals(2, peers.size());
        say(1, OK);
        send(one, origin);
        send(other, origin);
        assertEquals(2, peers.size(), "each goes on with its own");
    }

    @Test
    void shouldReachAnOriginByAnotherWay() {
        int port = listen();
        HttpLane lane = client(OPTIONS).laneOn(home);
        Origin origin = new Origin("http", "named.test", 80);
        lane.reach(origin, "h", port);
        send(lane, origin);
        assertTrue(heard(0).contains("Host: named.test\r\n"));
        assertEquals(origin(port), lane.wayTo(origin));
    }

    // ---- connections made beforehand ----

    @Test
    void shouldPrepareAConnectionThatTheNextRequestUses() {
        Origin origin = origin(listen());
        HttpLane lane = client(OPTIONS).laneOn(home);
        var prepared = lane.prepare(origin).toCompletableFuture();
        settle();
        assertEquals(Optional.empty(), prepared.join(), "no TLS");
        assertEquals(1, peers.size());
        assertEquals("", heard(0));
        send(lane, origin);
        assertTrue(heard(0).startsWith("GET / "));
        assertEquals(1, peers.size());
    }

    @Test
    void shouldWaitWithAPreparationWhereThereIsNoRoom() {
        Origin origin = origin(listen());
        HttpLane lane = client(OPTIONS.withMaxConnectionsPerOrigin(1).withWaitTimeoutMillis(1_000))
                .laneOn(home);
        send(lane, origin);
        var early = lane.prepare(origin).toCompletableFuture();
        settle();
        assertFalse(early.isDone());
        say(0, OK);
        assertTrue(early.isDone() && !early.isCompletedExceptionally());
        send(lane, origin);
        var late = lane.prepare(origin).toCompletableFuture();
        pass(1_000);
        assertTrue(failure(DeadlineException.class, late).getMessage().contains("waitTimeoutMillis"));
        say(0, OK);
        send(lane, origin);
        assertEquals(1, peers.size(), "what was given up is in nobody's way");
    }

    @Test
    void shouldSayWhyAPreparationFails() {
        HttpClient client = client(OPTIONS);
        HttpLane lane = client.laneOn(home);
        var nobody = lane.prepare(origin(1)).toCompletableFuture();
        settle();
        assertTrue(failure(Exception.class, nobody).getMessage().contains("refused"));
        var closed = client.shutdown().toCompletableFuture();
        assertTrue(closed.isDone(), "a preparation that has failed is not waited for");
        failure(IllegalStateException.class, lane.prepare(origin(1)).toCompletableFuture());
    }

    // ---- bare connections ----

    @Test
    void shouldLeaveABareConnectionToItsCaller() {
        int port = listen();
        CompletableFuture<Channel> channel =
                client(OPTIONS).laneOn(home).connect("h", port).toCompletableFuture();
        settle();
        RawPeer caller = new RawPeer();
        channel.join().handler(caller);
        caller.onOpen(channel.join());
        caller.send("anything");
        settle();
        assertEquals("anything", heard(0));
        assertSame(home, channel.join().loop());
    }

    /** While the name is looked up; while the connection is made; never behind that. */
    @ParameterizedTest
    @ValueSource(longs = {0, 100, 400, 700})
    void shouldGiveUpABareConnectionWhenThatIsCancelled(long millis) throws Exception {
        FaultProfile slow = FaultProfile.NONE.withDelays(Duration.ofMillis(300), Duration.ofMillis(300));
        try (Simulation network = new Simulation(1, slow)) {
            CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
            int port = network.newReactor(1)
                    .listen(new InetSocketAddress(LOOPBACK, 0), RawPeer::new)
                    .port();
            Reactor reactor = network.newReactor(1);
            HttpLane lane = HttpClient.on(
                            reactor, origin -> Layer.NONE, HttpClientOptions.DEFAULT.withResolver(host -> addresses))
                    .laneOn(reactor.loops().get(0));
            CompletableFuture<Channel> channel = lane.connect("h", port).toCompletableFuture();
            network.runFor(Duration.ofMillis(50));
            int before = network.network().openSockets();
            if (millis > 0) {
                addresses.complete(List.of(LOOPBACK, LOOPBACK));
            }
            network.runFor(Duration.ofMillis(millis));
            assertEquals(millis > 600, channel.isDone());
            assertEquals(millis <= 600, channel.cancel(false));
            network.runFor(Duration.ZERO);
            if (millis == 100) {
                assertEquals(before, network.network().openSockets(), "nobody has heard of it yet");
            }
            addresses.complete(List.of(LOOPBACK, LOOPBACK));
            network.runFor(Duration.ofSeconds(20));
            assertEquals(millis > 600 ? before + 2 : before, network.network().openSockets());
            assertEquals(
                    millis <= 600,
                    channel.handle((made, failure) -> failure instanceof CancellationException)
                            .join());
        }
    }
}
