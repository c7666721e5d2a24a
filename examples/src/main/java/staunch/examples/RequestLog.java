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
 * @param withoutQueries whether to leave out what stands behind a question mark
 */
record RequestLog(TimedLines out, boolean withoutQueries) implements HttpServerListener {
    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        out.print(
                Instant.ofEpochMilli(exchange.loop().epochMillis()),
                exchange.remoteAddress(),
                exchange.request().method() + " " + target(exchange.request().target()) + " -> " + status.code() + ", "
                        + bodyBytes + " bytes" + (whole ? "" : ", cut off")
                        + exchange.security().map(s -> ", " + s.protocol()).orElse(""));
    }

    private String target(String asked) {
        int query = withoutQueries ? asked.indexOf('?') : -1;
        return query < 0 ? asked : asked.substring(0, query);
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        out.print(Instant.now(), peer, refusal(rejection));
    }

    @Override
    public void onRejected(Exchange exchange, Rejection rejection) {
        out.print(
                Instant.now(),
                exchange.remoteAddress(),
                exchange.request().method() + " " + target(exchange.request().target()) + " " + refusal(rejection));
    }

    private static String refusal(Rejection rejection) {
        return "refused with " + rejection.status().code() + ": " + rejection.reason();
    }
}
