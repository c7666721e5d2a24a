package staunch.http;

import staunch.http.codec.HttpLimits;
import staunch.reactor.ListenOptions;

/**
 * How a server serves. Times are absolute: a peer that dribbles does not extend them.
 *
 * @param limits what a request may hold
 * @param headTimeoutMillis how long a head may take from its first byte, answered by 408; and how long the first byte may
 *     take from the opening of the connection, which is then closed; default 10 s
 * @param bodyTimeoutMillis how long a body may take once it is asked for; answered by 408; default 120 s
 * @param idleTimeoutMillis how long a connection may wait for its next request; default 60 s
 * @param sendTimeoutMillis how long an answer may go without any progress before the connection is given up; default 60 s
 * @param maxDrainBytes how much of an unread request body is read and dropped so that its connection can serve the next
 *     request; with more to come the connection is closed behind the answer; default 64 KiB
 * @param listen the bounds of connections and channels
 * @param listener hears what happens
 */
public record HttpServerOptions(
        HttpLimits limits,
        long headTimeoutMillis,
        long bodyTimeoutMillis,
        long idleTimeoutMillis,
        long sendTimeoutMillis,
        long maxDrainBytes,
        ListenOptions listen,
        HttpServerListener listener) {
    /** The defaults named above. */
    public static final HttpServerOptions DEFAULT = new HttpServerOptions(
            HttpLimits.forRequests(),
            10_000,
            120_000,
            60_000,
            60_000,
            64 << 10,
            ListenOptions.DEFAULT,
            HttpServerListener.NONE);

    /** Checks the ranges, and that the bounds of a channel suffice for the limits. */
    public HttpServerOptions {
        if (Math.min(Math.min(headTimeoutMillis, bodyTimeoutMillis), Math.min(idleTimeoutMillis, sendTimeoutMillis))
                        <= 0
                || maxDrainBytes < 0) {
            throw new IllegalArgumentException("times must be positive, maxDrainBytes not negative");
        }
        ChannelNeeds.check(limits, listen.channel());
    }

    /** A copy with other limits. */
    public HttpServerOptions withLimits(HttpLimits other) {
        return new HttpServerOptions(
                other,
                headTimeoutMillis,
                bodyTimeoutMillis,
                idleTimeoutMillis,
                sendTimeoutMillis,
                maxDrainBytes,
                listen,
                listener);
    }

    /** A copy with other deadlines for the head and the body of a request. */
    public HttpServerOptions withRequestTimeouts(long headMillis, long bodyMillis) {
        return new HttpServerOptions(
                limits, headMillis, bodyMillis, idleTimeoutMillis, sendTimeoutMillis, maxDrainBytes, listen, listener);
    }

    /** A copy with other times for an idle connection and for an answer without progress. */
    public HttpServerOptions withIdleAndSendTimeouts(long idleMillis, long sendMillis) {
        return new HttpServerOptions(
                limits, headTimeoutMillis, bodyTimeoutMillis, idleMillis, sendMillis, maxDrainBytes, listen, listener);
    }

    /** A copy with another bound on what is drained. */
    public HttpServerOptions withMaxDrainBytes(long bytes) {
        return new HttpServerOptions(
                limits,
                headTimeoutMillis,
                bodyTimeoutMillis,
                idleTimeoutMillis,
                sendTimeoutMillis,
                bytes,
                listen,
                listener);
    }

    /** A copy with other bounds of connections and channels. */
    public HttpServerOptions withListen(ListenOptions other) {
        return new HttpServerOptions(
                limits,
                headTimeoutMillis,
                bodyTimeoutMillis,
                idleTimeoutMillis,
                sendTimeoutMillis,
                maxDrainBytes,
                other,
                listener);
    }

    /** A copy that tells {@code other} what happens. */
    public HttpServerOptions withListener(HttpServerListener other) {
        return new HttpServerOptions(
                limits,
                headTimeoutMillis,
                bodyTimeoutMillis,
                idleTimeoutMillis,
                sendTimeoutMillis,
                maxDrainBytes,
                listen,
                other);
    }
}
