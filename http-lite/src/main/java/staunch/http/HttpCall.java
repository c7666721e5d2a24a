package staunch.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import staunch.reactor.Security;

/** A request of an {@link HttpClient} that is on its way. Any thread. */
public interface HttpCall {
    /**
     * Ends it wherever it is, with the connection it is on; its consumer is told of a {@link
     * java.util.concurrent.CancellationException}. Without effect once the response has come whole.
     */
    void cancel();

    /**
     * What TLS negotiated on the connection that the request was sent on; empty on a plain one, and before and behind the
     * exchange. On the loop of the callbacks only.
     */
    Optional<Security> security();

    /**
     * Where the connection that the request was sent on leads: to the server, or to the client's proxy. Empty, and to be
     * called, as {@link #security}.
     */
    Optional<InetSocketAddress> remoteAddress();

    /** Shows again what the consumer of the response left. */
    void resume();
}
