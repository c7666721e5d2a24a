package staunch.reactor;

import java.io.Closeable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a loop at a moment that its selector, which counts in milliseconds, has no name for: by a thread that sleeps until
 * then. It is started when it is first set.
 *
 * <pre>
 *          at              the moment comes: wakeup
 *   UNSET ────&gt; SET ──────────────────────────────────&gt; UNSET
 *               └─at─┘     unset
 * </pre>
 *
 * Set, unset and closed by one thread.
 */
final class Alarm implements Closeable {
    /** So long its thread sleeps at least, and so much sooner must another moment be: to wake it costs as much as a small request. */
    static final long MIN_SLEEP_NANOS = 100_000;

    private static final long NONE = 0;

    private final Runnable wakeup;
    private final AtomicLong dueNanos = new AtomicLong(NONE);
    private @Nullable Thread thread;
    /** Whether the thread sleeps without an end; if not, and it sleeps, then towards the moment below. */
    private volatile boolean idle;

    private volatile long awaitedNanos;
    private volatile boolean closed;

    /** @param wakeup is called on the alarm's thread when the moment has come */
    Alarm(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Sets it for a moment of {@link System#nanoTime}, in the place of an earlier setting. */
    void at(long nanos) {
        dueNanos.set(nanos == NONE ? 1 : nanos);
        Thread sleeper = thread;
        if (sleeper == null) {
            start();
        } else if (idle || nanos - awaitedNanos < -MIN_SLEEP_NANOS) {
            LockSupport.unpark(sleeper);
        }
    }

    private void start() {
        Thread started = new Thread(this::run, "staunch-alarm");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    /** Forgets the moment. */
    void unset() {
        dueNanos.set(NONE);
    }

    private void run() {
        while (!closed) {
            long due = dueNanos.get();
            if (due == NONE) {
                sleepUntilSet();
            } else if (due - System.nanoTime() > 0) {
                sleepTowards(due);
            } else if (dueNanos.compareAndSet(due, NONE)) {
                wakeup.run();
            }
            Thread.interrupted(); // whoever interrupts it, it would sleep no more
        }
    }

    // Each tells how it is going to sleep and looks once more; who sets it does so first and then looks how it sleeps.

    private void sleepUntilSet() {
        idle = true;
        if (dueNanos.get() == NONE && !closed) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void sleepTowards(long due) {
        awaitedNanos = due;
        if (dueNanos.get() == due && !closed) {
            LockSupport.parkNanos(this, Math.max(MIN_SLEEP_NANOS, due - System.nanoTime()));
        }
    }

    /** Ends its thread. */
    @Override
    public void close() {
        closed = true;
        Thread sleeper = thread;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }
}
