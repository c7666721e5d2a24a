package staunch.bench;

import java.util.concurrent.TimeUnit;

/**
 * How much load, for how long.
 *
 * <p>A <em>closed</em> loop starts a piece of work when one before it ends: so many go on at any time, and a server that
 * stalls is asked less, which hides the stall. An <em>open</em> loop starts them by a schedule, whatever the server does, as
 * a world of independent clients would; a piece of work that finds no place waits, and its time runs from when it was due.
 *
 * @param ratePerSecond how many pieces of work are due each second, evenly spaced; 0 for a closed loop
 * @param places how many may go on at once
 * @param count how many to do in all; {@link #UNBOUNDED} for no bound
 * @param nanos for how long they are started; {@link #UNBOUNDED} for no bound
 * @param warmUpNanos how long before that the same is done and not measured
 */
public record Plan(double ratePerSecond, int places, long count, long nanos, long warmUpNanos) {
    /** No bound on the count, or on the time. */
    public static final long UNBOUNDED = Long.MAX_VALUE;
    /** The most pieces of work that may go on at once. */
    public static final int MAX_PLACES = 1_000_000;

    /** Checks the ranges. */
    public Plan {
        require(ratePerSecond >= 0 && ratePerSecond <= TimeUnit.SECONDS.toNanos(1), "the rate is from 0 to 1e9");
        require(places >= 1 && places <= MAX_PLACES, "the places are from 1 to " + MAX_PLACES);
        require(count >= 1, "the count is at least 1");
        require(nanos >= 1, "the time is positive");
        require(warmUpNanos >= 0, "the warm-up is not negative");
        require(count < UNBOUNDED || nanos < UNBOUNDED, "a run ends by a count or by a time: give one");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Whether work is started by a schedule. */
    public boolean isOpen() {
        return ratePerSecond > 0;
    }

    /** The part of this plan that one of several loops has; the parts together are the plan. */
    Plan share(int loop, int loops) {
        long part = count == UNBOUNDED ? UNBOUNDED : part(count, loop, loops);
        return new Plan(ratePerSecond / loops, (int) part(places, loop, loops), part, nanos, warmUpNanos);
    }

    private static long part(long whole, int loop, int loops) {
        require(
                whole >= loops,
                "there are " + loops + " loops and " + whole + " pieces of work for them: use fewer loops");
        return whole / loops + (loop < whole % loops ? 1 : 0);
    }
}
