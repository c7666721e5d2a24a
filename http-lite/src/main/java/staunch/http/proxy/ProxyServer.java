package staunch.http.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafMinter;

/**
 * A forward proxy that sees into TLS: it opens the connection with an authority that its clients trust, and goes on to the server
 * by a second one, whose certificate it verifies first.
 *
 * <pre>{@code
 * CertificateAuthority authority = AuthorityFolder.inUserFolder().openOrCreate("Staunch proxy", passphrase);
 * try (Reactor reactor = Reactor.start();
 *         ProxyServer proxy = ProxyServer.listen(reactor, new InetSocketAddress("127.0.0.1", 8080), authority,
 *                 ProxyOptions.DEFAULT.withInterceptor(interceptor))) {
 *     ...
 * }
 * }</pre>
 *
 * <p>It is for one's own traffic: whoever can reach the port can use it, and sees the operator's addresses as its own; so listen on
 * loopback unless there is a reason not to. Any thread.
 */
public final class ProxyServer implements AutoCloseable {
    private final Proxy proxy;
    private final HttpServer server;

    private ProxyServer(Proxy proxy, HttpServer server) {
        this.proxy = proxy;
        this.server = server;
    }

    /**
     * Serves.
     *
     * @param reactor whose loops do the work
     * @param local where to listen; port 0 lets the system choose
     * @param authority signs the certificates that clients are shown; they must trust it
     * @param options what to intercept, and everything else
     * @throws java.net.BindException if the port is taken or may not be used
     * @throws staunch.tls.pki.PkiException if the authority has ended
     */
    public static ProxyServer listen(
            Reactor reactor, InetSocketAddress local, CertificateAuthority authority, ProxyOptions options)
            throws IOException {
        return listen(reactor, local, authority, LeafMinter::of, options);
    }

    static ProxyServer listen(
            Reactor reactor,
            InetSocketAddress local,
            CertificateAuthority authority,
            Proxy.Minting minting,
            ProxyOptions options)
            throws IOException {
        Proxy proxy = new Proxy(reactor, authority, minting, options);
        HttpServerOptions serving = options.server()
                .withConnect(true)
                .withListener(proxy.listenerOf(Proxy.ITSELF))
                .withLimits(options.server().limits().withMaxBodyBytes(Long.MAX_VALUE))
                .withRequestTimeouts(options.server().headTimeoutMillis(), options.exchangeMillis())
                .withAnswerTimeoutMillis(0); // an exchange has its own deadlines
        HttpServer server =
                HttpServer.listenWith(reactor, local, Layer.NONE, itself -> new FrontHandler(proxy, itself), serving);
        proxy.destinations().addOwn(server.localAddress());
        return new ProxyServer(proxy, server);
    }

    /**
     * Listens on one more port, where clients come as if it were their server's: sent there by their hosts file or by a router. Where
     * they want to go to is said by their hello (SNI) alone.
     *
     * @param local where to listen; port 0 lets the system choose
     * @param upstreamPort the port of the servers, such as 443
     * @return the address that it listens on
     * @throws IllegalStateException if clients are to show credentials: there nothing could be shown
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public InetSocketAddress listenDirect(InetSocketAddress local, int upstreamPort) throws IOException {
        if (proxy.options().credentials().isPresent()) {
            throw new IllegalStateException("a client of a direct port cannot show credentials:"
                    + " leave the port or ProxyOptions.withCredentials out");
        }
        InetSocketAddress direct = server.listenFor(local, () -> new DirectHandler(proxy, server, upstreamPort));
        proxy.destinations().addOwn(direct);
        return direct;
    }

    /** Where it listens; with the port that the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return server.localAddress();
    }

    /** The port of {@link #localAddress}. */
    public int port() {
        return server.port();
    }

    /**
     * Ends in order, as {@link HttpServer#drain}: tunnels, those of direct ports too, are waited for, and cut when the grace is
     * over.
     *
     * @param graceMillis how long that may take
     * @return completes with true when the last connection has ended, with false when the grace has
     */
    public CompletionStage<Boolean> drain(long graceMillis) {
        return server.drain(graceMillis)
                .whenComplete((inTime, failure) -> proxy.client().close());
    }

    /** Stops accepting connections; those that stand go on until they end or the reactor does. See {@link #drain}. */
    @Override
    public void close() {
        server.close();
    }
}
