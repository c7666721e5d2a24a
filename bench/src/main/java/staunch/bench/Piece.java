package staunch.bench;

import java.util.function.Consumer;

/**
 * One piece of work: a handshake, or a request. It succeeds or fails once, and is released once, later or at the same
 * moment. What has done neither when its driver is over was given up, and stays in flight. Used on its loop.
 */
final class Piece {
    private final Driver driver;
    private final Samples samples;
    private final long dueNanos;
    private final Consumer<Piece> whenReleased;
    private boolean over;
    private boolean done;

    /** @param whenReleased is told that its place is free */
    Piece(Driver driver, Samples samples, long dueNanos, Consumer<Piece> whenReleased) {
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
        succeed(nowNanos());
    }

    /**
     * It has been done as it should be, which is known only now.
     *
     * @param atNanos when it was done
     */
    void succeed(long atNanos) {
        if (mayEnd()) {
            over = true;
            done = true;
            samples.record(Metric.TOTAL, atNanos - dueNanos);
            samples.done();
            samples.ended();
        }
    }

    /** Whether it has been done as it should be. */
    boolean isDone() {
        return done;
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
        whenReleased.accept(this);
    }
}
