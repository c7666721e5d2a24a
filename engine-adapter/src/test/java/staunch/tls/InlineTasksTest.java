package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.TaskPolicy.MAX_INLINE_TASKS_PER_TURN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** The loop's share for handshakes: at most so many tasks a turn, in order, and everybody else is served between. */
class InlineTasksTest {
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
    void shouldRunOneTurnsShareAtOnceAndTheRestInOrderInTheNextTurns() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            List<Integer> ran = new ArrayList<>();
            int count = 3 * MAX_INLINE_TASKS_PER_TURN + 1;
            List<Waiter> waiters = submit(loop, count, ran);
            assertEquals(MAX_INLINE_TASKS_PER_TURN, ran.size());
            loop.turn(false);
            assertEquals(MAX_INLINE_TASKS_PER_TURN, ran.size(), "that turn had had its share");
            for (int turns = 2; turns <= 3; turns++) {
                loop.turn(false);
                assertEquals(turns * MAX_INLINE_TASKS_PER_TURN, ran.size());
            }
            simulation.run();
            assertEquals(IntStream.range(0, count).boxed().toList(), ran);
            assertTrue(waiters.stream().allMatch(waiter -> waiter.done && waiter.failure == null));
        }
    }

    @Test
    void shouldNotLetANewcomerOvertakeThoseWhoWait() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            List<Integer> ran = new ArrayList<>();
            submit(loop, MAX_INLINE_TASKS_PER_TURN + 1, ran);
            loop.turn(false);
            TaskPolicy.INLINE.run(loop, () -> ran.add(-1), new Waiter());
            simulation.run();
            assertEquals(MAX_INLINE_TASKS_PER_TURN + 2, ran.size());
            assertEquals(-1, ran.get(ran.size() - 1));
        }
    }

    @Test
    void shouldNotRunWhatNobodyWaitsForAnyMore() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            List<Integer> ran = new ArrayList<>();
            List<Waiter> waiters = submit(loop, 10 * MAX_INLINE_TASKS_PER_TURN, ran);
            waiters.forEach(waiter -> waiter.isAwaited = false);
            loop.turn(false);
            loop.turn(false);
            assertEquals(MAX_INLINE_TASKS_PER_TURN, ran.size());
            assertEquals(0, InlineTasks.of(loop).waiting());
            assertFalse(waiters.get(waiters.size() - 1).done);
        }
    }

    @Test
    void shouldReportATaskThatThrowsInALaterTurn() {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            EventLoop loop = simulation.newReactor(1).loops().get(0);
            submit(loop, MAX_INLINE_TASKS_PER_TURN, new ArrayList<>());
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
            InlineTasks tasks = InlineTasks.of(servers.loops().get(0));
            RecordingHandler plain = new RecordingHandler();
            InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
            clients.connect(servers.listen(any, InlineTasksTest::echo).localAddress(), plain);
            simulation.run(() -> plain.channel != null);

            Layer serving = TlsServer.of(TlsFixtures.SERVER);
            Layer asking = TlsClient.trusting(TlsFixtures.TRUST).to(TlsFixtures.HOST, TlsFixtures.PORT);
            InetSocketAddress secure =
                    servers.listen(any, () -> serving.over(echo())).localAddress();
            List<RecordingHandler> storm =
                    Stream.generate(RecordingHandler::new).limit(50).toList();
            storm.forEach(client -> clients.connect(secure, asking.over(client)));
            simulation.run(() -> tasks.waiting() >= 30);

            plain.channel().write(ByteBuffer.wrap(new byte[] {'x'}));
            plain.channel().flush();
            simulation.run(() -> plain.received.size() == 1);
            assertTrue(tasks.waiting() > 0, "the byte came back when all the handshakes were done");
            simulation.run(() -> storm.stream().allMatch(client -> client.channel != null));
            assertEquals(0, tasks.waiting());
        }
    }

    private static RecordingHandler echo() {
        RecordingHandler handler = new RecordingHandler();
        handler.whenRead = (channel, in) -> channel.write(in);
        return handler;
    }
}
