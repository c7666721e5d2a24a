package staunch.http.proxy;

import java.net.InetSocketAddress;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.http.Origin;
import staunch.http.codec.Rejection;
import staunch.reactor.EventLoop;
import staunch.reactor.Reactor;

/**
 * Tells of requests that could not be read: without it nobody would hear of a client that speaks TLS to the proxy, say.
 *
 * @param reactor on whose loops they came
 * @param origin whom they were for
 */
record UnreadableRequests(Reactor reactor, Proxy proxy, Origin origin) implements HttpServerListener {
    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        reactor.loops().stream()
                .filter(EventLoop::inLoop)
                .findFirst()
                .ifPresent(loop -> proxy.refused(loop, peer, origin, rejection.status(), rejection.reason()));
    }

    /** What was read so far has a flow of its own. */
    @Override
    public void onRejected(Exchange exchange, Rejection rejection) {}
}
