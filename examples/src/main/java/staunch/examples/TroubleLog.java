package staunch.examples;

import java.net.InetSocketAddress;
import java.time.Instant;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.reactor.CloseCause;

/**
 * Prints what no log of requests tells: a line for each connection that came to nothing, and for each failure of ours.
 *
 * @param out where to
 */
record TroubleLog(TimedLines out) implements HttpServerListener {
    @Override
    public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
        out.print(Instant.now(), peer, "no connection: " + cause.message());
    }

    @Override
    public void onHandlerFailed(Exchange exchange, Throwable failure) {
        out.print(Instant.now(), exchange.remoteAddress(), "failed: " + failure);
    }
}
