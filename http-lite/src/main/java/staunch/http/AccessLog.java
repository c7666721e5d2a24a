package staunch.http;

import java.net.InetSocketAddress;
import java.time.Instant;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;

/**
 * Writes a line for each answer: {@code options.withListener(new AccessLog(LineWriter.to(file), AccessFormat.json()))}. A
 * request that was refused by the server itself, such as one that is malformed, has a line that tells the status, and the
 * request only if its body was the reason. A request that was never answered, because its client went away, has none.
 *
 * @param lines where lines go; closed by who made it, after the server
 * @param format what they look like
 */
public record AccessLog(LineWriter lines, AccessFormat format) implements HttpServerListener {
    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        write(AccessEntry.of(exchange, status, bodyBytes, whole));
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        write(AccessEntry.of(Instant.now(), peer.getAddress(), rejection));
    }

    @Override
    public void onRejected(Exchange exchange, Rejection rejection) {
        write(AccessEntry.of(exchange, rejection));
    }

    private void write(AccessEntry entry) {
        lines.write(() -> format.line(entry));
    }
}
