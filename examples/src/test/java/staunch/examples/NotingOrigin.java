package staunch.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.codec.Status;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.tls.TlsServer;
import staunch.tls.pki.Identity;

/** A server that notes what it is asked. Its host has no address but in {@link #resolution}. */
final class NotingOrigin implements AutoCloseable {
    /** Targets, in order. */
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private final String host;
    private final String scheme;
    private final Reactor reactor = Reactor.start();
    private final HttpServer server;

    /** Answers everything with the name of its host. */
    NotingOrigin(String host, Layer layer) throws IOException {
        this(host, layer, exchange -> exchange.respond(Status.OK, "text/plain", "This is " + host));
    }

    NotingOrigin(String host, Layer layer, HttpHandler handler) throws IOException {
        this.host = host;
        scheme = layer == Layer.NONE ? "http" : "https";
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.listen(reactor, local, layer, exchange -> {
            note(exchange);
            handler.handle(exchange);
        });
    }

    static NotingOrigin of(String host, Identity identity) throws IOException {
        return new NotingOrigin(host, TlsServer.of(identity));
    }

    private void note(Exchange exchange) {
        asked.add(exchange.request().target());
    }

    int port() {
        return server.port();
    }

    /** Ends in a slash. */
    String url() {
        return scheme + "://" + host + ":" + port() + "/";
    }

    /** What to tell {@code --resolve}. */
    String resolution() {
        return host + ":" + port() + ":127.0.0.1";
    }

    @Override
    public void close() {
        server.close();
        reactor.close();
    }
}
