package staunch.http.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import staunch.http.HttpProxy;
import staunch.http.HttpServerOptions;
import staunch.http.Resolver;
import staunch.reactor.ConnectOptions;
import staunch.tls.TlsOptions;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/**
 * How a proxy behaves. Immutable: each {@code with…} makes a copy; {@link #DEFAULT}, which intercepts everything that it can and
 * changes nothing, is where to begin.
 */
public final class ProxyOptions {
    /** What becomes of a connection that was to be intercepted and cannot be. */
    public enum Uninterceptable {
        /** Its bytes pass as they are. */
        TUNNEL,
        /** It is refused. */
        REFUSE
    }

    /** Every setting at the default that its accessor names. */
    public static final ProxyOptions DEFAULT = new ProxyOptions();

    // Each is written while a copy is made, and never afterwards.
    private HostPatterns intercepted = HostPatterns.ALL;
    private HostPatterns passed = HostPatterns.NONE;
    private Uninterceptable uninterceptable = Uninterceptable.TUNNEL;
    private long silenceMillis = 1_000;
    private int pinnedAfterRefusals;
    private long pinnedMillis = 3_600_000;
    private List<Interceptor> interceptors = List.of();
    private FlowListener listener = FlowListener.NONE;
    private Advice advice = Advice.NONE;
    private Optional<ProxyCredentials> credentials = Optional.empty();
    private boolean denyPrivate;
    private Optional<TrustAnchors> upstreamTrust = Optional.empty();
    private HostPatterns insecureUpstreams = HostPatterns.NONE;
    private Map<HostPatterns, Identity> upstreamIdentities = Map.of();
    private Optional<HttpProxy> upstreamProxy = Optional.empty();
    private Resolver resolver = Resolver.system();
    private TlsOptions tls = TlsOptions.DEFAULT;
    private ConnectOptions connect = ConnectOptions.DEFAULT;
    private int maxConnectionsPerOrigin = 1_024;
    private long headTimeoutMillis = 120_000;
    private long exchangeMillis = 86_400_000;
    private long tunnelIdleMillis = 900_000;
    private HttpServerOptions server = HttpServerOptions.DEFAULT;

    private ProxyOptions() {}

    private ProxyOptions with(Consumer<ProxyOptions> change) {
        ProxyOptions copy = new ProxyOptions();
        copy.intercepted = intercepted;
        copy.passed = passed;
        copy.uninterceptable = uninterceptable;
        copy.silenceMillis = silenceMillis;
        copy.pinnedAfterRefusals = pinnedAfterRefusals;
        copy.pinnedMillis = pinnedMillis;
        copy.interceptors = interceptors;
        copy.listener = listener;
        copy.advice = advice;
        copy.credentials = credentials;
        copy.denyPrivate = denyPrivate;
        copy.upstreamTrust = upstreamTrust;
        copy.insecureUpstreams = insecureUpstreams;
        copy.upstreamIdentities = upstreamIdentities;
        copy.upstreamProxy = upstreamProxy;
        copy.resolver = resolver;
        copy.tls = tls;
        copy.connect = connect;
        copy.maxConnectionsPerOrigin = maxConnectionsPerOrigin;
        copy.headTimeoutMillis = headTimeoutMillis;
        copy.exchangeMillis = exchangeMillis;
        copy.tunnelIdleMillis = tunnelIdleMillis;
        copy.server = server;
        change.accept(copy);
        return copy;
    }

