package staunch.http;

import java.util.function.Consumer;
import staunch.http.codec.HttpLimits;
import staunch.reactor.ListenOptions;

/**
 * How a server serves. Immutable: each {@code with…} makes a copy; {@link #DEFAULT} is where to begin. Times are absolute: a
 * peer that dribbles does not extend them.
 */
public final class HttpServerOptions {
    /** Every setting at the default that its accessor names. */
    public static final HttpServerOptions DEFAULT = new HttpServerOptions();

    // Each is written while a copy is made, and never afterwards.
    private HttpLimits limits = HttpLimits.forRequests();
    private long headTimeoutMillis = 10_000;
    private long bodyTimeoutMillis = 120_000;
    private long answerTimeoutMillis = 300_000;
    private long idleTimeoutMillis = 60_000;
    private long sendTimeoutMillis = 60_000;
    private long drainIdleMillis = 1_000;
    private long maxDrainBytes = 64 << 10;
    private long maxRequestsPerConnection = Long.MAX_VALUE;
    private boolean connect;
    private ErrorPages errorPages = ErrorPages.PLAIN;
    private ListenOptions listen = ListenOptions.DEFAULT;
    private HttpServerListener listener = HttpServerListener.NONE;

    private HttpServerOptions() {}

    private HttpServerOptions with(Consumer<HttpServerOptions> change) {
        HttpServerOptions copy = new HttpServerOptions();
        copy.limits = limits;
        copy.headTimeoutMillis = headTimeoutMillis;
        copy.bodyTimeoutMillis = bodyTimeoutMillis;
        copy.answerTimeoutMillis = answerTimeoutMillis;
        copy.idleTimeoutMillis = idleTimeoutMillis;
        copy.sendTimeoutMillis = sendTimeoutMillis;
        copy.drainIdleMillis = drainIdleMillis;
        copy.maxDrainBytes = maxDrainBytes;
        copy.maxRequestsPerConnection = maxRequestsPerConnection;
        copy.connect = connect;
        copy.errorPages = errorPages;
        copy.listen = listen;
        copy.listener = listener;
        change.accept(copy);
        return copy;
    }

