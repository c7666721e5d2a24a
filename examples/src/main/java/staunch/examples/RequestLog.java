package staunch.examples;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;

/** Prints what a server does: a line for each request, and for each connection that came to nothing. */
final class RequestLog implements HttpServerListener {
    private final PrintWriter out;

    RequestLog(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        print(
                exchange.loop().epochMillis(),
                exchange.remoteAddress(),
                exchange.request().method() + " " + exchange.request().target() + " -> " + status.code() + ", "
                        + bodyBytes + " bytes" + (whole ? "" : ", cut off")
                        + exchange.security().map(s -> ", " + s.protocol()).orElse(""));
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        print(System.currentTimeMillis(), peer, "refused with " + rejection.status().code() + ": " + rejection.reason());
    }

    @Override
    public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
        print(System.currentTimeMillis(), peer, "no connection: " + cause.message());
    }

    @Override
    public void onHandlerFailed(Exchange exchange, Throwable failure) {
        print(exchange.loop().epochMillis(), exchange.remoteAddress(), "failed: " + failure);
    }

    private void print(long epochMillis, InetSocketAddress peer, String what) {
        LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.MILLIS);
        out.println(time + " " + peer.getAddress().getHostAddress() + " " + what);
        out.flush();
    }
}
