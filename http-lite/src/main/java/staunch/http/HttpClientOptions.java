package staunch.http;

import staunch.http.codec.HttpLimits;
import staunch.reactor.ConnectOptions;

/**
 * How a client's connection behaves. Times are absolute.
 *
 * @param limits what a response may hold
 * @param headTimeoutMillis how long the head of a response may take from the last byte of its request; default 30 s
 * @param bodyTimeoutMillis how long the body of a request may take, and how long that of a response from its head; default
 *     10 min
 * @param maxWaitingRequests how many requests may wait for those before them; default 1024
 * @param connect how to connect, and the bounds of the channel
 */
public record HttpClientOptions(
        HttpLimits limits,
        long headTimeoutMillis,
        long bodyTimeoutMillis,
        int maxWaitingRequests,
        ConnectOptions connect) {
    /** The defaults named above. */
    public static final HttpClientOptions DEFAULT =
            new HttpClientOptions(HttpLimits.forResponses(), 30_000, 600_000, 1024, ConnectOptions.DEFAULT);

    /** Checks the ranges, and that the bounds of a channel suffice for the limits. */
    public HttpClientOptions {
        if (headTimeoutMillis <= 0 || bodyTimeoutMillis <= 0 || maxWaitingRequests < 1) {
            throw new IllegalArgumentException("times and maxWaitingRequests must be positive");
        }
        ChannelNeeds.check(limits, connect.channel());
    }

    /** A copy with other limits. */
    public HttpClientOptions withLimits(HttpLimits other) {
        return new HttpClientOptions(other, headTimeoutMillis, bodyTimeoutMillis, maxWaitingRequests, connect);
    }

    /** A copy with other deadlines. */
    public HttpClientOptions withTimeouts(long headMillis, long bodyMillis) {
        return new HttpClientOptions(limits, headMillis, bodyMillis, maxWaitingRequests, connect);
    }

    /** A copy with another bound on waiting requests. */
    public HttpClientOptions withMaxWaitingRequests(int count) {
        return new HttpClientOptions(limits, headTimeoutMillis, bodyTimeoutMillis, count, connect);
    }

    /** A copy that connects in another way. */
    public HttpClientOptions withConnect(ConnectOptions other) {
        return new HttpClientOptions(limits, headTimeoutMillis, bodyTimeoutMillis, maxWaitingRequests, other);
    }
}
