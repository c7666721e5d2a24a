package staunch.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.ScratchStack;

/**
 * One thread that serves many channels, in turns. Each {@link #turn} goes through the same phases; all callbacks run in
 * one of them, on this thread.
 *
 * <p>Only {@link #execute} may be called from other threads. A loop of an unstarted {@link Reactor} has no thread: whoever
 * calls {@link #turn} is its thread, which is how simulations and tests step it.
 */
public final class EventLoop implements Executor {
    /** The most tasks from other threads that may wait: beyond it {@link #execute} refuses. */
    public static final int MAX_WAITING_TASKS = 1 << 20;
    /** The most such tasks that one turn runs; the rest waits for the next. */
    public static final int MAX_TASKS_PER_TURN = 1024;
    /** The most timers that one turn fires. */
    public static final int MAX_TIMERS_PER_TURN = 4096;
    /** So much of what was listed by {@link #ready} one turn does in any case. Each may be about as much as a watermark. */
    public static final int MIN_READY_PER_TURN = 8;
    /** Of more than that a turn does this part of all: what is listed has its turn in as many turns. */
    public static final int TURNS_FOR_ALL_READY = 8;
    /** The size of the buffer into which sockets are read, in bytes: the most that one read brings. */
    public static final int READ_SCRATCH_BYTES = 64 << 10;
    /** The most buffers that go to the socket in one system call. */
    static final int MAX_GATHERED_BUFFERS = 16;

    private static final LoopLog LOG = LoopLog.of(EventLoop.class);

    private final String name;
    private final Poller poller;
    private final TimeSource time;
    private final BufferPool buffers;
    private final ScratchStack<ByteBuffer> readScratches =
            ScratchStack.ofBuffers(READ_SCRATCH_BYTES, ByteBuffer::allocateDirect);
    private final ByteBuffer[] gather = new ByteBuffer[MAX_GATHERED_BUFFERS];
    private final Agenda agenda;
    private final Map<LoopLocal<?>, Object> locals = new IdentityHashMap<>();
    private final ChannelRegistry channels = new ChannelRegistry();
    /** Channels of layers that are still being read though the channel below has ended; and what to tell at shutdown. */
    private final Map<Channel, Runnable> outliving = new LinkedHashMap<>();

    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Timer grace = new Timer(this, () -> abortAll(CloseCause.of(CloseCause.Kind.SHUTDOWN)));
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();

    private volatile @Nullable Thread thread;
    private volatile boolean stopped;
    private volatile long busySinceNanos;
    private long nowNanos;
    private boolean asleep;
    private boolean draining;

    EventLoop(String name, Network network, TimeSource time, BufferPool buffers) throws IOException {
        this.name = name;
        this.poller = network.openPoller();
        this.agenda = new Agenda(poller::wakeup, this::survive);
        this.time = time;
        this.buffers = buffers;
        this.nowNanos = time.nanoTime();
    }

    // ---- the turn ----

    /**
     * One turn: waits if that is allowed and there is nothing to do, then does what is due. A loop that a reactor has
     * started does this by itself; others call it in simulations and tests.
     *
     * @param mayPark whether to wait for something to happen
     * @return how much was done: 0 means that nothing will, until a socket, a timer or a task calls, or never again
     *     because the loop has ended
     */
    public int turn(boolean mayPark) {
        if (stopped) {
            return 0;
        }
        int done = pollSockets(mayPark);
        done += agenda.runTasks();
        done += agenda.fireTimers(nowNanos);
        done += agenda.serveReady();
        done += agenda.flushWritten();
        done += agenda.serveCostly(time, nowNanos);
        finishWhenDrained();
        return done;
    }

    private int pollSockets(boolean mayPark) {
        if (thread == null) {
            thread = Thread.currentThread();
        }
        long timeoutNanos = mayPark ? agenda.parkNanos(time) : 0;
        if (timeoutNanos != 0) {
            busySinceNanos = 0;
            timeoutNanos = agenda.tasks().park() ? timeoutNanos : 0;
        }
        asleep = true;
        try {
            return poller.poll(timeoutNanos);
        } catch (IOException e) {
            throw new UncheckedIOException("the poller of " + name + " failed", e);
        } finally {
            awake();
        }
    }

    /** Sockets are told of inside the poller's call, so the turn begins with the first of them. */
    private void awake() {
        if (asleep) {
            asleep = false;
            agenda.tasks().unpark();
            nowNanos = time.nanoTime();
            busySinceNanos = nowNanos | 1;
        }
    }

    /** One task's failure is not the others': it is reported, and the loop goes on. */
    private void survive(Throwable failure) {
        LOG.error("uncaught in " + name + "; the loop goes on", failure);
    }

