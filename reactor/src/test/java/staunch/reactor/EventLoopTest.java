package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.Purpose;

@Timeout(60)
class EventLoopTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final EventLoop loop = stage.loop;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    private Runnable note(String what) {
        return () -> order.add(what);
    }

    // ---- waiting ----

    @Test
    void shouldWaitUntilTheNextTimer() {
        loop.turn(true);
        assertEquals(Poller.FOREVER, stage.poller().lastTimeoutNanos);
        assertEquals(OptionalLong.empty(), loop.nextTimerNanos());
        loop.timer(() -> {}).schedule(500);
        assertEquals(OptionalLong.of(stage.time.nanoTime() + 500), loop.nextTimerNanos());
        stage.time.advanceNanos(200);
        loop.turn(true);
        assertEquals(300, stage.poller().lastTimeoutNanos);
        loop.turn(false);
        assertEquals(0, stage.poller().lastTimeoutNanos);
    }

    @Test
    void shouldBeWokenAtMostOncePerPark() {
        for (int park = 1; park <= 3; park++) {
            stage.poller().whileWaiting = () -> {
                for (int i = 0; i < 100; i++) {
                    loop.execute(note("task"));
                }
            };
            loop.turn(true);
            assertEquals(100 * park, order.size());
            assertEquals(park, stage.poller().wakeups.get());
            stage.poller().whileWaiting = () -> {};
        }
    }

    @Test
    void shouldNotBeWokenByItsOwnCallbacks() {
        ScriptedSocket socket = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        stage.open(socket, handler);
        handler.whenRead = (channel, in) -> {
            handler.take(in, in.remaining());
            loop.execute(note("task"));
        };
        stage.poller().whileWaiting = () -> socket.sends("x");
        loop.turn(true);
        assertEquals(List.of("task"), order);
        assertEquals(0, stage.poller().wakeups.get());
    }

    @Test
    void shouldKnowTheTimeInsideASocketsCallbackAfterALongWait() {
        ScriptedSocket socket = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        stage.open(socket, handler);
        handler.whenRead = (channel, in) -> {
            handler.take(in, in.remaining());
            order.add("at " + loop.nowNanos());
            loop.timer(note("too early")).schedule(TimeUnit.SECONDS.toNanos(1));
        };
        stage.poller().whileWaiting = () -> {
            stage.time.advanceMillis(3_600_000);
            socket.sends("x");
        };
        loop.turn(true);
        assertEquals(List.of("at " + stage.time.nanoTime()), order);
        assertEquals(3_601_000, loop.epochMillis());
    }

    @Test
    void shouldCountTheTimeOfSocketCallbacksAsBusyAndTheWaitAsNot() {
        ScriptedSocket socket = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        stage.open(socket, handler);
        handler.whenRead = (channel, in) -> {
            handler.take(in, in.remaining());
            stage.time.advanceMillis(701);
            order.add("busy " + loop.busyMillis());
        };
        stage.poller().whileWaiting = () -> {
            stage.time.advanceMillis(10_000);
            order.add("waiting " + loop.busyMillis());
            socket.sends("x");
        };
        loop.turn(true);
        assertEquals(List.of("waiting 0", "busy 700"), order);
    }

    @Test
    void shouldNotSpinAfterAnInterrupt() throws IOException {
        Reactor reactor = Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1));
        Thread.currentThread().interrupt();
        reactor.loops().get(0).turn(true);
        assertFalse(Thread.currentThread().isInterrupted(), "every later wait would return at once");
        reactor.shutdown(0);
        reactor.loops().get(0).turn(false);
    }

    // ---- tasks from other threads ----

    @Test
    void shouldRunEveryTaskOfEveryThreadInThatThreadsOrder() throws Exception {
        int threads = 4;
        int tasksEach = 20_000;
        int[] next = new int[threads];
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger disorder = new AtomicInteger();
        CompletableFuture<Void> all = new CompletableFuture<>();
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            EventLoop real = reactor.loops().get(0);
            for (int t = 0; t < threads; t++) {
                int thread = t;
                new Thread(() -> {
                            for (int i = 0; i < tasksEach; i++) {
                                int number = i;
                                real.execute(() -> {
                                    disorder.addAndGet(next[thread]++ == number && real.inLoop() ? 0 : 1);
                                    if (ran.incrementAndGet() == threads * tasksEach) {
                                        all.complete(null);
                                    }
                                });
                            }
                        })
                        .start();
            }
            all.get(30, TimeUnit.SECONDS);
            assertFalse(real.inLoop());
        }
        assertEquals(0, disorder.get());
    }

    @Test
    void shouldRunOrRefuseButNeverLoseATaskGivenWhileItEnds() throws Exception {
        for (int round = 0; round < 100; round++) {
            Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1).withStallReportMillis(0));
            EventLoop real = reactor.loops().get(0);
            AtomicInteger ran = new AtomicInteger();
            CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                try {
                    while (true) {
                        real.execute(ran::incrementAndGet);
                        count++;
                    }
                } catch (RejectedExecutionException ended) {
                    return count;
                }
            });
            reactor.shutdown(0).get(30, TimeUnit.SECONDS);
            assertEquals(accepted.get(30, TimeUnit.SECONDS), ran.get(), "round " + round);
        }
    }

    // ---- what a loop has ----

    @Test
    void shouldHaveItsOwnValueForEachKey() {
        ScriptedLoop other = new ScriptedLoop();
        LoopLocal<List<String>> key = new LoopLocal<>(owner -> new ArrayList<>(List.of(owner.toString())));
        LoopLocal<List<String>> otherKey = new LoopLocal<>(owner -> new ArrayList<>());
        assertSame(loop.local(key), loop.local(key));
        assertNotSame(loop.local(key), loop.local(otherKey));
        assertNotSame(loop.local(key), other.loop.local(key));
        assertEquals(List.of(loop.toString()), loop.local(key));
    }

    /** Of a loop that has not turned yet, no thread is its own. */
    @Test
    void shouldRunWhatComesFromItselfAtOnceAndTheRestInItsTurn() {
        loop.runInLoop(note("from elsewhere"));
        assertEquals(List.of(), order);
        stage.turn();
        loop.runInLoop(note("its own"));
        assertEquals(List.of("from elsewhere", "its own"), order);
        stage.end();
        CompletableFuture.runAsync(() -> {
                    loop.runInLoop(note("never"));
                    loop.runInLoop(note("never"), ended -> order.add(ended.getMessage()));
                })
                .join();
        assertEquals(List.of("from elsewhere", "its own", loop + " has been shut down"), order);
    }

    // ---- the end ----

    @Test
    void shouldRefuseTasksAfterItsEnd() {
        stage.end();
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> loop.execute(note("never")));
        assertEquals(loop + " has been shut down", refused.getMessage());
        assertEquals(0, loop.turn(true));
        assertTrue(stage.poller().closed);
        assertTrue(stage.reactor.shutdown(0).isDone(), "a second shutdown does nothing");
    }

    @Test
    void shouldRefuseMoreTasksThanItsBound() {
        for (int i = 0; i < EventLoop.MAX_WAITING_TASKS; i++) {
            loop.execute(() -> {});
        }
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        assertTrue(refused.getMessage().contains(EventLoop.MAX_WAITING_TASKS + " tasks waiting"), refused.getMessage());
        assertThrows(RejectedExecutionException.class, () -> stage.reactor.shutdown(0));
        stage.turn();
        stage.end();
    }

    @Test
    void shouldLetChannelsEndInOrderWithinTheGrace() {
        ScriptedSocket socket = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        stage.open(socket, handler);
        CompletableFuture<Void> ended = stage.reactor.shutdown(1_000);
        stage.settle();
        assertTrue(socket.outputEnded);
        assertFalse(ended.isDone());
        socket.ends();
        stage.settle();
        assertEquals(CloseCause.Kind.CLOSED, handler.closedAs());
        assertTrue(ended.isDone());
        ended.join();
    }

    @Test
    void shouldLetAHandlerFinishBeforeItClosesAtShutdown() {
        ScriptedSocket socket = new ScriptedSocket();
        List<Channel> told = new ArrayList<>();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void onShutdown(Channel channel) {
                told.add(channel);
            }
        };
        stage.open(socket, handler);
        CompletableFuture<Void> ended = stage.reactor.shutdown(1_000);
        stage.settle();
        assertEquals(List.of(handler.channel), told);
        assertFalse(socket.outputEnded);
        handler.channel.write(ByteBuffer.wrap("last words".getBytes(StandardCharsets.US_ASCII)));
        handler.channel.close();
        socket.ends();
        stage.settle();
        assertEquals("last words", socket.writtenText());
        assertTrue(ended.isDone());
    }

    @Test
    void shouldAbortAfterTheGraceWhoeverIsStillOpen() {
        ScriptedSocket stalled = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        stage.open(stalled, handler);
        CompletableFuture<Void> ended = stage.reactor.shutdown(1_000);
        stage.settle();
        stage.advanceMillis(999);
        assertFalse(ended.isDone());
        stage.advanceMillis(1);
        assertEquals(CloseCause.Kind.SHUTDOWN, handler.closedAs());
        assertTrue(stalled.wasReset);
        ended.join();
    }

    @Test
    void shouldAbortAtOnceWithoutGrace() {
        ScriptedSocket open = new ScriptedSocket();
        ScriptedSocket connecting = new ScriptedSocket();
        connecting.connected = false;
        RecordingHandler first = new RecordingHandler();
        RecordingHandler second = new RecordingHandler();
        stage.open(open, first);
        stage.open(connecting, second);
        assertEquals(2, loop.connections());
        stage.end();
        assertEquals(List.of("open", "closed SHUTDOWN"), first.events);
        assertEquals(List.of("closed SHUTDOWN"), second.events);
        assertEquals(0, loop.connections());
    }

    @Test
    void shouldTurnAwayAConnectionThatComesDuringShutdown() {
        ScriptedSocket first = new ScriptedSocket();
        RecordingHandler slow = new RecordingHandler();
        stage.open(first, slow);
        stage.reactor.shutdown(1_000);
        stage.settle();
        RecordingHandler late = new RecordingHandler();
        ScriptedSocket lateSocket = new ScriptedSocket();
        stage.open(lateSocket, late);
        assertEquals(List.of("closed SHUTDOWN"), late.events);
        assertTrue(lateSocket.wasReset);
        stage.advanceMillis(1_000);
    }

    @Test
    void shouldReportBuffersThatAreStillOut() {
        loop.buffers().lease(1000, new Ledger(), Purpose.APPLICATION);
        CompletableFuture<Void> ended = stage.reactor.shutdown(0);
        stage.settle();
        BufferLeakError leak = assertInstanceOf(
                BufferLeakError.class,
                assertThrows(CompletionException.class, ended::join).getCause());
        assertTrue(
                leak.getMessage().contains("1 buffers still out, the first a APPLICATION of 1024 bytes"),
                leak.getMessage());
        assertEquals(1, leak.getSuppressed().length, "strict detection shows where it was leased");
    }

    @Test
    void shouldEndWithAllItsChannelsWhenItsPollerFails() throws Exception {
        ScriptedNetwork network = new ScriptedNetwork();
        ScriptedSocket socket = new ScriptedSocket();
        network.toConnect.add(socket);
        Reactor reactor = Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1).on(network, new ManualTime()));
        CompletableFuture<CloseCause> closed = new CompletableFuture<>();
        RecordingHandler handler = new RecordingHandler();
        AtomicInteger served = new AtomicInteger();
        int crowd = 1_000 * EventLoop.MIN_READY_PER_TURN; // as many as have to be told of their end
        handler.whenOpen = channel -> {
            network.pollers.get(0).failure = new IOException("no more events");
            for (int i = 0; i < crowd; i++) {
                channel.loop().ready(served::incrementAndGet);
            }
        };
        handler.whenClosed = channel -> closed.complete(handler.cause);
        reactor.listen(ScriptedSocket.REMOTE, RecordingHandler::new);
        reactor.connect(ScriptedSocket.REMOTE, handler);
        reactor.loops().get(0).start();
        assertEquals(CloseCause.Kind.SHUTDOWN, closed.get(30, TimeUnit.SECONDS).kind());
        CompletionException outcome = assertThrows(
                CompletionException.class, () -> reactor.shutdown(0).join());
        assertInstanceOf(UncheckedIOException.class, outcome.getCause());
        assertTrue(socket.wasReset);
        assertTrue(network.listening.get(0).wasClosed, "nobody would accept what comes to it");
        assertEquals(crowd, served.get());
    }

    @Test
    void shouldRefuseToWaitForItself() throws Exception {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            reactor.loops().get(0).execute(() -> refused.complete(assertThrows(Throwable.class, reactor::close)));
            assertInstanceOf(IllegalStateException.class, refused.get(30, TimeUnit.SECONDS));
        }
    }
}
