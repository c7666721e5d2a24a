package staunch.examples;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;

/**
 * Prints what a server does: a line for each request, and for each connection that came to nothing. A line begins with the
 * time and the peer's address. Any thread.
 */
final class RequestLog implements HttpServerListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintStream out;
    private final ZoneId zone;

    RequestLog(PrintStream out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
    }

    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        print(
                exchange,
                exchange.request().method() + " " + exchange.request().target() + " -> " + status.code() + ", "
                        + bodyBytes + " bytes" + (whole ? "" : ", cut off")
                        + exchange.security().map(s -> ", " + s.protocol()).orElse(""));
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        print(Instant.now(), peer, "refused with " + rejection.status().code() + ": " + rejection.reason());
    }

    @Override
    public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
        print(Instant.now(), peer, "no connection: " + cause.message());
    }

    @Override
    public void onHandlerFailed(Exchange exchange, Throwable failure) {
        print(exchange, "failed: " + failure);
    }

    private void print(Exchange exchange, String what) {
        print(Instant.ofEpochMilli(exchange.loop().epochMillis()), exchange.remoteAddress(), what);
    }

    void print(Instant time, InetSocketAddress peer, String what) {
        String line = TIME.format(time.atZone(zone)) + " " + PrintedAddress.of(peer.getAddress()) + " " + what;
        out.println(line.replaceAll("\\p{Cntrl}", "?"));
    }
}
