package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import staunch.reactor.BufferLeakError;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.PoolExhaustedException;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;

class SimulationTest {
    private static Simulation perfect() {
        return new Simulation(4711, FaultProfile.NONE);
    }

    @Test
    void shouldBeAtRestWithNothingToDo() {
        try (Simulation simulation = perfect()) {
            simulation.newReactor(2);
            simulation.run();
            assertEquals(0, simulation.time().elapsedNanos());
        }
    }

    @Test
    void shouldBoundTheBuffersOfALoopAsAsked() {
        try (Simulation simulation = perfect()) {
            BufferPool pool = simulation
                    .newReactor(ReactorOptions.DEFAULT.withMaxLeasedBytes(BufferPool.MAX_BUFFER_BYTES))
                    .nextLoop()
                    .buffers();
            PooledBuffer all = pool.lease(BufferPool.MAX_BUFFER_BYTES, new Ledger(), Purpose.RECEIVED);
            PoolExhaustedException refusal =
                    assertThrows(PoolExhaustedException.class, () -> pool.lease(1, new Ledger(), Purpose.RECEIVED));
            assertTrue(refusal.getMessage().contains("maxLeasedBytes"), refusal.getMessage());
            all.release();
        }
    }

    @Test
    void shouldRunTasksOfLoopsOnTheCallersThread() {
        try (Simulation simulation = perfect()) {
            EventLoop loop = simulation.newReactor(1).nextLoop();
            List<Thread> threads = new ArrayList<>();
            loop.execute(() -> threads.add(Thread.currentThread()));
            simulation.run();
            assertEquals(List.of(Thread.currentThread()), threads);
        }
    }

    @Test
    void shouldJumpToTheNextTimer() {
        try (Simulation simulation = perfect()) {
            EventLoop loop = simulation.newReactor(1).nextLoop();
            List<Long> firedAt = new ArrayList<>();
            for (int seconds : new int[] {600, 2, 7}) {
                loop.timer(() -> firedAt.add(simulation.time().elapsedNanos()))
                        .schedule(TimeUnit.SECONDS.toNanos(seconds));
            }
            simulation.run();
            assertEquals(List.of(2_000_000_000L, 7_000_000_000L, 600_000_000_000L), firedAt);
        }
    }

    @Test
    void shouldStopAsSoonAsTheConditionHolds() {
        try (Simulation simulation = perfect()) {
            EventLoop loop = simulation.newReactor(1).nextLoop();
            List<String> done = new ArrayList<>();
            loop.timer(() -> done.add("first")).schedule(10);
            loop.timer(() -> done.add("second")).schedule(20);
            simulation.run(() -> !done.isEmpty());
            assertEquals(List.of("first"), done);
            assertEquals(10, simulation.time().elapsedNanos());
        }
    }

    @Test
    void shouldRunForAsLongAsAsked() {
        try (Simulation simulation = perfect()) {
            EventLoop loop = simulation.newReactor(1).nextLoop();
            List<String> done = new ArrayList<>();
            loop.timer(() -> done.add("first")).schedule(1_000_000);
            loop.timer(() -> done.add("second")).schedule(1_000_001);
            simulation.runFor(Duration.ofMillis(1));
            assertEquals(List.of("first"), done);
            simulation.runFor(Duration.ofMillis(1));
            assertEquals(List.of("first", "second"), done);
            assertEquals(2_000_000, simulation.time().elapsedNanos());
        }
    }

    @Test
    void shouldFailWithTheSeedWhenWhatIsWaitedForCannotHappen() {
        try (Simulation simulation = perfect()) {
            simulation.trace().note("client", "was here", 7);
            SimulationFailure failure = assertThrows(SimulationFailure.class, () -> simulation.run(() -> false));
            assertEquals(4711, failure.seed());
            assertTrue(failure.getMessage().startsWith("seed 4711: nothing is left to do"), failure.getMessage());
            assertTrue(failure.getMessage().contains("was here"), failure.getMessage());
        }
    }

