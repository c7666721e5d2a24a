package staunch.http;

import staunch.http.codec.Rejection;
import staunch.reactor.Channel;

/**
 * How long a server waits for what a client is to send, one thing at a time: a first request, a head, a body, the next
 * request. Used on the connection's loop.
 */
final class ReceivingDeadlines {
    /** How long a connection waits for its next request before it gives back what reading and answering took. */
    static final long REST_AFTER_MILLIS = 1_000;

    /** What becomes of a connection that waited too long. */
    interface Connection {
        /** What was begun is not whole. */
        void refuse(Rejection rejection);

        /** Nothing was begun. */
        void close();

        /** Nothing was begun yet, and it may take long. */
        void rest();
    }

    private final HttpServerOptions options;
    private final Connection connection;
    private final Channel channel;
    private final Deadline deadline;
    // Made once, because they are used for each request.
    private final Runnable headOverdue = this::headOverdue;
    private final Runnable rest = this::rest;
    private boolean headBegun;
    /** What of the answers had not gone out yet when that was looked at last. */
    private long unsentBytes;

    ReceivingDeadlines(Channel channel, HttpServerOptions options, Connection connection) {
        this.options = options;
        this.connection = connection;
        this.channel = channel;
        this.deadline = new Deadline(channel.loop());
        deadline.set(options.headTimeoutMillis(), headOverdue);
    }

    /** There is something of a head. */
    void headHasBegun() {
        if (!headBegun) {
            headBegun = true;
            deadline.set(options.headTimeoutMillis(), headOverdue);
        }
    }

    private void headOverdue() {
        if (headBegun) {
            connection.refuse(Refusals.headOverdue(options));
        } else {
            connection.close();
        }
    }

    void headIsWhole() {
        headBegun = false;
        deadline.clear();
    }

    void bodyIsDue() {
        deadline.set(options.bodyTimeoutMillis(), () -> connection.refuse(Refusals.bodyOverdue(options)));
    }

    /** A body that is dropped has its time too, behind which {@code givenUp} runs. */
    void droppedBodyIsDue(Runnable givenUp) {
        deadline.set(options.bodyTimeoutMillis(), givenUp);
    }

    void nextRequestIsDue() {
        deadline.set(Math.min(REST_AFTER_MILLIS, options.idleTimeoutMillis()), rest);
    }

    private void rest() {
        connection.rest();
        unsentBytes = channel.pendingOutputBytes();
        long leftMillis = options.idleTimeoutMillis() - REST_AFTER_MILLIS;
        if (leftMillis > 0) {
            deadline.set(leftMillis, this::idleOverdue);
        } else if (unsentBytes > 0) {
            deadline.set(options.idleTimeoutMillis(), this::idleOverdue);
        } else {
            connection.close();
        }
    }

    /** Whoever still takes answers, however slowly, is not idle. */
    private void idleOverdue() {
        long before = unsentBytes;
        unsentBytes = channel.pendingOutputBytes();
        if (unsentBytes == before) {
            connection.close();
        } else {
            deadline.set(options.idleTimeoutMillis(), this::idleOverdue);
        }
    }

    /** No further request is wanted, but for one that is on its way. */
    void lastRequestIsDue() {
        if (!headBegun) {
            deadline.set(options.drainIdleMillis(), connection::close);
        }
    }

    /** Nothing is due. */
    void clear() {
        deadline.clear();
    }

    /** Nothing will ever be due again. */
    void cancel() {
        deadline.cancel();
    }
}
