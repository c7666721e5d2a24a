package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Frames an outgoing body, and holds the order of calls.
 *
 * <pre>
 *  IDLE ─begin─> BODY ─┬─────────────────end──────────────> IDLE
 *                 ^    │
 *                 │    └─openChunk─> CHUNK ─closeChunk─┐
 *                 └────────────────────────────────────┘
 * </pre>
 *
 * {@code abandon} leads to IDLE from anywhere. Every call writes all of what it should or nothing.
 */
final class BodyEncoder {
    private enum State {
        IDLE,
        BODY,
        CHUNK
    }

    private static final byte[] CRLF = {Octets.CR, Octets.LF};
    private static final byte[] LAST_CHUNK = Octets.bytes("0\r\n");

    private State state = State.IDLE;
    private Framing framing = Framing.NONE;
    private long remaining;

    void begin(Framing framing, long length) {
        requireState(State.IDLE, "the message before is not ended");
        this.framing = framing;
        this.remaining = framing == Framing.LENGTH ? length : 0;
        this.state = State.BODY;
    }

    void abandon() {
        state = State.IDLE;
    }

    Framing framing() {
        return framing;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    boolean hasBody() {
        return framing != Framing.NONE && framing != Framing.TUNNEL;
    }

    int write(ByteBuffer out, ByteBuffer source) {
        requireState(State.BODY, "no message is begun, or a chunk is open");
        if (!hasBody()) {
            int discarded = source.remaining();
            source.position(source.limit());
            return discarded;
        }
        int bytes = Math.min(source.remaining(), room(out));
        if (bytes > 0) {
            openChunk(out, bytes);
            int limit = source.limit();
            source.limit(source.position() + bytes);
            out.put(source);
            source.limit(limit);
            closeChunk(out);
        }
        return Math.max(bytes, 0);
    }

    /** How many bytes of body fit, their framing counted in. */
    private int room(ByteBuffer out) {
        if (framing != Framing.CHUNKED) {
            return out.remaining();
        }
        return out.remaining() - hexDigits(out.remaining()) - 2 * CRLF.length;
    }

    boolean openChunk(ByteBuffer out, int bytes) {
        requireState(State.BODY, "no message is begun, or a chunk is open");
        if (bytes <= 0 || !hasBody()) {
            throw new IllegalArgumentException("a chunk needs at least one byte, and a message that has a body");
        }
        if (framing == Framing.LENGTH && bytes > remaining) {
            throw new IllegalStateException(
                    "the body is longer than its Content-Length: " + remaining + " bytes due, " + bytes + " given");
        }
        if (framing == Framing.CHUNKED) {
            if (out.remaining() < hexDigits(bytes) + CRLF.length) {
                return false;
            }
            writeHex(out, bytes);
            out.put(CRLF);
        }
        remaining -= framing == Framing.LENGTH ? bytes : 0;
        state = State.CHUNK;
        return true;
    }

    boolean closeChunk(ByteBuffer out) {
        requireState(State.CHUNK, "no chunk is open");
        if (framing == Framing.CHUNKED) {
            if (out.remaining() < CRLF.length) {
                return false;
            }
            out.put(CRLF);
        }
        state = State.BODY;
        return true;
    }

    boolean end(ByteBuffer out, Fields trailers) {
        requireState(State.BODY, "no message is begun, or a chunk is open");
        requireAllowed(trailers);
        if (framing == Framing.LENGTH && remaining > 0) {
            throw new IllegalStateException("the body is shorter than its Content-Length: " + remaining
                    + " bytes are missing; end the connection instead");
        }
        if (framing == Framing.CHUNKED) {
            if (out.remaining() < LAST_CHUNK.length + trailers.wireBytes() + CRLF.length) {
                return false;
            }
            out.put(LAST_CHUNK);
            trailers.writeTo(out);
            out.put(CRLF);
        }
        state = State.IDLE;
        return true;
    }

    private static void requireAllowed(Fields trailers) {
        for (int i = 0; i < trailers.size(); i++) {
            if (TrailerRules.isForbidden(trailers.name(i))) {
                throw new IllegalArgumentException(
                        trailers.name(i) + " must not be a trailer (RFC 9110 §6.5.1): send it with the head");
            }
        }
    }

    private void requireState(State required, String otherwise) {
        if (state != required) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static int hexDigits(int number) {
        return (35 - Integer.numberOfLeadingZeros(number | 1)) / 4;
    }

    private static void writeHex(ByteBuffer out, int number) {
        for (int shift = (hexDigits(number) - 1) * 4; shift >= 0; shift -= 4) {
            out.put((byte) Character.forDigit(number >> shift & 0xf, 16));
        }
    }
}
