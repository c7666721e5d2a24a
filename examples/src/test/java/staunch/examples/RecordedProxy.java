package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import staunch.http.HttpClient;
import staunch.http.HttpClientOptions;
import staunch.http.HttpHandler;
import staunch.http.HttpProxy;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.Resolver;
import staunch.http.capture.HarRecorder;
import staunch.http.capture.PcapRecorder;
import staunch.http.proxy.ProxyOptions;
import staunch.http.proxy.ProxyServer;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** A proxy on sockets, of which HAR and packets are recorded, before {@code origin.test}, with and without TLS. */
final class RecordedProxy implements AutoCloseable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Resolver LOOPBACK =
            host -> CompletableFuture.completedStage(List.of(InetAddress.getLoopbackAddress()));

    /** Goes through it, and trusts it. */
    final HttpClient client;

    final HttpServer secure;
    final HttpServer plain;
    final Path harFile;
    final Path pcapFile;

    private final Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(2));
    private final HarRecorder har;
    private final PcapRecorder pcap;
    private final ProxyServer proxy;

    /**
     * Records in that folder.
     *
     * @param answering what {@code origin.test} does
     * @param forProxy what is special about the proxy
     * @param forClient what is special about the client
     */
    RecordedProxy(
            Path folder,
            HttpHandler answering,
            HarRecorder.Options harOptions,
            PcapRecorder.Options pcapOptions,
            UnaryOperator<ProxyOptions> forProxy,
            UnaryOperator<HttpClientOptions> forClient)
            throws IOException {
        CertificateAuthority world = CertificateAuthority.create("World");
        CertificateAuthority own = CertificateAuthority.create("Proxy");
        harFile = folder.resolve("flows.har");
        pcapFile = folder.resolve("flows.pcapng");
        har = HarRecorder.to(harFile, harOptions);
        pcap = PcapRecorder.to(pcapFile, pcapOptions);
        TlsServer tls = TlsServer.of(world.issue(LeafRequest.forServer("origin.test")));
        secure = HttpServer.listen(reactor, ANY_PORT, tls, answering, HttpServerOptions.DEFAULT);
        plain = HttpServer.listen(reactor, ANY_PORT, Layer.NONE, answering, HttpServerOptions.DEFAULT);
        ProxyOptions options = ProxyOptions.DEFAULT
                .withResolver(LOOPBACK)
                .withUpstreamTrust(TrustAnchors.of(List.of(world.certificate())))
                .withListener(har)
                .withListener(pcap);
        proxy = ProxyServer.listen(reactor, ANY_PORT, own, forProxy.apply(options));
        TlsClient trusting = TlsClient.trusting(TrustAnchors.of(List.of(own.certificate())));
        HttpClientOptions through =
                HttpClientOptions.DEFAULT.withResolver(LOOPBACK).withProxy(HttpProxy.at("127.0.0.1", proxy.port()));
        client = HttpClient.on(reactor, to -> trusting.to(to.host(), to.port()), forClient.apply(through));
    }

    /** The files are whole then, and nothing may be missing in them. */
    void endRecording() throws Exception {
        client.close();
        proxy.drain(TimeUnit.SECONDS.toMillis(5)).toCompletableFuture().get();
        har.close();
        pcap.close();
        assertEquals(0, har.lost());
        assertEquals(0, pcap.lost());
    }

    @Override
    public void close() {
        client.close();
        reactor.close();
        har.close();
        pcap.close();
    }
}
