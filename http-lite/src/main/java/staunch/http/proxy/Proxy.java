package staunch.http.proxy;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import staunch.http.HttpClient;
import staunch.http.HttpClientOptions;
import staunch.http.HttpLane;
import staunch.http.HttpServerListener;
import staunch.http.Origin;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafMinter;
import staunch.tls.pki.TrustAnchors;

/** What all connections of one proxy have in common. Any thread. */
final class Proxy {
    private static final System.Logger LOG = System.getLogger(Proxy.class.getName());
    static final String HTTP_1_1 = "http/1.1";
    /** What clients may ask for by ALPN. */
    static final List<String> SPOKEN_TO_CLIENTS = List.of(HTTP_1_1, "http/1.0");

    /** Whom a client speaks to who names nobody else. */
    static final Origin ITSELF = new Origin("http", Onboarding.HOST, 80);

    private static final int NAME_BYTES = 4;

    private final Reactor reactor;
    private final ProxyOptions options;
    private final Onboarding onboarding;
    private final LeafMinter<TlsServer> leaves;
    private final HttpClientOptions clientOptions;
    private final HttpClient client;
    private final Destinations destinations;
    private final PinnedHosts pinned;
    private final TlsClient verifying;
    private final TlsClient believing;
    private final Map<Identity, TlsClient> withIdentity = new ConcurrentHashMap<>();
    private final String viaName;

    /** Makes the minter of an authority's leaves, and what is made of each. */
    @FunctionalInterface
    interface Minting {
        LeafMinter<TlsServer> of(CertificateAuthority authority, Function<Identity, TlsServer> finish);
    }

    Proxy(Reactor reactor, CertificateAuthority authority, Minting minting, ProxyOptions options) {
        this.reactor = reactor;
        this.options = options;
        this.onboarding = new Onboarding(authority);
        this.destinations = new Destinations(options.denyPrivate());
        this.pinned = new PinnedHosts(options.pinnedAfterRefusals(), options.pinnedMillis());
        TlsOptions tls = options.tls().withApplicationProtocols(HTTP_1_1);
        this.verifying = TlsClient.trusting(options.upstreamTrust().orElseGet(TrustAnchors::fromJdk), tls);
        this.believing = TlsClient.trustingAnybody(tls);
        this.clientOptions = clientOptions();
        this.client = HttpClient.on(reactor, this::layerTo, clientOptions);
        TlsOptions shown = tls.withApplicationProtocols(SPOKEN_TO_CLIENTS.toArray(String[]::new))
                .withHandshakeTimeoutMillis(interceptionMillis());
        this.leaves = minting.of(authority, identity -> TlsServer.of(identity, shown));
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        this.viaName = "staunch-" + HexFormat.of().formatHex(name);
    }

    private HttpClientOptions clientOptions() {
        HttpClientOptions made = HttpClientOptions.DEFAULT
                .withTimeouts(options.headTimeoutMillis(), options.exchangeMillis())
                .withRequestTimeoutMillis(options.exchangeMillis())
                .withMaxConnectionsPerOrigin(options.maxConnectionsPerOrigin())
                .withResolver(options.resolver())
                .withGuard(destinations)
                .withConnect(options.connect());
        return options.upstreamProxy().map(made::withProxy).orElse(made);
    }

    /**
     * How long a client has from its first byte to the end of its handshake: the time that it takes to find out that the
     * server cannot be reached is not the client's, who is to read why.
     */
    long interceptionMillis() {
        return clientOptions.waitTimeoutMillis() + options.tls().handshakeTimeoutMillis();
    }

    private Layer layerTo(Origin origin) {
        TlsClient trusting = options.insecureUpstreams().matches(origin.host()) ? believing : verifying;
        TlsClient tls = options.upstreamIdentities().entrySet().stream()
                .filter(entry -> entry.getKey().matches(origin.host()))
                .findFirst()
                .map(entry -> trusting == believing
                        ? believing.withIdentity(entry.getValue())
                        : withIdentity.computeIfAbsent(entry.getValue(), verifying::withIdentity))
                .orElse(trusting);
        return tls.to(origin.host(), origin.port());
    }

    ProxyOptions options() {
        return options;
    }

    List<Interceptor> interceptors() {
        return options.interceptors();
    }

    Onboarding onboarding() {
        return onboarding;
    }

    LeafMinter<TlsServer> leaves() {
        return leaves;
    }

    PinnedHosts pinned() {
        return pinned;
    }

    Destinations destinations() {
        return destinations;
    }

    HttpLane laneOn(EventLoop loop) {
        return client.laneOn(loop);
    }

    HttpClient client() {
        return client;
    }

    /** The name that this proxy is known by to the next ones: another in each process. */
    String viaName() {
        return viaName;
    }

    Flow newFlow(Flow.Kind kind, EventLoop loop, InetSocketAddress from, Origin origin) {
        return new Flow(kind, loop, options.listener(), options.advice(), from, origin);
    }

    /** Of connections whose requests are for that origin. */
    HttpServerListener listenerOf(Origin origin) {
        return options.server().listener().and(new UnreadableRequests(reactor, this, origin));
    }

    /** For the client of a flow that has failed so, and had no answer of a server's. */
    Response page(Flow flow, Throwable why) {
        return ErrorPage.noAnswer(
                UpstreamFailure.status(why), flow.origin().toString(), UpstreamFailure.message(why), flow.advice());
    }

    /** The proxy has refused what a client said to it, with that answer. On the loop. */
    void refused(EventLoop loop, InetSocketAddress from, Origin origin, Status status, String reason) {
        Flow flow = newFlow(Flow.Kind.REFUSAL, loop, from, origin);
        flow.begin(Optional.empty(), Optional.empty());
        flow.answered(new ProxiedResponse(status, Fields.empty(), List.of()), OptionalLong.empty());
        flow.failed(new IllegalStateException(reason));
        flow.end(true);
    }

    /** A client that was to be intercepted was not. On the loop. */
    void handshakeFailed(EventLoop loop, InetSocketAddress from, Origin named, Throwable why, String... notes) {
        Flow flow = newFlow(Flow.Kind.HANDSHAKE, loop, from, named);
        flow.begin(Optional.empty(), Optional.empty());
        flow.failed(why);
        List.of(notes).forEach(flow::note);
        flow.end(false);
    }

    void interceptorFailed(Flow flow, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "an interceptor failed on " + flow, failure);
    }
}
