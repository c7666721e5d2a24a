package staunch.http;

import java.util.Optional;
import java.util.function.Consumer;
import staunch.http.codec.HttpLimits;
import staunch.reactor.ConnectOptions;

/**
 * How a client and its connections behave. Times are absolute. Immutable: each {@code with…} makes a copy; {@link #DEFAULT}
 * is where to begin.
 */
public final class HttpClientOptions {
    /** Every setting at the default that its accessor names. */
    public static final HttpClientOptions DEFAULT = new HttpClientOptions();

    // Each is written while a copy is made, and never afterwards.
    private HttpLimits limits = HttpLimits.forResponses();
    private long headTimeoutMillis = 30_000;
    private long bodyTimeoutMillis = 600_000;
    private long continueTimeoutMillis = 1_000;
    private long requestTimeoutMillis = 900_000;
    private int maxConnectionsPerOrigin = 16;
    private int maxConnections = 4_096;
    private int maxWaitingRequests = 1024;
    private long waitTimeoutMillis = 30_000;
    private long idleTimeoutMillis = 30_000;
    private int maxRedirects;
    private boolean followsToPlain;
    private boolean decompresses;
    private Optional<HttpProxy> proxy = Optional.empty();
    private Resolver resolver = Resolver.system();
    private AddressGuard guard = AddressGuard.NONE;
    private ConnectOptions connect = ConnectOptions.DEFAULT;

    private HttpClientOptions() {}

    private HttpClientOptions with(Consumer<HttpClientOptions> change) {
        HttpClientOptions copy = new HttpClientOptions();
        copy.limits = limits;
        copy.headTimeoutMillis = headTimeoutMillis;
        copy.bodyTimeoutMillis = bodyTimeoutMillis;
        copy.continueTimeoutMillis = continueTimeoutMillis;
        copy.requestTimeoutMillis = requestTimeoutMillis;
        copy.maxConnectionsPerOrigin = maxConnectionsPerOrigin;
        copy.maxConnections = maxConnections;
        copy.maxWaitingRequests = maxWaitingRequests;
        copy.waitTimeoutMillis = waitTimeoutMillis;
        copy.idleTimeoutMillis = idleTimeoutMillis;
        copy.maxRedirects = maxRedirects;
        copy.followsToPlain = followsToPlain;
        copy.decompresses = decompresses;
        copy.proxy = proxy;
        copy.resolver = resolver;
        copy.guard = guard;
        copy.connect = connect;
        change.accept(copy);
        ChannelNeeds.check(copy.limits, copy.connect.channel());
        return copy;
    }

