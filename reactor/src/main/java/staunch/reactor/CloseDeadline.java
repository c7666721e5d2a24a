package staunch.reactor;

import java.util.concurrent.TimeUnit;

/**
 * How long a channel that closes waits for its peer, for those who implement a channel: each progress of the peer earns it
 * another {@link ChannelOptions#closeTimeoutMillis}, but not for ever, since one that takes a byte now and then would hold
 * everything that is still to be sent.
 *
 * <pre>
 *   begin        renew       renew         ...          |
 *     |------------|-----------|------------------------|
 *     |&lt;- at most closeTimeoutMillis -&gt;|                |
 *     |&lt;--- at most MAX_TIMEOUTS * closeTimeoutMillis -&gt;|
 * </pre>
 *
 * Used on the loop's thread.
 */
public final class CloseDeadline {
    /** How many times {@link ChannelOptions#closeTimeoutMillis} a closing may take in all, however often it is renewed. */
    public static final int MAX_TIMEOUTS = 10;

    private final Timer timer;
    private final EventLoop loop;
    private final long timeoutMillis;
    private long endNanos;

    /**
     * @param timer the channel's, which this schedules
     * @param options the channel's
     */
    public CloseDeadline(EventLoop loop, Timer timer, ChannelOptions options) {
        this.loop = loop;
        this.timer = timer;
        this.timeoutMillis = options.closeTimeoutMillis();
    }

    /** The closing begins. */
    public void begin() {
        endNanos = loop.nowNanos() + Math.min(timeoutNanos(), Timer.MAX_DELAY_NANOS / MAX_TIMEOUTS) * MAX_TIMEOUTS;
        renew();
    }

    /** The peer made progress. */
    public void renew() {
        timer.schedule(Math.min(timeoutNanos(), endNanos - loop.nowNanos()));
    }

    private long timeoutNanos() {
        return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Why the channel gives up, now that the timer has run: the peer took nothing, or too little. */
    public DeadlineException failure() {
        return new DeadlineException(
                loop.nowNanos() - endNanos < 0
                        ? "the peer took nothing for " + timeoutMillis
                                + " ms while the channel was closing (closeTimeoutMillis)"
                        : "the peer took too little: the channel was still closing after " + MAX_TIMEOUTS + " times "
                                + timeoutMillis + " ms (closeTimeoutMillis)");
    }
}
