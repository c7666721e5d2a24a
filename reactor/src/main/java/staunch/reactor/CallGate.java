package staunch.reactor;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of one blocking stream wait: one call at a time is let in, and the one that is in can wait for the loop,
 * until the deadline that was set when it came.
 *
 * <p>No wakeup is lost: the waiting thread makes itself known and then looks at the condition; the loop changes what the
 * condition depends on, which is volatile, and then looks who waits. No monitor is used, so that a virtual thread that
 * waits holds no carrier. Only {@link #awaken} may be called on the loop's thread.
 */
public final class CallGate {
    /** The longest timeout, in milliseconds: a hundred years. Longer ones are cut to it. */
    private static final long MAX_TIMEOUT_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private final EventLoop loop;
    private final TimeSource time;
    private final String setting;
    private final ReentrantLock calls = new ReentrantLock();
    private volatile long timeoutMillis;
    private volatile @Nullable Thread waiting;
    // Of the call that is in; written and read under the lock.
    private long limitMillis;
    private long deadlineNanos;

    /**
     * A gate without deadlines: whoever waits here is woken by what ends the exchange of bytes that it waits for.
     *
     * @param loop whose thread must never wait here
     */
    public CallGate(EventLoop loop) {
        this(loop, TimeSource.SYSTEM, "no timeout", 0);
    }

    /**
     * @param loop whose thread must never wait here
     * @param time for the deadlines
     * @param setting what sets the timeout, for messages
     */
    CallGate(EventLoop loop, TimeSource time, String setting, long timeoutMillis) {
        this.loop = loop;
        this.time = time;
        this.setting = setting;
        this.timeoutMillis = timeoutMillis;
    }

    /** For the calls that come from now on; 0 for no limit. */
    void timeoutMillis(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException(setting + " must not be negative: " + millis);
        }
        timeoutMillis = millis;
    }

    /**
     * Begins a call; {@link #leave} ends it.
     *
     * @throws IllegalStateException on the loop's thread
     * @throws InterruptedIOException when the thread is interrupted while another call is in; it stays interrupted
     */
    public void enter() throws InterruptedIOException {
        refuseLoop();
        long millis = timeoutMillis;
        long untilNanos = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, MAX_TIMEOUT_MILLIS));
        if (!calls.tryLock()) {
            queue(millis);
        }
        limitMillis = millis;
        deadlineNanos = untilNanos;
    }

    /**
     * For a call that waits elsewhere.
     *
     * @throws IllegalStateException on the loop's thread
     */
    public void refuseLoop() {
        refuseLoop(loop);
    }

    static void refuseLoop(EventLoop loop) {
        if (loop.inLoop()) {
            throw new IllegalStateException("a blocking stream was used on the thread of " + loop
                    + ", which would wait for itself: run this code on a thread of its own");
        }
    }

    private void queue(long millis) throws InterruptedIOException {
        try {
            if (millis == 0) {
                calls.lockInterruptibly();
            } else if (!calls.tryLock(millis, TimeUnit.MILLISECONDS)) {
                throw timedOut(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    /** Ends the call that this thread began. */
    public void leave() {
        calls.unlock();
    }

    /**
     * Waits until {@code happened}. What that depends on must be volatile, and whoever changes it calls {@link #awaken}.
     *
     * @throws SocketTimeoutException when the deadline of this call comes first
     * @throws InterruptedIOException when the thread is interrupted while it has to wait; it stays interrupted
     */
    public void await(BooleanSupplier happened) throws InterruptedIOException {
        if (happened.getAsBoolean()) {
            return;
        }
        waiting = Thread.currentThread();
        try {
            while (!happened.getAsBoolean()) {
                park();
            }
        } finally {
            waiting = null;
        }
    }

    private void park() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        if (limitMillis == 0) {
            LockSupport.park(this);
            return;
        }
        long leftNanos = deadlineNanos - time.nanoTime();
        if (leftNanos <= 0) {
            throw timedOut(limitMillis);
        }
        LockSupport.parkNanos(this, leftNanos);
    }

    /** Lets the call that waits look again. Any thread. */
    public void awaken() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private SocketTimeoutException timedOut(long millis) {
        return new SocketTimeoutException("the call was not done after " + millis + " ms (" + setting + ")");
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("the thread was interrupted while it waited for the peer");
    }
}
