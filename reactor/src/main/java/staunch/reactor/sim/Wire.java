package staunch.reactor.sim;

import java.nio.ByteBuffer;

/**
 * One direction of a connection: the bytes that were sent and not read yet, in a ring, and the end behind them.
 *
 * <pre>
 *         gone          arrived        in flight         room
 *   ···|--------|====================|~~~~~~~~~~~~~|··············|
 *             read                arrived         sent      read + windowBytes
 *
 *   read &lt;= arrived &lt;= sent &lt;= read + windowBytes
 * </pre>
 *
 * The three are positions in the whole stream, so they also are the plaintext offsets of a conversation.
 */
final class Wire {
    private final int windowBytes;
    private byte[] ring = {};
    private long read;
    private long arrived;
    private long sent;
    private boolean endArrived;
    private boolean cut;
    /** When the last thing sent arrives: nothing sent later arrives earlier. */
    long lastArrivalNanos;

    Wire(int windowBytes) {
        this.windowBytes = windowBytes;
    }

    int room() {
        return (int) (windowBytes - (sent - read));
    }

    int available() {
        return (int) (arrived - read);
    }

    boolean endArrived() {
        return endArrived;
    }

    /** Takes the next {@code length} bytes of {@code source} into flight; there must be room for them. */
    void send(ByteBuffer source, int length) {
        if (ring.length == 0) {
            ring = new byte[windowBytes];
        }
        int at = (int) (sent % windowBytes);
        int first = Math.min(length, windowBytes - at);
        source.get(ring, at, first).get(ring, 0, length - first);
        sent += length;
    }

    /** Moves {@code length} bytes that have arrived into {@code target}. */
    void receive(ByteBuffer target, int length) {
        int at = (int) (read % windowBytes);
        int first = Math.min(length, windowBytes - at);
        target.put(ring, at, first).put(ring, 0, length - first);
        read += length;
    }

    /** The next {@code length} bytes in flight arrive, unless the wire was cut meanwhile; returns whether they did. */
    boolean arrive(int length) {
        if (!cut) {
            arrived += length;
        }
        return !cut;
    }

    void arriveEnd() {
        endArrived |= !cut;
    }

    /** Nothing more arrives; what is in flight is lost. What has arrived can still be read. */
    void cut() {
        cut = true;
        sent = arrived;
    }

    /** What has arrived is lost too, or goes to a socket that is closed. */
    void discardArrived() {
        read = arrived;
    }
}
