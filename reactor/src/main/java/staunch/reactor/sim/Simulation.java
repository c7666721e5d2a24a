package staunch.reactor.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/**
 * A world of event loops, a network and a clock, run by the calling thread alone and decided by one seed. Each round lets
 * arrive what is due and gives each loop one turn; when a round had nothing to do, time jumps to the next arrival, task or
 * timer.
 *
 * <p>Nothing here may be used by another thread, and no loop may be given a thread: work that a handler hands to threads
 * of its own would neither be waited for nor replay. {@link #executor} is for that.
 */
public final class Simulation implements AutoCloseable {
    /** How many rounds one {@code run} may take by default. */
    public static final long DEFAULT_MAX_ROUNDS = 1_000_000;
    /** How much virtual time may pass in one {@code run} by default: an hour. */
    public static final Duration DEFAULT_MAX_TIME = Duration.ofHours(1);
    /** The greatest delay of a task given to {@link #executor}: 10 ms. */
    public static final long MAX_TASK_DELAY_NANOS = 10_000_000;
    /** How long {@link #close} lets connections end in order before they are aborted: 30 s of virtual time. */
    public static final Duration CLOSE_GRACE = Duration.ofSeconds(30);

    private static final int TRACE_LINES_IN_MESSAGE = 30;

    private final long seed;
    private final long maxRounds;
    private final long maxNanos;
    private final VirtualTime time = new VirtualTime();
    private final Schedule schedule = new Schedule(time);
    private final Trace trace = new Trace(time);
    private final Dice dice;
    private final SimulatedNetwork network;
    private final List<Reactor> reactors = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private boolean ended;

    /**
     * A simulation with the default limits.
     *
     * @param seed from which everything random follows
     * @param profile how hostile the network is
     */
    public Simulation(long seed, FaultProfile profile) {
        this(seed, profile, DEFAULT_MAX_ROUNDS, DEFAULT_MAX_TIME);
    }

    /**
     * @param seed from which everything random follows
     * @param profile how hostile the network is
     * @param maxRounds how many rounds one {@code run} may take: the bound that finds loops that spin
     * @param maxTime how much virtual time one {@code run} may take: the bound that finds conversations that never end
     */
    public Simulation(long seed, FaultProfile profile, long maxRounds, Duration maxTime) {
        this.seed = seed;
        this.maxRounds = maxRounds;
        this.maxNanos = maxTime.toNanos();
        this.dice = new Dice(seed);
        this.network = new SimulatedNetwork(dice.nextLong(), profile, schedule);
    }

    // ---- what it consists of ----

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The network. */
    public SimulatedNetwork network() {
        return network;
    }

    /** The clock. */
    public VirtualTime time() {
        return time;
    }

    /** Where the handlers wrapped by it write down what they are told. */
    public Trace trace() {
        return trace;
    }

    /**
     * Runs tasks on the simulation's thread, outside of any loop's turn, each after a random delay and so in a random
     * order: stands in for a thread pool.
     */
    public Executor executor() {
        return task -> schedule.at(time.elapsedNanos() + dice.between(0, MAX_TASK_DELAY_NANOS), task);
    }

    /** A reactor of this world, whose loops take their turns in {@link #run}. */
    public Reactor newReactor(int loopCount) {
        return newReactor(ReactorOptions.DEFAULT.withLoops(loopCount));
    }

    /** As {@link #newReactor(int)}, with other options, of which the network and the time are this world's. */
    public Reactor newReactor(ReactorOptions options) {
        try {
            Reactor reactor = Reactor.unstarted(options.on(network, time).withStallReportMillis(0));
            reactors.add(reactor);
            loops.addAll(reactor.loops());
            return reactor;
        } catch (IOException e) {
            throw new UncheckedIOException("a simulated poller does no input or output", e);
        }
    }

    // ---- running it ----

    /**
     * Runs until nothing is left to do: nothing travels, no task and no timer waits.
     *
     * @throws SimulationFailure if a limit is reached first
     */
    public void run() {
        proceed(() -> false, time.elapsedNanos() + maxNanos);
        if (nextNanos().isPresent()) {
            throw failure("still not at rest after " + Duration.ofNanos(maxNanos) + " of virtual time (maxTime)", null);
        }
    }

    /**
     * Runs until {@code condition} holds; asked before each round.
     *
     * @throws SimulationFailure if nothing is left to do before, or a limit is reached
     */
    public void run(BooleanSupplier condition) {
        if (!proceed(condition, time.elapsedNanos() + maxNanos)) {
            throw failure(
                    nextNanos().isEmpty()
                            ? "nothing is left to do, and what was waited for has not happened"
                            : "what was waited for has not happened within " + Duration.ofNanos(maxNanos)
                                    + " of virtual time (maxTime)",
                    null);
        }
    }

    /** Runs for so long in virtual time, whatever happens or does not. */
    public void runFor(Duration duration) {
        long untilNanos = time.elapsedNanos() + duration.toNanos();
        proceed(() -> false, untilNanos);
        time.advanceTo(untilNanos);
    }

    private boolean proceed(BooleanSupplier condition, long deadlineNanos) {
        for (long rounds = 0; !condition.getAsBoolean(); rounds++) {
            if (rounds == maxRounds) {
                throw failure("not done after " + maxRounds + " rounds (maxRounds): does a loop spin?", null);
            }
            if (round() == 0) {
                OptionalLong next = nextNanos();
                if (next.isEmpty() || next.getAsLong() > deadlineNanos) {
                    return false;
                }
                time.advanceTo(next.getAsLong());
            }
        }
        return true;
    }

    private int round() {
        int done = schedule.runDue();
        if (loops.size() > 1) {
            dice.shuffle(loops);
        }
        for (EventLoop loop : loops) {
            done += loop.turn(false);
        }
        return done;
    }

    private OptionalLong nextNanos() {
        long now = time.elapsedNanos();
        long next = schedule.nextNanos().orElse(Long.MAX_VALUE);
        for (EventLoop loop : loops) {
            OptionalLong timer = loop.nextTimerNanos();
            if (timer.isPresent()) {
                next = Math.min(next, now + Math.max(0, timer.getAsLong() - time.nanoTime()));
            }
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    // ---- the end ----

    /**
     * Shuts down all reactors and runs until they have ended. After a failure it does nothing, so as not to hide it.
     *
     * @throws SimulationFailure if one leaked buffers, if a socket stays open, or if a limit is reached
     */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        List<CompletableFuture<Void>> ends = reactors.stream()
                .map(reactor -> reactor.shutdown(CLOSE_GRACE.toMillis()))
                .toList();
        CompletableFuture<Void> end = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        run(end::isDone);
        try {
            end.join();
        } catch (CompletionException e) {
            throw failure("a reactor did not end well: " + e.getCause(), e.getCause());
        }
        if (network.openSockets() > 0) {
            throw failure(network.openSockets() + " sockets were never closed", null);
        }
        ended = true;
    }

    private SimulationFailure failure(String what, @Nullable Throwable cause) {
        ended = true;
        StringBuilder text = new StringBuilder(what)
                .append("\n  at ")
                .append(Duration.ofNanos(time.elapsedNanos()))
                .append(" of virtual time; ")
                .append(network.openSockets())
                .append(" sockets open; faults so far ")
                .append(network.faults());
        List<Trace.Line> tail = trace.tail(TRACE_LINES_IN_MESSAGE);
        text.append("\n  the trace's last ").append(tail.size()).append(" lines:");
        tail.forEach(line -> text.append("\n  ").append(line));
        return new SimulationFailure(seed, text.toString(), cause);
    }
}
