package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;
import staunch.tls.record.RecordListener;

/** What handshakes compute, in tasks or inside of the engine's calls, is done bit by bit, and everybody else is served between. */
@EveryProvider
class HandshakeStormTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    /** Notes when its task has run. */
    private static final class Waiter implements TaskPolicy.Completion {
        boolean isAwaited = true;
        boolean done;

        @Nullable
        Throwable failure;

        @Override
        public boolean isTaskAwaited() {
            return isAwaited;
        }

        @Override
        public void taskDone(@Nullable Throwable failure) {
            done = true;
            this.failure = failure;
        }
    }

    private static List<Waiter> submit(EventLoop loop, int count, List<Integer> ran) {
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Waiter waiter = new Waiter();
            waiters.add(waiter);
            TaskPolicy.INLINE.run(loop, () -> ran.add(number), waiter);
        }
        return waiters;
    }

    @Test
    void shouldRunATaskATurnInOrder() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            List<Integer> ran = new ArrayList<>();
            List<Waiter> waiters = submit(loop, 4, ran);
            loop.turn(false);
            assertEquals(List.of(0), ran);
            loop.turn(false);
            assertEquals(List.of(0, 1), ran);
            simulation.run();
            assertEquals(List.of(0, 1, 2, 3), ran);
            assertTrue(waiters.stream().allMatch(waiter -> waiter.done && waiter.failure == null));
        }
    }

    @Test
    void shouldNotRunWhatNobodyWaitsForAnyMore() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            List<Integer> ran = new ArrayList<>();
            List<Waiter> waiters = submit(loop, 2, ran);
            waiters.get(0).isAwaited = false;
            simulation.run();
            assertEquals(List.of(1), ran);
            assertFalse(waiters.get(0).done);
        }
    }

    @Test
    void shouldReportATaskThatThrows() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            Waiter waiter = new Waiter();
            IllegalStateException thrown = new IllegalStateException("thrown on purpose by a test");
            TaskPolicy.INLINE.run(
                    loop,
                    () -> {
                        throw thrown;
                    },
                    waiter);
            simulation.run();
            assertSame(thrown, waiter.failure);
        }
    }

    @Test
    void shouldServeAPlainChannelInTheMidstOfManyHandshakes() throws IOException {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            Reactor servers = simulation.newReactor(1);
            Reactor clients = simulation.newReactor(1);
            RecordingHandler plain = new RecordingHandler();
            clients.connect(servers.listen(ANY, HandshakeStormTest::echo).localAddress(), plain);
            simulation.run(() -> plain.channel != null);

            List<RecordingHandler> storm = storm(clients, servers, TlsFixtures.options());
            simulation.run(() -> storm.stream().anyMatch(client -> client.channel != null));
            plain.channel().write(ByteBuffer.wrap(new byte[] {'x'}));
            plain.channel().flush();
            simulation.run(() -> plain.received.size() == 1);
            long waiting =
                    storm.stream().filter(client -> client.channel == null).count();
            assertTrue(waiting >= 10, "when the byte came back, " + waiting + " handshakes were still to be done");
            simulation.run(() -> storm.stream().allMatch(client -> client.channel != null));
        }
    }

    /** Tasks or not: the clock of a simulation stands still during a turn, so that one handshake is its share. */
    @Test
    void shouldAnswerOneHelloATurn() throws IOException {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger mostInATurn = new AtomicInteger();
            RecordListener counting = record -> answered.addAndGet((int) record.messages().stream()
                    .filter(message -> message.serverHello().isPresent())
                    .count());
            List<RecordingHandler> storm = storm(
                    simulation.newReactor(1),
                    simulation.newReactor(1),
                    TlsFixtures.options().withRecordListener(lower -> counting));
            simulation.run(() -> {
                mostInATurn.accumulateAndGet(answered.getAndSet(0), Math::max);
                return storm.stream().allMatch(client -> client.channel != null);
            });
            assertEquals(1, mostInATurn.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldForgetAHelloThatWaitsForItsTurn(boolean inOrder) throws IOException {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            Reactor servers = simulation.newReactor(1);
            Reactor clients = simulation.newReactor(1);
            EventLoop loop = servers.loops().get(0);
            AtomicInteger received = new AtomicInteger();
            RecordListener counting = record -> received.incrementAndGet();
            List<RecordingHandler> storm =
                    storm(clients, servers, TlsFixtures.options().withRecordListener(lower -> counting));
            simulation.run(() -> loop.connections() == storm.size() && received.get() > 0);
            if (inOrder) {
                servers.shutdown(1_000);
            } else {
                clients.shutdown(0);
            }
            simulation.run();
            assertEquals(0, loop.connections());
            assertEquals(0, loop.buffers().outstanding().size());
        }
    }

    /** Twenty clients that connect at once. */
    private static List<RecordingHandler> storm(Reactor clients, Reactor servers, TlsOptions serving)
            throws IOException {
        Layer server = TlsServer.of(TlsFixtures.SERVER, serving);
        Layer client =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).to(TlsFixtures.HOST, TlsFixtures.PORT);
        InetSocketAddress secure =
                servers.listen(ANY, () -> server.over(echo())).localAddress();
        List<RecordingHandler> storm =
                Stream.generate(RecordingHandler::new).limit(20).toList();
        storm.forEach(handler -> clients.connect(secure, client.over(handler)));
        return storm;
    }

    private static RecordingHandler echo() {
        RecordingHandler handler = new RecordingHandler();
        handler.whenRead = (channel, in) -> channel.write(in);
        return handler;
    }
}
