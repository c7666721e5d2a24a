package staunch.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import staunch.reactor.Layer;
import staunch.reactor.Listener;
import staunch.reactor.Reactor;

/**
 * An HTTP/1.1 server: one {@link HttpHandler} behind a listener of a {@link Reactor}, which may serve others too. Any
 * thread.
 */
public final class HttpServer implements AutoCloseable {
    private final Listener listener;

    private HttpServer(Listener listener) {
        this.listener = listener;
    }

    /** As {@link #listen(Reactor, InetSocketAddress, Layer, HttpHandler, HttpServerOptions)}, with the defaults. */
    public static HttpServer listen(Reactor reactor, InetSocketAddress local, Layer layer, HttpHandler handler)
            throws IOException {
        return listen(reactor, local, layer, handler, HttpServerOptions.DEFAULT);
    }

    /**
     * Serves.
     *
     * @param reactor whose loops do the work
     * @param local where to listen; port 0 lets the system choose
     * @param layer what lies between the connection and HTTP: TLS, or {@link Layer#NONE}
     * @param handler answers each request
     * @param options limits and deadlines
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public static HttpServer listen(
            Reactor reactor, InetSocketAddress local, Layer layer, HttpHandler handler, HttpServerOptions options)
            throws IOException {
        return new HttpServer(
                reactor.listen(local, () -> layer.over(new ServerConnection(handler, options)), options.listen()));
    }

    /** Where it listens; with the port that the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return listener.localAddress();
    }

    /** The port of {@link #localAddress}. */
    public int port() {
        return listener.port();
    }

    /** How many connections are open. */
    public int openConnections() {
        return listener.openConnections();
    }

    /** Stops accepting connections; those that stand go on until they end or the reactor does. */
    @Override
    public void close() {
        listener.close();
    }
}