    private static long requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
        return value;
    }

    // ---- what a request may hold and take ----

    /** What a request may hold; default {@link HttpLimits#forRequests}. */
    public HttpLimits limits() {
        return limits;
    }

    /**
     * A copy with other {@link #limits}.
     *
     * @throws IllegalArgumentException if the bounds of a channel do not suffice for them
     */
    public HttpServerOptions withLimits(HttpLimits other) {
        ChannelNeeds.check(other, listen.channel());
        return with(copy -> copy.limits = other);
    }

    /**
     * How long a head may take from its first byte, answered by 408; and how long the first byte may take from the opening
     * of the connection, which is then closed; default 10 s.
     */
    public long headTimeoutMillis() {
        return headTimeoutMillis;
    }

    /** How long a body may take once it is asked for; answered by 408; default 120 s. */
    public long bodyTimeoutMillis() {
        return bodyTimeoutMillis;
    }

    /** A copy with another {@link #headTimeoutMillis} and {@link #bodyTimeoutMillis}, both positive. */
    public HttpServerOptions withRequestTimeouts(long headMillis, long bodyMillis) {
        requirePositive(headMillis, "headTimeoutMillis");
        requirePositive(bodyMillis, "bodyTimeoutMillis");
        return with(copy -> {
            copy.headTimeoutMillis = headMillis;
            copy.bodyTimeoutMillis = bodyMillis;
        });
    }

    /**
     * How much of an unread request body is read and dropped so that its connection can serve the next request; with more to
     * come the connection is closed behind the answer; default 64 KiB.
     */
    public long maxDrainBytes() {
        return maxDrainBytes;
    }

    /** A copy with another {@link #maxDrainBytes}, from 0. */
    public HttpServerOptions withMaxDrainBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxDrainBytes must not be negative, was " + bytes);
        }
        return with(copy -> copy.maxDrainBytes = bytes);
    }

    /**
     * How long a handler may take to begin its answer, from when it is given the head of the request, or from the end of the
     * body while it reads that; then the request is answered by 503, the connection is closed behind it, and the listener
     * hears of {@link HttpServerListener#onHandlerFailed} with a {@link staunch.reactor.DeadlineException}. An answer that has
     * begun, an event stream or an upgrade say, may last. Default 300 s: more than clients and balancers usually wait, and a
     * connection whose handler has forgotten it is not held for ever. 0 is for no bound.
     */
    public long answerTimeoutMillis() {
        return answerTimeoutMillis;
    }

    /** A copy with another {@link #answerTimeoutMillis}, from 0. */
    public HttpServerOptions withAnswerTimeoutMillis(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("answerTimeoutMillis must not be negative, was " + millis);
        }
        return with(copy -> copy.answerTimeoutMillis = millis);
    }

    // ---- connections ----

    /** How long a connection may wait for its next request, while nothing of the answers before goes out; default 60 s. */
    public long idleTimeoutMillis() {
        return idleTimeoutMillis;
    }

    /** How long an answer may go without any progress before the connection is given up; default 60 s. */
    public long sendTimeoutMillis() {
        return sendTimeoutMillis;
    }

    /** A copy with another {@link #idleTimeoutMillis} and {@link #sendTimeoutMillis}, both positive. */
    public HttpServerOptions withIdleAndSendTimeouts(long idleMillis, long sendMillis) {
        requirePositive(idleMillis, "idleTimeoutMillis");
        requirePositive(sendMillis, "sendTimeoutMillis");
        return with(copy -> {
            copy.idleTimeoutMillis = idleMillis;
            copy.sendTimeoutMillis = sendMillis;
        });
    }

    /**
     * How long an idle connection is still given a request's beginning when the server drains; default 1 s. A request that
     * is on its way to a connection that closes is lost, and not every client sends it again.
     */
    public long drainIdleMillis() {
        return drainIdleMillis;
    }

    /** A copy with another {@link #drainIdleMillis}, positive. */
    public HttpServerOptions withDrainIdleMillis(long millis) {
        requirePositive(millis, "drainIdleMillis");
        return with(copy -> copy.drainIdleMillis = millis);
    }

    /**
     * How many requests one connection may bring, so that clients come to other servers, or loops, in time; the last is
     * answered with {@code Connection: close}. Default: no bound.
     */
    public long maxRequestsPerConnection() {
        return maxRequestsPerConnection;
    }

    /** A copy with another {@link #maxRequestsPerConnection}, positive. */
    public HttpServerOptions withMaxRequestsPerConnection(long count) {
        requirePositive(count, "maxRequestsPerConnection");
        return with(copy -> copy.maxRequestsPerConnection = count);
    }

    /** The bounds of connections and channels; default {@link ListenOptions#DEFAULT}. */
    public ListenOptions listen() {
        return listen;
    }

    /**
     * A copy with another {@link #listen}.
     *
     * @throws IllegalArgumentException if the bounds of a channel do not suffice for {@link #limits}
     */
    public HttpServerOptions withListen(ListenOptions other) {
        ChannelNeeds.check(limits, other.channel());
        return with(copy -> copy.listen = other);
    }

    // ---- what is served, and told ----

    /**
     * Whether CONNECT is given to the handler, which answers it by {@link Exchange#upgrade}; default false: it is refused
     * with 501, as by any server that is no proxy.
     */
    public boolean connect() {
        return connect;
    }

    /** A copy with another {@link #connect}. */
    public HttpServerOptions withConnect(boolean served) {
        return with(copy -> copy.connect = served);
    }

    /** What is shown with an error that the server itself answers; default {@link ErrorPages#PLAIN}. */
    public ErrorPages errorPages() {
        return errorPages;
    }

    /** A copy with other {@link #errorPages}. */
    public HttpServerOptions withErrorPages(ErrorPages pages) {
        return with(copy -> copy.errorPages = pages);
    }

    /** Hears what happens; default {@link HttpServerListener#NONE}. */
    public HttpServerListener listener() {
        return listener;
    }

    /** A copy that tells {@code other} what happens. */
    public HttpServerOptions withListener(HttpServerListener other) {
        return with(copy -> copy.listener = other);
    }
}
