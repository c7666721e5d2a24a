package staunch.tls;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.CloseCause;
import staunch.reactor.CloseDeadline;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.Timer;

/**
 * By when a {@link TlsChannel} ends, and why: its deadlines, and the cause that {@code onClosed} is told. Used on the
 * loop's thread.
 */
final class TlsEnding {
    private final TlsOptions options;
    private final EventLoop loop;
    private final Timer deadline;
    private @Nullable CloseDeadline closing;
    private @Nullable CloseCause ours;
    private @Nullable CloseCause below;

    /** @param onDeadline what to do when a deadline passes */
    TlsEnding(EventLoop loop, TlsOptions options, Runnable onDeadline) {
        this.options = options;
        this.deadline = loop.timer(onDeadline);
        this.loop = loop;
    }

    // ---- by when ----

    /** @param spentNanos how much of its time is spent already, by whoever has read the hello before us */
    void handshakeBegins(long spentNanos) {
        deadline.schedule(leftNanos(options.handshakeTimeoutMillis(), spentNanos));
    }

    static long leftNanos(long timeoutMillis, long spentNanos) {
        return Math.max(0, TimeUnit.MILLISECONDS.toNanos(timeoutMillis) - spentNanos);
    }

    private CloseDeadline closing() {
        if (closing == null) {
            closing = new CloseDeadline(loop, deadline, options.channel());
        }
        return closing;
    }

    void closingBegins() {
        closing().begin();
    }

    /** The peer takes what was written before the closing began, if slowly. */
    void closingProgresses() {
        closing().renew();
    }

    void cancelDeadline() {
        deadline.cancel();
    }

    CloseCause handshakeTimeout() {
        return handshakeTimeout(options.handshakeTimeoutMillis());
    }

    static CloseCause handshakeTimeout(long timeoutMillis) {
        return CloseCause.of(
                CloseCause.Kind.TIMEOUT,
                new DeadlineException(
                        "the TLS handshake was not done after " + timeoutMillis + " ms (handshakeTimeoutMillis)"));
    }

    CloseCause closeTimeout() {
        return CloseCause.of(CloseCause.Kind.TIMEOUT, closing().failure());
    }

    // ---- why ----

    /** We end it, for this reason. */
    void because(CloseCause cause) {
        ours = cause;
    }

    /** The channel below has closed. */
    void lowerClosed(CloseCause cause) {
        below = cause;
    }

    /**
     * Whether nothing is left but to tell of the end.
     *
     * @param isBeingRead whether the application has something left to take; from an orderly end it still may
     */
    boolean isOver(boolean isBeingRead) {
        return below != null && !(isBeingRead && below.isOrderly());
    }

    /** What {@code onClosed} is told: our own reason, or what went wrong below, or else how it ended in order. */
    CloseCause cause(boolean wasClosedByUs) {
        if (ours != null) {
            return ours;
        }
        if (below != null && !below.isOrderly()) {
            return below;
        }
        return CloseCause.of(wasClosedByUs ? CloseCause.Kind.CLOSED : CloseCause.Kind.ENDED);
    }
}
