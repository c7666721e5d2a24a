package staunch.reactor.sim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import staunch.reactor.TimeSource;

/**
 * A clock that stands still until it is advanced. Reading is safe for any thread; one thread advances.
 *
 * <p>By default it begins one second before {@link #nanoTime} overflows, so that deadlines compared otherwise than by
 * subtraction are found, and at the moment of RFC 9110's example date, Sun, 06 Nov 1994 08:49:37 GMT.
 */
public final class VirtualTime implements TimeSource {
    /** Where {@link #nanoTime} begins by default. */
    public static final long DEFAULT_START_NANOS = Long.MAX_VALUE - 1_000_000_000;
    /** Where {@link #epochMillis} begins by default (RFC 9110 §5.6.7). */
    public static final long DEFAULT_START_EPOCH_MILLIS = 784_111_777_000L;

    private final long startNanos;
    private final long startEpochMillis;
    private final AtomicLong elapsedNanos = new AtomicLong();

    /** A clock that begins at the default moments. */
    public VirtualTime() {
        this(DEFAULT_START_NANOS, DEFAULT_START_EPOCH_MILLIS);
    }

    /**
     * @param startNanos where {@link #nanoTime} begins; any value
     * @param startEpochMillis where {@link #epochMillis} begins
     */
    public VirtualTime(long startNanos, long startEpochMillis) {
        this.startNanos = startNanos;
        this.startEpochMillis = startEpochMillis;
    }

    @Override
    public long nanoTime() {
        return startNanos + elapsedNanos();
    }

    @Override
    public long epochMillis() {
        return startEpochMillis + TimeUnit.NANOSECONDS.toMillis(elapsedNanos());
    }

    /** How far the clock has been advanced since its beginning; 0 or more. */
    public long elapsedNanos() {
        return elapsedNanos.get();
    }

    /** Steps forward. */
    public void advance(Duration step) {
        advanceTo(elapsedNanos() + step.toNanos());
    }

    /**
     * Steps to a moment given in {@linkplain #elapsedNanos elapsed} nanoseconds.
     *
     * @throws IllegalArgumentException if that would be a step back
     */
    public void advanceTo(long elapsed) {
        if (elapsed < elapsedNanos()) {
            throw new IllegalArgumentException(
                    "time does not go back: it is " + elapsedNanos() + " ns, " + elapsed + " ns was asked for");
        }
        elapsedNanos.set(elapsed);
    }
}
