package staunch.examples;

import java.net.InetSocketAddress;
import java.time.Instant;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;

/**
 * Prints a line for each request, for a person to read.
 *
 * @param out where to
 */
record RequestLog(TimedLines out) implements HttpServerListener {
    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        out.print(
                Instant.ofEpochMilli(exchange.loop().epochMillis()),
                exchange.remoteAddress(),
                exchange.request().method() + " " + exchange.request().target() + " -> " + status.code() + ", "
                        + bodyBytes + " bytes" + (whole ? "" : ", cut off")
                        + exchange.security().map(s -> ", " + s.protocol()).orElse(""));
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        out.print(Instant.now(), peer, "refused with " + rejection.status().code() + ": " + rejection.reason());
    }
}
