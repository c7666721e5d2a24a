package staunch.http.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of one message, by whichever framing it has. What a chunked body needs is made at the first one. */
final class BodyDecoder {
    private final HttpLimits limits;
    private final Verdict verdict;

    private Framing framing = Framing.NONE;
    private long remaining;
    private @Nullable ChunkedDecoder chunked;

    BodyDecoder(HttpLimits limits, Verdict verdict) {
        this.limits = limits;
        this.verdict = verdict;
    }

    /** Begins a body; the length counts only where that is the framing. */
    void begin(Framing framing, long length) {
        this.framing = framing;
        this.remaining = switch (framing) {
            case LENGTH -> length;
            case UNTIL_CLOSE -> limits.maxBodyBytes();
            case NONE, CHUNKED, TUNNEL -> 0;
        };
        if (framing == Framing.CHUNKED) {
            chunks().reset();
        }
    }

    Framing framing() {
        return framing;
    }

    /** Returns BODY when bytes of the body lie at the position, else NEED_MORE, END or REJECTED. */
    Step decode(ByteBuffer in) {
        return switch (framing) {
            case NONE, TUNNEL -> Step.END;
            case LENGTH -> remaining == 0 ? Step.END : in.hasRemaining() ? Step.BODY : Step.NEED_MORE;
            case CHUNKED -> chunks().decode(in);
            case UNTIL_CLOSE -> untilClose(in);
        };
    }

    private Step untilClose(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Step.NEED_MORE;
        }
        if (remaining > 0) {
            return Step.BODY;
        }
        verdict.refuse(FramingRules.bodyTooLarge(limits.maxBodyBytes()));
        return Step.REJECTED;
    }

    /** How many of the buffer's bytes, from its position, are the body's. */
    int available(ByteBuffer in) {
        return (int) Math.min(in.remaining(), framing == Framing.CHUNKED ? chunks().remaining() : remaining);
    }

    void take(int bytes) {
        long left = framing == Framing.CHUNKED ? chunks().remaining() : remaining;
        if (bytes < 0 || bytes > left) {
            throw new IllegalArgumentException("taken " + bytes + " bytes of a body, or chunk, with " + left + " left");
        }
        if (framing == Framing.CHUNKED) {
            chunks().take(bytes);
        } else {
            remaining -= bytes;
        }
    }

    /** Whether nothing of the body is missing; never so for one that the end of the connection delimits. */
    boolean isWhole() {
        return switch (framing) {
            case NONE, TUNNEL -> true;
            case LENGTH -> remaining == 0;
            case CHUNKED -> chunks().isDone();
            case UNTIL_CLOSE -> false;
        };
    }

    Fields trailers() {
        return framing == Framing.CHUNKED ? chunks().trailers() : Fields.empty();
    }

    /** Gives back what only a chunked body needs. */
    void release() {
        if (framing != Framing.CHUNKED) {
            chunked = null;
        }
    }

    private ChunkedDecoder chunks() {
        ChunkedDecoder decoder = chunked;
        if (decoder == null) {
            decoder = new ChunkedDecoder(limits, verdict);
            chunked = decoder;
        }
        return decoder;
    }
}