    // ---- what channels and layers use ----

    /** Whether the calling thread is this loop's. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs {@code task} on the loop, in the next turn at the latest, behind those given before. Any thread.
     *
     * @throws RejectedExecutionException if the loop has ended or {@link #MAX_WAITING_TASKS} wait
     */
    @Override
    public void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException(name + " has been shut down");
        }
        if (!agenda.tasks().offer(task)) {
            throw new RejectedExecutionException(
                    name + " has " + MAX_WAITING_TASKS + " tasks waiting: it is given work faster than it can do it");
        }
        if (stopped) {
            runLastTasks();
        }
    }

    /**
     * Runs {@code action} on the loop: before this returns if the calling thread is the loop's, and otherwise as {@link
     * #execute} does. For what a stage brings that may complete on any thread. Any thread.
     *
     * @param otherwise is told instead, on the calling thread, that the loop takes no more tasks
     */
    public void runInLoop(Runnable action, Consumer<? super RejectedExecutionException> otherwise) {
        if (inLoop()) {
            action.run();
            return;
        }
        try {
            execute(action);
        } catch (RejectedExecutionException ended) {
            otherwise.accept(ended);
        }
    }

    /** As {@link #runInLoop(Runnable, Consumer)}, for what nobody waits for once the loop, with its channels, has ended. */
    public void runInLoop(Runnable action) {
        runInLoop(action, ended -> {});
    }

    /** A timer that runs {@code callback} on the loop whenever its schedule comes. Loop's thread. */
    public Timer timer(Runnable callback) {
        return new Timer(this, callback);
    }

    /** The time as of the beginning of this turn, in the nanoseconds of the loop's {@link TimeSource}. Loop's thread. */
    public long nowNanos() {
        return nowNanos;
    }

    /** The time now, in the nanoseconds of the loop's {@link TimeSource}, however long this turn has been running. Any thread. */
    public long freshNanos() {
        return time.nanoTime();
    }

    /** Milliseconds since 1970-01-01T00:00Z by the loop's {@link TimeSource}. Any thread. */
    public long epochMillis() {
        return time.epochMillis();
    }

    /**
     * Runs {@code work} once, in the phase for what is ready without a socket saying so, behind what was listed before: in
     * this turn if that is still to come, or one of the next, {@link #TURNS_FOR_ALL_READY} or so. The caller sees to it that
     * it is not listed twice. Loop's thread.
     */
    public void ready(Runnable work) {
        agenda.ready(work);
    }

    /**
     * Runs {@code flush} once, at the end of this turn, behind all callbacks; behind what is {@link #costly} once more. The
     * caller sees to it that it is not listed twice. Loop's thread.
     */
    public void atEndOfTurn(Runnable flush) {
        agenda.atEndOfTurn(flush);
    }

    /**
     * Runs {@code work} that takes long, such as a signature, once, behind all that this turn did for others and has written:
     * in this turn or in one of the next, in the order of their coming. A turn does one of them at least, and no more than fit
     * into as much time as the rest of it took: a storm of handshakes leaves time for everybody else, and a crowd some for
     * handshakes. Loop's thread.
     */
    public void costly(Runnable work) {
        agenda.costly(work);
    }

    /** Where this loop's channels lease their buffers. Loop's thread. */
    public BufferPool buffers() {
        return buffers;
    }

    /** This loop's own value for {@code key}, made at first use. Loop's thread. */
    @SuppressWarnings("unchecked")
    public <T> T local(LoopLocal<T> key) {
        Object value = locals.get(key);
        if (value == null) {
            value = key.initialFor(this);
            locals.put(key, value);
        }
        return (T) value;
    }

    /** How many connections this loop has. Loop's thread. */
    public int connections() {
        return channels.size();
    }

    /** When the next timer is due, in the nanoseconds of the loop's {@link TimeSource}; absent without a timer. */
    public OptionalLong nextTimerNanos() {
        return timers().isEmpty() ? OptionalLong.empty() : OptionalLong.of(timers().nextDeadlineNanos());
    }

    /**
     * For a layer whose channel has something left to be taken when the one below has ended: the loop waits for it too when
     * it is shut down, and aborts it when the grace is over. Loop's thread.
     *
     * @param onShutdown passes on {@link ChannelHandler#onShutdown}
     */
    public void outlives(Channel channel, Runnable onShutdown) {
        outliving.put(channel, onShutdown);
    }

    /** A channel has ended that may have {@link #outlives outlived} the one below. Loop's thread. */
    public void ended(Channel channel) {
        outliving.remove(channel);
    }

    /** The name, as its thread bears it. */
    @Override
    public String toString() {
        return name;
    }

    TimerQueue timers() {
        return agenda.timers();
    }

    /** Has {@code listener} told when {@code socket} is ready for what it is interested in. Once per socket. */
    void watch(PollableSocket socket, PollableSocket.Listener listener) throws IOException {
        socket.register(poller, operations -> {
            awake();
            try {
                listener.onReady(operations);
            } catch (Throwable failure) {
                survive(failure);
            }
        });
    }

    ScratchStack<ByteBuffer> readScratches() {
        return readScratches;
    }

    /** Room for the buffers of one gathering write; empty between calls. */
    ByteBuffer[] gather() {
        return gather;
    }

    void register(TcpChannel channel) {
        channels.add(channel);
    }

    /** The channel has ended, and so a file descriptor is free again. */
    void unregister(TcpChannel channel) {
        channels.remove(channel);
        acceptors.forEach(Acceptor::resume);
    }

    void register(Acceptor acceptor) {
        acceptors.add(acceptor);
    }

    void unregister(Acceptor acceptor) {
        acceptors.remove(acceptor);
    }

    // ---- beginning and end ----

    void start() {
        Thread started = new Thread(this::runUntilStopped, name);
        thread = started;
        started.start();
    }

    private void runUntilStopped() {
        try {
            while (!stopped) {
                turn(true);
            }
        } catch (Throwable failure) {
            LOG.error(name + " ends with all its channels: this is a defect", failure);
            draining = true;
            abortAll(CloseCause.of(CloseCause.Kind.SHUTDOWN, failure));
            stop(failure);
        }
    }

    /**
     * Ends the loop: it accepts no more, its channels may end in order, and those that are still open after {@code
     * graceNanos} are aborted. Of several calls the last sets the grace. Any thread.
     *
     * @return done when nothing is left; exceptionally if buffers had leaked
     * @throws RejectedExecutionException if {@link #MAX_WAITING_TASKS} wait
     */
    CompletableFuture<Void> shutdown(long graceNanos) {
        try {
            execute(() -> drain(graceNanos));
        } catch (RejectedExecutionException e) {
            if (!stopped) {
                throw e;
            }
        }
        return terminated;
    }

    private void drain(long graceNanos) {
        if (!draining) {
            List.copyOf(acceptors).forEach(Acceptor::close);
            draining = true;
            channels.forEach(TcpChannel::shutdown);
            List.copyOf(outliving.values()).forEach(Runnable::run);
        }
        grace.schedule(graceNanos);
    }

    private void abortAll(CloseCause cause) {
        channels.forEach(channel -> channel.abort(cause));
        List.copyOf(outliving.keySet()).forEach(channel -> channel.abort(cause));
    }

    /** Whether {@link #shutdown} has begun, so that a channel that comes now is turned away. */
    boolean isDraining() {
        return draining;
    }

    /** Whether the loop has ended. */
    boolean isStopped() {
        return stopped;
    }

    private void finishWhenDrained() {
        if (draining && !stopped && channels.size() == 0 && outliving.isEmpty() && agenda.isServed()) {
            stop(null);
        }
    }

    /** Ends a loop that has no channels left; {@code failure} is why, unless it was asked to. Loop's thread. */
    void stop(@Nullable Throwable failure) {
        Throwable outcome = end(failure);
        if (outcome == null) {
            terminated.complete(null);
        } else {
            terminated.completeExceptionally(outcome);
        }
    }

    private synchronized @Nullable Throwable end(@Nullable Throwable failure) {
        List.copyOf(acceptors).forEach(Acceptor::abandon);
        stopped = true;
        busySinceNanos = 0;
        grace.cancel();
        runLastTasks();
        Throwable outcome = failure;
        try {
            poller.close();
        } catch (IOException e) {
            outcome = outcome == null ? e : outcome;
        }
        if (outcome == null && !buffers.outstanding().isEmpty()) {
            outcome = new BufferLeakError(name, buffers.outstanding());
            LOG.error(String.valueOf(outcome.getMessage()), null);
        }
        buffers.close();
        return outcome;
    }

    /** A task that a thread was giving while the loop ended is not lost: that thread runs it, when all else has ended. */
    private synchronized void runLastTasks() {
        agenda.runLast();
    }

    // ---- for the watchdog ----

    /** How long the turn that runs now has been running; 0 while the loop waits. Any thread. */
    long busyMillis() {
        long since = busySinceNanos;
        return since == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - since);
    }

    StackTraceElement[] stack() {
        Thread running = thread;
        return running == null ? new StackTraceElement[0] : running.getStackTrace();
    }
}
