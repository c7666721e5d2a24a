package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the handshake messages in the records of one direction: several in one record, or one over several, cut anywhere
 * (RFC 8446 §5.1). Of a message's body it keeps the beginning, as much as its {@link Sink} wants of that type.
 *
 * <pre>
 *      | type | length | body: kept ... | not kept ...      |
 *      '-- headerBytes of 4 --'         '-- left of it is still to come
 *
 *   HEADER --4 bytes--&gt; BODY --left = 0--&gt; HEADER         the sink is told at each end of a message and of a record
 * </pre>
 */
final class HandshakeStream {
    private static final int HEADER_BYTES = 4;
    private static final byte[] NOTHING = {};

    /** Is told of messages. */
    interface Sink {
        /** How much to keep of the body of a message of this type. */
        int keptBytes(HandshakeType type);

        /** A message ended, or else the record did. */
        void seen(HandshakeStream message, HandshakeMessage.Part part);
    }

    private final Sink sink;
    private int headerBytes;
    private int header;
    private int left;
    private int records;
    private byte[] body = NOTHING;
    private int bodyBytes;

    HandshakeStream(Sink sink) {
        this.sink = sink;
    }

    /** Walks through the payload of the next record. */
    void walk(ByteBuffer payload) {
        while (payload.hasRemaining()) {
            boolean begins = headerBytes == 0;
            records++;
            takeHeader(payload);
            takeBody(payload);
            boolean ends = headerBytes == HEADER_BYTES && left == 0;
            sink.seen(this, HandshakeMessage.Part.of(begins, ends));
            if (ends) {
                headerBytes = 0;
                records = 0;
                body = NOTHING;
                bodyBytes = 0;
            }
        }
    }

    private void takeHeader(ByteBuffer payload) {
        while (headerBytes < HEADER_BYTES && payload.hasRemaining()) {
            header = header << 8 | payload.get() & 0xff;
            headerBytes++;
            left = header & 0xffffff;
        }
    }

    private void takeBody(ByteBuffer payload) {
        if (headerBytes < HEADER_BYTES) {
            return;
        }
        int count = Math.min(left, payload.remaining());
        int kept = Math.max(0, Math.min(count, sink.keptBytes(type()) - bodyBytes));
        if (bodyBytes + kept > body.length) {
            body = Arrays.copyOf(body, Math.max(2 * body.length, bodyBytes + kept));
        }
        payload.get(payload.position(), body, bodyBytes, kept);
        payload.position(payload.position() + count);
        bodyBytes += kept;
        left -= count;
    }

    // ---- the message that the sink is told of ----

    HandshakeType type() {
        return HandshakeType.of(header >>> 8 * (headerBytes - 1) & 0xff);
    }

    /** The message's length with its header; 0 while that is not whole. */
    int messageBytes() {
        return headerBytes < HEADER_BYTES ? 0 : HEADER_BYTES + (header & 0xffffff);
    }

    /** In how many records it lies so far. */
    int records() {
        return records;
    }

    /** What was kept of its body. */
    ByteBuffer body() {
        return ByteBuffer.wrap(body, 0, bodyBytes);
    }
}
