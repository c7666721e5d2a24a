package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** How many handshakes a server has in flight, and what becomes of those above the bound. */
class HandshakePlacesTest {
    private static final int MAX = 2;
    private static final TlsOptions OPTIONS =
            TlsOptions.DEFAULT.withMaxHandshakesInFlight(MAX).withHandshakeTimeoutMillis(5_000);
    private static final byte[] NO_MORE_THAN_A_HEADER = {22, 3, 1, 0, 100};

    /** A server on one loop, whose clients are on another. */
    private static final class Site implements AutoCloseable {
        final Simulation simulation = new Simulation(0, FaultProfile.NONE);
        final Reactor clients = simulation.newReactor(1);
        final List<RecordingHandler> accepted = new ArrayList<>();
        final List<Channel[]> below = new ArrayList<>();
        final HandshakePlaces places;
        final InetSocketAddress address;

        Site() throws IOException {
            Reactor servers = simulation.newReactor(1);
            places = HandshakePlaces.of(servers.loops().get(0));
            Layer tls = TlsServer.of(TlsFixtures.SERVER, OPTIONS);
            address = servers.listen(new InetSocketAddress("127.0.0.1", 0), () -> accept(tls))
                    .localAddress();
        }

        private ChannelHandler accept(Layer tls) {
            RecordingHandler handler = new RecordingHandler();
            Channel[] channel = new Channel[1];
            accepted.add(handler);
            below.add(channel);
            return new LowerTap(tls.over(handler), channel);
        }

        RecordingHandler connect(Layer layer) {
            RecordingHandler client = new RecordingHandler();
            clients.connect(address, layer.over(client));
            return client;
        }

        RecordingHandler connect() {
            return connect(TlsClient.trusting(TlsFixtures.TRUST).to(TlsFixtures.HOST, TlsFixtures.PORT));
        }

        /** Clients that begin a record, and no more. */
        List<RecordingHandler> connectStalled(int count) {
            List<RecordingHandler> stalled =
                    Stream.generate(() -> connect(Layer.NONE)).limit(count).toList();
            for (RecordingHandler client : stalled) {
                client.whenOpen = channel -> channel.write(ByteBuffer.wrap(NO_MORE_THAN_A_HEADER));
            }
            return stalled;
        }

        @Override
        public void close() {
            simulation.run(() -> accepted.stream().allMatch(RecordingHandler::isClosed));
            assertEquals(0, places.inFlight());
            assertEquals(0, places.waiting());
            accepted.forEach(handler -> assertEquals(0, handler.heldWhenClosed, handler::toString));
            simulation.close();
        }
    }

    @Test
    void shouldServeABurstAboveTheBoundWithoutExceedingIt() throws IOException {
        try (Site site = new Site()) {
            List<RecordingHandler> burst =
                    Stream.generate(site::connect).limit(20).toList();
            site.simulation.run(() -> {
                assertTrue(site.places.inFlight() <= MAX, () -> site.places.inFlight() + " in flight");
                return burst.stream().allMatch(client -> client.channel != null);
            });
            burst.forEach(client -> client.channel().close());
        }
    }

    @Test
    void shouldTimeOutThoseWhoWaitAsWellAsThoseInFlight() throws IOException {
        try (Site site = new Site()) {
            site.connectStalled(MAX + 3);
            site.simulation.run(() -> site.places.inFlight() == MAX && site.places.waiting() == 3);
            long beganNanos = site.simulation.time().nanoTime();
            site.simulation.run(() -> site.accepted.stream().allMatch(RecordingHandler::isClosed));
            assertTrue(site.simulation.time().nanoTime() - beganNanos < 6_000_000_000L, "each from its own beginning");
            for (RecordingHandler handler : site.accepted) {
                assertEquals(CloseCause.Kind.TIMEOUT, handler.cause().kind());
            }
        }
    }

    @Test
    void shouldHoldForThoseWhoWaitWhatTheySentAndNoMore() throws IOException {
        try (Site site = new Site()) {
            site.connectStalled(MAX);
            site.simulation.run(() -> site.places.inFlight() == MAX);
            RecordingHandler sender = site.connect(Layer.NONE);
            byte[] hello = new byte[1 << 20];
            hello[0] = 22;
            hello[1] = 3;
            hello[2] = 1;
            hello[3] = 1;
            sender.whenOpen = channel -> TlsChannelTest.send(sender, hello, () -> {});
            site.simulation.run(() -> site.places.waiting() == 1);
            site.simulation.runFor(Duration.ofSeconds(1));
            Channel waiting = site.below.get(MAX)[0];
            assertTrue(waiting.ledger().heldBytes() <= 128 << 10, () -> "" + waiting.ledger());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "abort"})
    void shouldGiveThePlaceToTheNextWhenAPeerGoes(String how) throws IOException {
        try (Site site = new Site()) {
            List<RecordingHandler> stalled = site.connectStalled(MAX + 1);
            site.simulation.run(() -> site.places.waiting() == 1);
            RecordingHandler late = site.connect();
            site.simulation.run(() -> site.places.waiting() == 2);
            for (RecordingHandler client : stalled) {
                if (how.equals("close")) {
                    client.channel().close();
                } else {
                    client.channel().abort();
                }
            }
            site.simulation.run(() -> late.channel != null);
            late.channel().close();
        }
    }

    @Test
    void shouldRefuseABoundThatLetsNobodyIn() {
        assertThrows(IllegalArgumentException.class, () -> TlsOptions.DEFAULT.withMaxHandshakesInFlight(0));
    }
}
