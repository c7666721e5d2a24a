package staunch.bench;

/**
 * What is due, what has a place, and when it is over: the schedule of one loop, without a clock.
 *
 * <pre>
 *             due by the schedule, or (closed loop) as soon as there is a place
 *                      │
 *   NOT DUE ──────&gt; WAITING ── a place is free ──&gt; GOING ON ──&gt; DONE
 *                      │
 *                      └── the run ends ──&gt; NEVER STARTED
 * </pre>
 *
 * Times are nanoseconds of any one clock, which may run over; they may only grow.
 */
final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Plan plan;
    private final long firstNanos;
    private long started;
    private int goingOn;
    private boolean stopped;

    /** @param firstNanos when the schedule begins, and the first piece of work is due */
    Pacer(Plan plan, long firstNanos) {
        this.plan = plan;
        this.firstNanos = firstNanos;
    }

    /** Nothing more is started. */
    void stop() {
        stopped = true;
    }

    /** Whether a piece of work is due and has a place. */
    boolean mayStart(long nowNanos) {
        return goingOn < plan.places() && !isOver(nowNanos) && nextDueNanos(nowNanos) - nowNanos <= 0;
    }

    /**
     * A piece of work takes its place.
     *
     * @return when it was due: now, or, in an open loop, when the schedule says
     */
    long start(long nowNanos) {
        long due = nextDueNanos(nowNanos);
        started++;
        goingOn++;
        return due;
    }

    /** A piece of work gives its place back. */
    void done() {
        goingOn--;
    }

    /** When the next one is due; in a closed loop always now. */
    long nextDueNanos(long nowNanos) {
        return plan.isOpen() ? firstNanos + dueAfter(started) : nowNanos;
    }

    /** How long it is until the next one is due or the time is over, whichever is first; 0 or less if it is already. */
    long untilNextEventNanos(long nowNanos) {
        long elapsed = nowNanos - firstNanos;
        return Math.min(nextDueNanos(nowNanos) - nowNanos, plan.nanos() - elapsed);
    }

    private long dueAfter(long number) {
        return (long) (number * NANOS_PER_SECOND / plan.ratePerSecond());
    }

    /** Whether nothing more will be started. */
    boolean isOver(long nowNanos) {
        return stopped || started >= plan.count() || nowNanos - firstNanos >= plan.nanos();
    }

    /** How many were due by then and were not started, because there was no place or because it all came too fast. */
    long neverStarted(long nowNanos) {
        if (!plan.isOpen()) {
            return 0;
        }
        double elapsedNanos = (double) Math.min(nowNanos - firstNanos, plan.nanos());
        double due = Math.min((double) plan.count(), Math.ceil(elapsedNanos * plan.ratePerSecond() / NANOS_PER_SECOND));
        return Math.max(0, (long) due - started);
    }

    int goingOn() {
        return goingOn;
    }
}
