package staunch.http.proxy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.HttpLane;
import staunch.http.Origin;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;

/**
 * Takes the requests of a connection whose TLS the proxy has opened. They are all for one origin: one whose {@code Host} is
 * another gets 421 (RFC 9110 §15.5.20), because nobody there has proven to be that host. Used on the connection's loop.
 */
final class InterceptedHandler implements HttpHandler {
    private final Proxy proxy;
    private final HttpLane lane;
    private final Origin origin;
    private final boolean anyPort;
    private final @Nullable Throwable unreachable;

    /**
     * For one connection.
     *
     * @param anyPort whether a request may name another port: where the client takes the proxy's for the server's
     * @param unreachable why there is no server to ask, which is then the answer to what no interceptor answers; null if
     *     there is one
     */
    InterceptedHandler(Proxy proxy, HttpLane lane, Origin origin, boolean anyPort, @Nullable Throwable unreachable) {
        this.proxy = proxy;
        this.lane = lane;
        this.origin = origin;
        this.anyPort = anyPort;
        this.unreachable = unreachable;
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead head = exchange.request();
        Forwarding forwarding = new Forwarding(proxy, lane, exchange, origin);
        if (head.method().equals(Method.CONNECT)) {
            String reason = "this connection is in a tunnel already: ask the proxy outside of it";
            proxy.refused(exchange.loop(), exchange.remoteAddress(), origin, Status.NOT_IMPLEMENTED, reason);
            exchange.fail(Status.NOT_IMPLEMENTED, reason);
        } else if (!isForOrigin(head)) {
            forwarding.beginRefused(
                    Status.MISDIRECTED_REQUEST,
                    new IllegalStateException("the connection is for " + origin + ", the request for "
                            + head.authority().orElse("nobody")));
        } else {
            begin(
                    forwarding,
                    head.path() + head.query().map(query -> "?" + query).orElse(""));
        }
    }

    private void begin(Forwarding forwarding, String target) {
        if (unreachable == null) {
            forwarding.begin(target);
        } else {
            forwarding.beginUnreachable(target, unreachable);
        }
    }

    private boolean isForOrigin(RequestHead head) {
        Optional<String> authority = head.authority();
        try {
            if (authority.isEmpty()) {
                return true;
            }
            Origin named = Origin.of("https", authority.get());
            return named.host().equals(origin.host()) && (anyPort || named.port() == origin.port());
        } catch (IllegalArgumentException noHost) {
            return false;
        }
    }
}
