package staunch.bench;

import java.util.function.Consumer;
import staunch.reactor.Security;

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

    long nowNanos() {
        return driver.nowNanos();
    }

    // What comes of it once its driver is over is outside of the time that was measured, and counted nowhere.

    /** Something of it took so long. */
    void record(Metric metric, long nanos) {
        if (!driver.isOver()) {
            samples.record(metric, nanos);
        }
    }

    /** Its handshake is done. */
    void handshake(Security security, boolean wantedToResume) {
        if (!driver.isOver()) {
            samples.handshake(security, wantedToResume);
        }
    }

    /** It waited for whether the client is accepted, and heard nothing of it. */
    void unconfirmed() {
        if (!driver.isOver()) {
            samples.unconfirmed();
        }
    }

    /** So many bytes of content were transferred. */
    void transferred(long bytes) {
        if (!driver.isOver()) {
            samples.transferred(bytes);
        }
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

    /** What it has left behind has ended, for a work that goes on when its driver is over. */
    void endedLater(String kind) {
        samples.failed(kind);
    }

    /** Its place is free. */
    void release() {
        whenReleased.accept(this);
    }
}