    private static long positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
        return value;
    }

    // ---- a connection ----

    /** What a response may hold; default {@link HttpLimits#forResponses}. */
    public HttpLimits limits() {
        return limits;
    }

    /** A copy with other {@link #limits}. */
    public HttpClientOptions withLimits(HttpLimits other) {
        return with(copy -> copy.limits = other);
    }

    /** How long the head of a response may take from the last byte of its request; default 30 s. */
    public long headTimeoutMillis() {
        return headTimeoutMillis;
    }

    /** How long the body of a request may take, and how long that of a response from its head; default 10 min. */
    public long bodyTimeoutMillis() {
        return bodyTimeoutMillis;
    }

    /** A copy with another {@link #headTimeoutMillis} and {@link #bodyTimeoutMillis}. */
    public HttpClientOptions withTimeouts(long headMillis, long bodyMillis) {
        return with(copy -> {
            copy.headTimeoutMillis = positive(headMillis, "headTimeoutMillis");
            copy.bodyTimeoutMillis = positive(bodyMillis, "bodyTimeoutMillis");
        });
    }

    /**
     * How long a request with {@code Expect: 100-continue} waits for the server to want its body before it sends it all the
     * same, because servers older than that field never say so (RFC 9110 §10.1.1); default 1 s.
     */
    public long continueTimeoutMillis() {
        return continueTimeoutMillis;
    }

    /** A copy with another {@link #continueTimeoutMillis}. */
    public HttpClientOptions withContinueTimeoutMillis(long millis) {
        return with(copy -> copy.continueTimeoutMillis = positive(millis, "continueTimeoutMillis"));
    }

    /**
     * How to connect, and the bounds of the channel. A client's time to connect covers the search for the host's addresses
     * and all of them that are tried, and once more the answer of a proxy to CONNECT. TLS has a deadline of its own.
     */
    public ConnectOptions connect() {
        return connect;
    }

    /** A copy that connects in another way. */
    public HttpClientOptions withConnect(ConnectOptions other) {
        return with(copy -> copy.connect = other);
    }

    // ---- a client's connections ----

    /**
     * How many requests may wait for those before them, on one connection or, in a client, for those to one origin on one
     * loop; default 1024.
     */
    public int maxWaitingRequests() {
        return maxWaitingRequests;
    }

    /** A copy with another bound on waiting requests. */
    public HttpClientOptions withMaxWaitingRequests(int count) {
        return with(copy -> copy.maxWaitingRequests = (int) positive(count, "maxWaitingRequests"));
    }

    /** How many connections a client has to one origin at most; default 16. */
    public int maxConnectionsPerOrigin() {
        return maxConnectionsPerOrigin;
    }

    /** A copy with another {@link #maxConnectionsPerOrigin}. */
    public HttpClientOptions withMaxConnectionsPerOrigin(int count) {
        return with(copy -> copy.maxConnectionsPerOrigin = (int) positive(count, "maxConnectionsPerOrigin"));
    }

    /**
     * How many connections a client has to all origins together at most; default 4,096. At the bound a request that needs
     * another one waits for a place, in the order in which its kind came: one that is idle, to whatever origin, is closed to
     * make it.
     */
    public int maxConnections() {
        return maxConnections;
    }

    /** A copy with another {@link #maxConnections}. */
    public HttpClientOptions withMaxConnections(int count) {
        return with(copy -> copy.maxConnections = (int) positive(count, "maxConnections"));
    }

    /** How long a client's request may wait for a connection, until one is free or made; default 30 s. */
    public long waitTimeoutMillis() {
        return waitTimeoutMillis;
    }

    /** A copy with another {@link #waitTimeoutMillis}. */
    public HttpClientOptions withWaitTimeoutMillis(long millis) {
        return with(copy -> copy.waitTimeoutMillis = positive(millis, "waitTimeoutMillis"));
    }

    /** After how long without a request a client closes a connection; default 30 s, which is shorter than most servers'. */
    public long idleTimeoutMillis() {
        return idleTimeoutMillis;
    }

    /** A copy with another {@link #idleTimeoutMillis}. */
    public HttpClientOptions withIdleTimeoutMillis(long millis) {
        return with(copy -> copy.idleTimeoutMillis = positive(millis, "idleTimeoutMillis"));
    }

    /** How a client finds addresses; default {@link Resolver#system}. */
    public Resolver resolver() {
        return resolver;
    }

    /** A copy with another {@link #resolver}. */
    public HttpClientOptions withResolver(Resolver other) {
        return with(copy -> copy.resolver = other);
    }

    /** What judges the addresses that are connected to; default {@link AddressGuard#NONE}. */
    public AddressGuard guard() {
        return guard;
    }

    /** A copy with another {@link #guard}. */
    public HttpClientOptions withGuard(AddressGuard other) {
        return with(copy -> copy.guard = other);
    }

    /** The proxy that a client goes through; default none. */
    public Optional<HttpProxy> proxy() {
        return proxy;
    }

    /** A copy that goes through a proxy. */
    public HttpClientOptions withProxy(HttpProxy other) {
        return with(copy -> copy.proxy = Optional.of(other));
    }

    // ---- a client's requests ----

    /** How long a client's request may take in all: waiting, connecting, redirects and retry included; default 15 min. */
    public long requestTimeoutMillis() {
        return requestTimeoutMillis;
    }

    /** A copy with another {@link #requestTimeoutMillis}. */
    public HttpClientOptions withRequestTimeoutMillis(long millis) {
        return with(copy -> copy.requestTimeoutMillis = positive(millis, "requestTimeoutMillis"));
    }

    /** How many redirects of one request a client follows; default 0: none. */
    public int maxRedirects() {
        return maxRedirects;
    }

    /** Whether it follows one from https to http too; default not. */
    public boolean followsToPlain() {
        return followsToPlain;
    }

    /**
     * A copy whose client follows redirects (RFC 9110 §15.4): 303, and 301 and 302 after POST, by a GET; others by the same
     * method and body, if that {@linkplain Body#isReplayable can be sent again}. {@code Authorization} and {@code
     * Cookie} are for the origin that they were given for, and are not sent to another. A redirect that is not followed, for
     * what reason ever, is the response.
     *
     * @param max how many of one request; 0 for none
     * @throws IllegalArgumentException if that is negative
     */
    public HttpClientOptions withMaxRedirects(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("maxRedirects must not be negative, was " + max);
        }
        return with(copy -> copy.maxRedirects = max);
    }

    /** A copy whose client follows redirects from https to http too, where everybody on the way reads along. */
    public HttpClientOptions withRedirectsToPlain() {
        return with(copy -> copy.followsToPlain = true);
    }

    /** Whether a client asks for compressed responses and decompresses them; default not. */
    public boolean decompresses() {
        return decompresses;
    }

    /**
     * A copy whose client offers {@code gzip} and {@code deflate} and shows responses as if they had not been compressed,
     * without {@code Content-Encoding} and {@code Content-Length}. Bounds on a body count what is shown. Requests that say
     * {@code Accept-Encoding} or {@code Range} themselves are left alone, and so are their responses.
     */
    public HttpClientOptions withDecompression() {
        return with(copy -> copy.decompresses = true);
    }
}
