package staunch.bench.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import staunch.reactor.EventLoop;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.TimeSource;
import staunch.reactor.Timer;

/** Tasks and timers of a loop. But for {@link #handOff}, the loop has no thread, and the benchmark turns it. */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoopBenchmark {
    /** How many tasks, or timers, one operation's share is taken of. */
    static final int BATCH = 100;

    /** Beyond any run: a deadline as connections have them, which hardly ever comes. */
    private static final long DEADLINE_NANOS = TimeUnit.HOURS.toNanos(10);

    /** A loop on a network in memory. */
    @State(Scope.Thread)
    public static class Turned {
        /** Made once: one for each task would be the benchmark's garbage, and not the loop's. */
        private final Runnable count = this::count;

        private EventLoop loop;
        private Timer[] timers;
        private int ran;

        private void count() {
            ran++;
        }

        /** Makes the loop, with the timers of as many connections. */
        @Setup
        public void make() throws IOException {
            loop = Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1).on(new MemoryNetwork(), TimeSource.SYSTEM))
                    .loops()
                    .get(0);
            loop.turn(false);
            timers = new Timer[BATCH];
            for (int i = 0; i < BATCH; i++) {
                timers[i] = loop.timer(count);
            }
        }
    }

    /** A loop with a thread and a selector. */
    @State(Scope.Thread)
    public static class Running {
        private final Runnable count = this::count;
        private Reactor reactor;
        private volatile int ran;

        /** By the loop alone. */
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void count() {
            ran = ran + 1;
        }

        /** Starts it. */
        @Setup
        public void start() throws IOException {
            reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
        }

        /** Ends it. */
        @TearDown
        public void stop() {
            reactor.close();
        }
    }

    /** A turn that has nothing to do. */
    @Benchmark
    public int emptyTurn(Turned state) {
        return state.loop.turn(false);
    }

    /** A task that is given to the loop and run, one of {@value #BATCH} in a turn. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int task(Turned state) {
        for (int i = 0; i < BATCH; i++) {
            state.loop.execute(state.count);
        }
        state.loop.turn(false);
        return state.ran;
    }

    /** A deadline that is put off, as each read and write of a connection does, among those of {@value #BATCH} connections. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int putOffTimer(Turned state) {
        for (int i = 0; i < BATCH; i++) {
            state.timers[i].schedule(DEADLINE_NANOS + i);
        }
        return state.ran;
    }

    /** A timer that is scheduled and fires, one of {@value #BATCH} in a turn. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int fireTimer(Turned state) {
        for (int i = 0; i < BATCH; i++) {
            state.timers[i].schedule(0);
        }
        state.loop.turn(false);
        return state.ran;
    }

    /** A task for a loop that sleeps, until its own thread has run it: with a wakeup, and the system's scheduler in it. */
    @Benchmark
    public int handOff(Running state) {
        int before = state.ran;
        state.reactor.loops().get(0).execute(state.count);
        while (state.ran == before) {
            Thread.onSpinWait();
        }
        return before;
    }
}
