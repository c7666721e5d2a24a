package staunch.bench;

/**
 * One piece of work: a handshake, or a request. It succeeds or fails once, and is released once, later or at the same
 * moment. What has done neither when its driver is over was given up, and stays in flight. Used on its loop.
 */
final class Piece {
    private final Driver driver;
    private final Samples samples;
    private final long dueNanos;
    private final Runnable whenReleased;
    private boolean over;

    Piece(Driver driver, Samples samples, long dueNanos, Runnable whenReleased) {
        this.driver = driver;
        this.samples = samples;
        this.dueNanos = dueNanos;
        this.whenReleased = whenReleased;
    }

    /** Where it is counted. */
    Samples samples() {
        return samples;
    }

    long nowNanos() {
        return driver.nowNanos();
    }

    /** It has been done as it should be. */
    void succeed() {
        if (mayEnd()) {
            over = true;
            samples.record(Metric.TOTAL, nowNanos() - dueNanos);
            samples.done();
            samples.ended();
        }
    }

    /** What we break off ourselves is no failure of the server's. */
    private boolean mayEnd() {
        return !over && !driver.isOver();
    }

    /** It has failed, unless it has succeeded or failed before. */
    void fail(String kind) {
        if (mayEnd()) {
            over = true;
            samples.failed(kind);
            samples.ended();
        }
    }

    /** Its place is free. */
    void release() {
        whenReleased.run();
    }
}