    private static long positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
        return value;
    }

    // ---- what is intercepted ----

    /** The hosts whose TLS is opened, by the name that the client gives (SNI) or connects to; default all. */
    public HostPatterns intercepted() {
        return intercepted;
    }

    /** A copy that opens the TLS of others. */
    public ProxyOptions withIntercepted(HostPatterns hosts) {
        return with(copy -> copy.intercepted = hosts);
    }

    /** The hosts whose TLS passes as it is, whatever {@link #intercepted} says; default none. */
    public HostPatterns passed() {
        return passed;
    }

    /** A copy that lets others pass. */
    public ProxyOptions withPassed(HostPatterns hosts) {
        return with(copy -> copy.passed = hosts);
    }

    /**
     * What becomes of a connection to a host that was to be intercepted and that does not begin with a TLS hello, or with one
     * of a client that offers protocols without HTTP/1.1 among them, as one that speaks HTTP/2 alone; default
     * {@link Uninterceptable#TUNNEL}.
     */
    public Uninterceptable uninterceptable() {
        return uninterceptable;
    }

    /** A copy with another {@link #uninterceptable}. */
    public ProxyOptions withUninterceptable(Uninterceptable what) {
        return with(copy -> copy.uninterceptable = what);
    }

    /**
     * After how long a client that has sent nothing behind CONNECT is taken for one that speaks no TLS and waits for its server
     * to begin, as for mail; default 1 s. One that was only slow is intercepted all the same, unless its server has begun.
     */
    public long silenceMillis() {
        return silenceMillis;
    }

    /** A copy with another {@link #silenceMillis}, positive. */
    public ProxyOptions withSilenceMillis(long millis) {
        positive(millis, "silenceMillis");
        return with(copy -> copy.silenceMillis = millis);
    }

    /**
     * After how many refusals of the proxy's certificate in a row, each by an alert about certificates, a client is let through
     * to a host as it is, because it seems to know the host's own; default 0: never.
     */
    public int pinnedAfterRefusals() {
        return pinnedAfterRefusals;
    }

    /** For how long; default one hour. */
    public long pinnedMillis() {
        return pinnedMillis;
    }

    /** A copy with another {@link #pinnedAfterRefusals}, from 0, and {@link #pinnedMillis}, positive. */
    public ProxyOptions withPinnedClients(int refusals, long millis) {
        if (refusals < 0) {
            throw new IllegalArgumentException("pinnedAfterRefusals must not be negative, was " + refusals);
        }
        positive(millis, "pinnedMillis");
        return with(copy -> {
            copy.pinnedAfterRefusals = refusals;
            copy.pinnedMillis = millis;
        });
    }

    // ---- what is done and told ----

    /** Who sees what passes in the clear; default nobody. */
    public List<Interceptor> interceptors() {
        return interceptors;
    }

    /** A copy with one more, behind the others. */
    public ProxyOptions withInterceptor(Interceptor interceptor) {
        return with(copy -> copy.interceptors =
                Stream.concat(interceptors.stream(), Stream.of(interceptor)).toList());
    }

    /** Hears of all flows; default nobody. */
    public FlowListener listener() {
        return listener;
    }

    /** A copy that tells {@code other} too. */
    public ProxyOptions withListener(FlowListener other) {
        return with(copy -> copy.listener = listener.and(other));
    }

    /** What people are told to do about failures, beside what these say themselves; default nothing. */
    public Advice advice() {
        return advice;
    }

    /** A copy with other {@link #advice}. */
    public ProxyOptions withAdvice(Advice other) {
        return with(copy -> copy.advice = other);
    }

    // ---- who may use it, and for what ----

    /** What a client must show; default nothing. */
    public Optional<ProxyCredentials> credentials() {
        return credentials;
    }

    /** A copy that wants these. */
    public ProxyOptions withCredentials(ProxyCredentials wanted) {
        return with(copy -> copy.credentials = Optional.of(wanted));
    }

    /**
     * Whether connections to loopback, link-local, private and other special addresses are refused, judged after the name was
     * resolved and for the very address that is connected to; default false. With an {@link #upstreamProxy} it is that one who
     * resolves names: then only addresses that are asked for as such are judged.
     */
    public boolean denyPrivate() {
        return denyPrivate;
    }

    /** A copy with another {@link #denyPrivate}. */
    public ProxyOptions withDenyPrivate(boolean denied) {
        return with(copy -> copy.denyPrivate = denied);
    }

    // ---- the way to the servers ----

    /** Whom servers' certificates must descend from; default the JDK's own list. */
    public Optional<TrustAnchors> upstreamTrust() {
        return upstreamTrust;
    }

    /** A copy that believes others. */
    public ProxyOptions withUpstreamTrust(TrustAnchors trust) {
        return with(copy -> copy.upstreamTrust = Optional.of(trust));
    }

    /** The hosts that are believed whatever certificate they show; default none. */
    public HostPatterns insecureUpstreams() {
        return insecureUpstreams;
    }

    /**
     * A copy that believes these.
     *
     * @throws IllegalArgumentException if that would be all hosts at once: name those that are meant
     */
    public ProxyOptions withInsecureUpstreams(HostPatterns hosts) {
        if (hosts.matches("any.invalid") || hosts.matches("203.0.113.1")) {
            throw new IllegalArgumentException(
                    "the certificates of all hosts at once cannot be left unverified: name the"
                            + " hosts that are meant, not '" + hosts + "'");
        }
        return with(copy -> copy.insecureUpstreams = hosts);
    }

    /** Who the proxy is to servers that ask for a certificate, by host; default nobody. */
    public Map<HostPatterns, Identity> upstreamIdentities() {
        return upstreamIdentities;
    }

    /** A copy that shows {@code identity} to these hosts; of several that match, the first that was given. */
    public ProxyOptions withUpstreamIdentity(HostPatterns hosts, Identity identity) {
        Map<HostPatterns, Identity> more = new LinkedHashMap<>(upstreamIdentities);
        more.put(hosts, identity);
        return with(copy -> copy.upstreamIdentities = more);
    }

    /** The proxy that this one goes through; default none. */
    public Optional<HttpProxy> upstreamProxy() {
        return upstreamProxy;
    }

    /** A copy that goes through another proxy. */
    public ProxyOptions withUpstreamProxy(HttpProxy other) {
        return with(copy -> copy.upstreamProxy = Optional.of(other));
    }

    /** How servers' addresses are found; default the system's way. */
    public Resolver resolver() {
        return resolver;
    }

    /** A copy with another {@link #resolver}. */
    public ProxyOptions withResolver(Resolver other) {
        return with(copy -> copy.resolver = other);
    }

    /** Versions, suites and bounds of TLS on both sides; the application protocol is the proxy's to say. */
    public TlsOptions tls() {
        return tls;
    }

    /** A copy with another {@link #tls}. */
    public ProxyOptions withTls(TlsOptions other) {
        return with(copy -> copy.tls = other);
    }

    /** How servers are connected to; default {@link ConnectOptions#DEFAULT}. */
    public ConnectOptions connect() {
        return connect;
    }

    /** A copy with another {@link #connect}. */
    public ProxyOptions withConnect(ConnectOptions other) {
        return with(copy -> copy.connect = other);
    }

    /** How many connections one origin gets at once, shared out among the loops; more requests wait; default 1,024. */
    public int maxConnectionsPerOrigin() {
        return maxConnectionsPerOrigin;
    }

    /** A copy with another {@link #maxConnectionsPerOrigin}, positive. */
    public ProxyOptions withMaxConnectionsPerOrigin(int count) {
        positive(count, "maxConnectionsPerOrigin");
        return with(copy -> copy.maxConnectionsPerOrigin = count);
    }

    // ---- how long things may take ----

    /** How long a server may take to begin its answer; default 2 min. */
    public long headTimeoutMillis() {
        return headTimeoutMillis;
    }

    /** How long one exchange may take in all, a download or a stream of events; default one day. */
    public long exchangeMillis() {
        return exchangeMillis;
    }

    /** How long nothing may move in a tunnel, as one of a WebSocket; default 15 min. */
    public long tunnelIdleMillis() {
        return tunnelIdleMillis;
    }

    /** A copy with other times, all positive. */
    public ProxyOptions withTimeouts(long headMillis, long wholeExchangeMillis, long idleTunnelMillis) {
        positive(headMillis, "headTimeoutMillis");
        positive(wholeExchangeMillis, "exchangeMillis");
        positive(idleTunnelMillis, "tunnelIdleMillis");
        return with(copy -> {
            copy.headTimeoutMillis = headMillis;
            copy.exchangeMillis = wholeExchangeMillis;
            copy.tunnelIdleMillis = idleTunnelMillis;
        });
    }

    /**
     * How clients are served: their bounds and deadlines. The proxy sees to it that CONNECT comes to it, and that bodies may be
     * of any length and take as long as {@link #exchangeMillis}.
     */
    public HttpServerOptions server() {
        return server;
    }

    /** A copy with another {@link #server}. */
    public ProxyOptions withServer(HttpServerOptions other) {
        return with(copy -> copy.server = other);
    }
}
