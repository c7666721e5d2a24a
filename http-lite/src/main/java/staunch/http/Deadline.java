package staunch.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;
import staunch.reactor.Timer;

/**
 * A deadline that is moved far more often than it passes: once per request. Moving it writes a field; the timer finds out
 * when it fires, and goes back to sleep for the rest. Used on the loop's thread.
 */
final class Deadline {
    private final EventLoop loop;
    private final Timer timer;
    private @Nullable Runnable action;
    private long expiresNanos;
    /** When the timer fires, if it is scheduled: at the deadline, or before one that was moved away. */
    private long wakesNanos;

    Deadline(EventLoop loop) {
        this.loop = loop;
        this.timer = loop.timer(this::fire);
    }

    /** Lets {@code onExpiry} run after {@code millis}, instead of whatever was to run before. */
    void set(long millis, Runnable onExpiry) {
        action = onExpiry;
        long delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
        expiresNanos = loop.nowNanos() + delayNanos;
        if (!timer.isScheduled() || expiresNanos - wakesNanos < 0) {
            sleep(delayNanos);
        }
    }

    private void sleep(long delayNanos) {
        wakesNanos = loop.nowNanos() + delayNanos;
        timer.schedule(delayNanos);
    }

    /** Forgets it; the timer may still fire once, for nothing. */
    void clear() {
        action = null;
    }

    /** Forgets it, and the timer too. */
    void cancel() {
        action = null;
        timer.cancel();
    }

    private void fire() {
        Runnable due = action;
        if (due == null) {
            return;
        }
        long leftNanos = expiresNanos - loop.nowNanos();
        if (leftNanos > 0) {
            sleep(leftNanos);
        } else {
            action = null;
            due.run();
        }
    }
}
