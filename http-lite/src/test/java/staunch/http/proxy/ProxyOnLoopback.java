package staunch.http.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import staunch.http.HttpClient;
import staunch.http.HttpClientOptions;
import staunch.http.HttpHandler;
import staunch.http.HttpProxy;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.Resolver;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/**
 * An origin, a proxy and a client of it, on sockets. Every host's address is the loopback's; the origin is
 * {@code https://origin.test:port}, signed by an authority that the proxy trusts, and the client trusts the proxy's.
 */
final class ProxyOnLoopback implements AutoCloseable {
    static final String ORIGIN = "origin.test";
    /** So long that a machine that is busy otherwise does not fail the tests. */
    static final long PATIENCE_MILLIS = 600_000;

    static final Resolver LOOPBACK =
            host -> CompletableFuture.completedStage(List.of(InetAddress.getLoopbackAddress()));

    final Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(2));
    final CertificateAuthority world = CertificateAuthority.create("World");
    final CertificateAuthority own = CertificateAuthority.create("Proxy");
    final List<Flow> flows = Collections.synchronizedList(new ArrayList<>());
    final HttpServer origin;
    final HttpServer plainOrigin;
    final ProxyServer proxy;

    ProxyOnLoopback(HttpHandler handler, UnaryOperator<ProxyOptions> change) throws IOException {
        TlsOptions patient = TlsOptions.DEFAULT.withHandshakeTimeoutMillis(PATIENCE_MILLIS);
        TlsServer tls = TlsServer.of(world.issue(LeafRequest.forServer(ORIGIN)), patient);
        HttpServerOptions generous = HttpServerOptions.DEFAULT
                .withLimits(HttpServerOptions.DEFAULT.limits().withMaxBodyBytes(Long.MAX_VALUE))
                .withRequestTimeouts(PATIENCE_MILLIS, PATIENCE_MILLIS)
                .withIdleAndSendTimeouts(PATIENCE_MILLIS, PATIENCE_MILLIS);
        origin = HttpServer.listen(reactor, anyPort(), tls, handler, generous);
        plainOrigin = HttpServer.listen(reactor, anyPort(), Layer.NONE, handler, generous);
        ProxyOptions options = ProxyOptions.DEFAULT
                .withResolver(LOOPBACK)
                .withTls(patient)
                .withUpstreamTrust(TrustAnchors.of(List.of(world.certificate())))
                .withListener(new FlowListener() {
                    @Override
                    public void onEnd(Flow flow) {
                        flows.add(flow);
                    }
                });
        proxy = ProxyServer.listen(reactor, anyPort(), own, change.apply(options));
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Why flows failed that have ended. */
    List<Throwable> failures() {
        synchronized (flows) {
            return flows.stream().flatMap(flow -> flow.failure().stream()).toList();
        }
    }

    String url(String target) {
        return "https://" + ORIGIN + ":" + origin.port() + target;
    }

    String plainUrl(String target) {
        return "http://" + ORIGIN + ":" + plainOrigin.port() + target;
    }

    /** A client that goes through the proxy and trusts it alone. */
    HttpClient client() {
        return client(options -> options);
    }

    HttpClient client(UnaryOperator<HttpClientOptions> change) {
        TlsClient trusting = TlsClient.trusting(
                TrustAnchors.of(List.of(own.certificate())),
                TlsOptions.DEFAULT.withHandshakeTimeoutMillis(PATIENCE_MILLIS));
        return HttpClient.on(
                reactor,
                to -> trusting.to(to.host(), to.port()),
                change.apply(HttpClientOptions.DEFAULT
                        .withWaitTimeoutMillis(PATIENCE_MILLIS)
                        .withResolver(LOOPBACK)
                        .withProxy(HttpProxy.at("127.0.0.1", proxy.port()))));
    }

    @Override
    public void close() {
        reactor.close();
    }
}
