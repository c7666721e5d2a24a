package staunch.http.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import staunch.http.HttpClient;
import staunch.http.HttpClientOptions;
import staunch.http.HttpHandler;
import staunch.http.HttpProxy;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.RawPeer;
import staunch.http.Resolver;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;
import staunch.tls.TlsClient;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafMinter;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/**
 * Servers, a proxy and its clients on a simulated network: time passes only when a test says so. Every host is this machine;
 * the proxy trusts the authority of {@link #ORIGIN}, and the clients the proxy's.
 */
final class ProxyInSimulation implements AutoCloseable {
    static final String ORIGIN = "origin.test";
    static final Resolver LOOPBACK =
            host -> CompletableFuture.completedStage(List.of(InetAddress.getLoopbackAddress()));
    static final CertificateAuthority WORLD = CertificateAuthority.create("World");
    static final CertificateAuthority OWN = CertificateAuthority.create("Proxy");
    static final TlsServer ORIGIN_TLS = TlsServer.of(WORLD.issue(LeafRequest.forServer(ORIGIN)));

    final Simulation simulation;
    final Reactor servers;
    final Reactor proxies;
    final Reactor clients;
    /** The flows that have ended. */
    final List<Flow> flows = new ArrayList<>();
    /** What the proxy sees as the connections of servers whose bytes are in the test's hands. */
    final List<RawPeer> origins = new ArrayList<>();

    ProxyServer proxy;

    ProxyInSimulation() {
        this(options -> options);
    }

    ProxyInSimulation(UnaryOperator<ProxyOptions> change) {
        this(new Simulation(1, FaultProfile.NONE), change);
    }

    ProxyInSimulation(Simulation simulation, UnaryOperator<ProxyOptions> change) {
        this.simulation = simulation;
        this.servers = simulation.newReactor(1);
        this.proxies = simulation.newReactor(1);
        this.clients = simulation.newReactor(1);
        this.proxy = newProxy(change);
    }

    ProxyServer newProxy(UnaryOperator<ProxyOptions> change) {
        ProxyOptions options = ProxyOptions.DEFAULT
                .withResolver(LOOPBACK)
                .withUpstreamTrust(TrustAnchors.of(List.of(WORLD.certificate())))
                .withListener(new FlowListener() {
                    @Override
                    public void onEnd(Flow flow) {
                        flows.add(flow);
                    }
                });
        try {
            return ProxyServer.listen(
                    proxies,
                    anyPort(),
                    OWN,
                    (authority, finish) -> LeafMinter.of(authority, finish, Runnable::run, 100),
                    change.apply(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    // ---- servers ----

    /** A server of {@code https://origin.test}; returns its port. */
    int serve(HttpHandler handler) {
        return serve(ORIGIN_TLS, handler);
    }

    int serve(Layer layer, HttpHandler handler) {
        try {
            return HttpServer.listen(servers, anyPort(), layer, handler, HttpServerOptions.DEFAULT)
                    .port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server whose connections are {@link #origins}; returns its port. */
    int listen(Layer layer) {
        try {
            return servers.listen(anyPort(), () -> layer.over(newOrigin())).port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawPeer newOrigin() {
        RawPeer peer = new RawPeer();
        origins.add(peer);
        return peer;
    }

    RawPeer origin(int number) {
        until(() -> origins.size() > number && origins.get(number).isOpened());
        return origins.get(number);
    }

    // ---- clients ----

    /** A client that goes through the proxy and trusts it alone. */
    HttpClient client() {
        return client(options -> options);
    }

    HttpClient client(UnaryOperator<HttpClientOptions> change) {
        return HttpClient.on(
                clients,
                to -> trusting().to(to.host(), to.port()),
                change.apply(HttpClientOptions.DEFAULT
                        .withResolver(LOOPBACK)
                        .withProxy(HttpProxy.at("127.0.0.1", proxy.port()))));
    }

    static TlsClient trusting() {
        return TlsClient.trusting(TrustAnchors.of(List.of(OWN.certificate())));
    }

    /** A connection to the proxy. */
    RawPeer dial() {
        return dial(Layer.NONE);
    }

    RawPeer dial(Layer layer) {
        RawPeer peer = new RawPeer();
        ChannelHandler handler = layer.over(peer);
        clients.connect(proxy.localAddress(), handler);
        until(() -> peer.isOpened() || peer.isClosed());
        return peer;
    }

    /** A connection to {@code https://origin.test} by way of the proxy, which intercepts it: what is said there is HTTP. */
    RawPeer dialIntercepted(int port) {
        return dialIntercepted(ORIGIN, port);
    }

    RawPeer dialIntercepted(String host, int port) {
        return dial(through(host, port, trusting().to(host, port)));
    }

    /** A tunnel by CONNECT, and {@code inside} in it. */
    static Layer through(String host, int port, Layer inside) {
        return application -> new Connecting(host + ":" + port, inside.over(application));
    }

    // ---- time ----

    void until(BooleanSupplier condition) {
        simulation.run(condition);
    }

    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        until(future::isDone);
        return future.join();
    }

    String hear(RawPeer peer, String until) {
        until(() -> peer.received().contains(until)
                || peer.isClosed()
                || peer.inputEnd().isPresent());
        return peer.received();
    }

    /** Lets happen what does without time passing. */
    void settle() {
        simulation.runFor(Duration.ZERO);
    }

    void pass(long millis) {
        simulation.runFor(Duration.ofMillis(millis));
    }

    @Override
    public void close() {
        simulation.close();
    }
}
