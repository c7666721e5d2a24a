package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Writes messages, one behind the other, into buffers that it is given. What requests and responses have in common is here:
 * the body; their heads are in {@link RequestEncoder} and {@link ResponseEncoder}.
 *
 * <pre>
 *  ──────> idle ─begin...─> inside ─┬─ body, openChunk and closeChunk ─┐
 *           ^                  ^    │                                  │
 *           │                  └────┼──────────────────────────────────┘
 *           └──────────────────────end
 * </pre>
 *
 * <p>A method that returns false has written nothing: call it again with more room. It asks for no more than {@link
 * #neededBytes} for a head, and some 20 bytes and the trailers for the rest. Allocates nothing. One thread at a time, in
 * practice the connection's loop.
 */
public abstract sealed class MessageEncoder permits RequestEncoder, ResponseEncoder {
    final HeadWriter writer = new HeadWriter();
    final BodyEncoder body = new BodyEncoder();
    private int neededBytes;

    MessageEncoder() {}

    final boolean fits(ByteBuffer out, int headBytes) {
        neededBytes = headBytes;
        return out.remaining() >= headBytes;
    }

    /**
     * Writes as much of the body as there is room for, framed; returns how many bytes it took from the source. The bytes of
     * a message that has no body (the answer to HEAD, 204, 304) are taken and forgotten, so that a handler need not ask.
     *
     * @throws IllegalStateException if no message is begun, a chunk is open, or the body is longer than its length
     */
    public final int body(ByteBuffer out, ByteBuffer source) {
        return body.write(out, source);
    }

    /**
     * Opens a chunk whose bytes the caller will send itself, directly behind. For a body that is not chunked nothing is
     * written, but the bytes are counted.
     *
     * @param bytes how many will be sent, from 1
     * @return false if it did not fit
     * @throws IllegalArgumentException if the message has no body, see {@link #hasBody}
     * @throws IllegalStateException as {@link #body}
     */
    public final boolean openChunk(ByteBuffer out, int bytes) {
        return body.openChunk(out, bytes);
    }

    /**
     * Ends the chunk that was opened, once its bytes are sent.
     *
     * @return false if it did not fit
     * @throws IllegalStateException if no chunk is open
     */
    public final boolean closeChunk(ByteBuffer out) {
        return body.closeChunk(out);
    }

    /** As {@link #end(ByteBuffer, Fields)}, without trailers. */
    public final boolean end(ByteBuffer out) {
        return end(out, Fields.empty());
    }

    /**
     * Ends the message.
     *
     * @param trailers sent only with a chunked body
     * @return false if it did not fit
     * @throws IllegalArgumentException if one of them must not be a trailer (RFC 9110 §6.5.1)
     * @throws IllegalStateException if no message is begun, a chunk is open, or the body is shorter than its length, which
     *     only the end of the connection can say
     */
    public final boolean end(ByteBuffer out, Fields trailers) {
        return body.end(out, trailers);
    }

    /** Forgets the message that was begun, of which nothing has been sent: another is to be in its place. */
    public final void abandon() {
        body.abandon();
    }

    /** How many bytes of room the last head needs, or needed. */
    public final int neededBytes() {
        return neededBytes;
    }

    /** How the body is framed; from begin on. */
    public final Framing framing() {
        return body.framing();
    }

    /** Whether body bytes are sent at all; from begin on. */
    public final boolean hasBody() {
        return body.hasBody();
    }

    /** Whether a message has been begun and not ended. */
    public final boolean isInside() {
        return !body.isIdle();
    }
}