    @Test
    void shouldFailAtTheBoundOnRounds() {
        try (Simulation simulation = new Simulation(1, FaultProfile.NONE, 100, Duration.ofHours(1))) {
            EventLoop loop = simulation.newReactor(1).nextLoop();
            Runnable[] spin = new Runnable[1];
            spin[0] = () -> loop.ready(spin[0]);
            loop.execute(spin[0]);
            SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);
            assertTrue(failure.getMessage().contains("100 rounds (maxRounds)"), failure.getMessage());
        }
    }

    @Test
    void shouldFailAtTheBoundOnVirtualTime() {
        for (boolean conditional : new boolean[] {false, true}) {
            try (Simulation simulation = new Simulation(1, FaultProfile.NONE, 100, Duration.ofSeconds(5))) {
                EventLoop loop = simulation.newReactor(1).nextLoop();
                loop.timer(() -> {}).schedule(TimeUnit.SECONDS.toNanos(6));
                SimulationFailure failure = assertThrows(
                        SimulationFailure.class, conditional ? () -> simulation.run(() -> false) : simulation::run);
                assertTrue(failure.getMessage().contains("(maxTime)"), failure.getMessage());
            }
        }
    }

    @Test
    void shouldRunTasksOfItsExecutorLaterInAnOrderThatTheSeedDecides() {
        List<Integer> submitted = IntStream.range(0, 20).boxed().toList();
        List<Integer> order = taskOrder(1);
        assertNotEquals(submitted, order);
        assertEquals(submitted, order.stream().sorted().toList());
        assertEquals(order, taskOrder(1));
        assertNotEquals(order, taskOrder(2));
    }

    private static List<Integer> taskOrder(long seed) {
        try (Simulation simulation = new Simulation(seed, FaultProfile.NONE)) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int task = i;
                simulation.executor().execute(() -> order.add(task));
            }
            assertEquals(List.of(), order);
            simulation.run();
            assertTrue(simulation.time().elapsedNanos() <= Simulation.MAX_TASK_DELAY_NANOS);
            return order;
        }
    }

    @Test
    void shouldCloseConnectionsInOrderAtTheEnd() throws IOException {
        Simulation simulation = perfect();
        Reactor reactor = simulation.newReactor(1);
        EchoClient client = new EchoClient(0, 10);
        Waiting waiting = new Waiting();
        reactor.connect(reactor.listen(Pair.ANYWHERE, () -> waiting).localAddress(), client);
        simulation.run();
        assertEquals(3, simulation.network().openSockets());
        simulation.close();
        assertEquals(List.of(CloseCause.Kind.CLOSED), waiting.causes);
        assertEquals(0, simulation.network().openSockets());
        simulation.close();
    }

    @Test
    void shouldFailAtTheEndWhenABufferLeaked() {
        Simulation simulation = perfect();
        EventLoop loop = simulation.newReactor(1).nextLoop();
        loop.execute(() -> loop.buffers().lease(1, new Ledger(), Purpose.APPLICATION));
        Logger logger = Logger.getLogger(EventLoop.class.getName());
        logger.setLevel(Level.OFF);
        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::close);
        logger.setLevel(null);
        assertInstanceOf(BufferLeakError.class, failure.getCause());
    }

    @Test
    void shouldFailAtTheEndWhenASocketStaysOpen() throws IOException {
        Simulation simulation = perfect();
        simulation.network().listen(Pair.ANYWHERE, 1, false);
        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::close);
        assertTrue(failure.getMessage().contains("1 sockets"), failure.getMessage());
    }

    @Test
    void shouldNameTheFaultsInItsFailures() {
        FaultProfile refusing = FaultProfile.NONE.with(Fault.CONNECT_REFUSED, 1);
        try (Simulation simulation = new Simulation(1, refusing)) {
            Reactor reactor = simulation.newReactor(1);
            Waiting waiting = new Waiting();
            reactor.connect(reactor.listen(Pair.ANYWHERE, Echo::new).localAddress(), waiting);
            simulation.run(() -> !waiting.causes.isEmpty());
            assertSame(CloseCause.Kind.CONNECT_FAILED, waiting.causes.get(0));
            SimulationFailure failure = assertThrows(SimulationFailure.class, () -> simulation.run(() -> false));
            assertTrue(failure.getMessage().contains("CONNECT_REFUSED=1"), failure.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes nothing and does nothing. */
    private static final class Waiting implements ChannelHandler {
        private final List<CloseCause.Kind> causes = new ArrayList<>();

        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            causes.add(cause.kind());
        }
    }
}
