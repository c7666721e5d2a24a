package staunch.reactor;

/**
 * One callback at one later moment, on the loop's thread. Made once per purpose by {@link EventLoop#timer} and scheduled
 * as often as needed: scheduling allocates nothing. Used on the loop's thread only.
 */
public final class Timer {
    /** The longest delay, in nanoseconds: 146 years. Longer ones are cut to it. */
    public static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 2;

    static final int NOT_SCHEDULED = -1;

    private final EventLoop loop;
    private final Runnable callback;
    /** The place in the loop's {@link TimerQueue}, which alone writes this and the next two. */
    int heapIndex = NOT_SCHEDULED;

    long deadlineNanos;
    long sequence;

    Timer(EventLoop loop, Runnable callback) {
        this.loop = loop;
        this.callback = callback;
    }

    /**
     * Lets the callback run once, {@code delayNanos} from the beginning of this turn; replaces an earlier schedule. A
     * delay of 0 or less means the next turn at the latest; if asked for by a timer's callback, the next turn. It may be late
     * by a millisecond, because a selector counts in those (but {@link SocketNetwork#withPreciseTimers}), and by a turn.
     */
    public void schedule(long delayNanos) {
        loop.timers().schedule(this, loop.nowNanos() + Math.max(0, Math.min(delayNanos, MAX_DELAY_NANOS)));
    }

    /** Forgets the schedule, if there is one. */
    public void cancel() {
        loop.timers().cancel(this);
    }

    /** Whether the callback is still to run. */
    public boolean isScheduled() {
        return heapIndex != NOT_SCHEDULED;
    }

    Runnable callback() {
        return callback;
    }
}
