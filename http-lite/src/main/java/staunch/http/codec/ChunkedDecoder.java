package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * A chunked body (RFC 9112 §7.1). Chunk lines are consumed as they come; the trailer section only when it is whole.
 *
 * <pre>
 *             ┌────────────────── LF ────────────────┐
 *             v                                      │
 *  ─────> CHUNK_LINE ─size > 0─> DATA ─taken─> DATA_CR ─CR─> DATA_LF
 *             │
 *             └─size 0─> TRAILERS ─whole─> DONE
 * </pre>
 */
final class ChunkedDecoder {
    private enum State {
        CHUNK_LINE,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE
    }

    private final HttpLimits limits;
    private final Verdict verdict;
    private final ChunkLine line = new ChunkLine();
    private final FieldIndex trailerIndex = new FieldIndex();
    private final FieldSectionParser trailerParser;

    private State state = State.CHUNK_LINE;
    private long remaining;
    private long total;
    private int scanned;
    private Fields trailers = Fields.empty();

    ChunkedDecoder(HttpLimits limits, Verdict verdict) {
        this.limits = limits;
        this.verdict = verdict;
        this.trailerParser = new FieldSectionParser(limits, trailerIndex, verdict);
    }

    void reset() {
        line.reset();
        trailerIndex.clear();
        trailerParser.reset();
        state = State.CHUNK_LINE;
        remaining = 0;
        total = 0;
        scanned = 0;
        trailers = Fields.empty();
    }

    boolean isDone() {
        return state == State.DONE;
    }

    Fields trailers() {
        return trailers;
    }

    /** How much of the current chunk has not been taken. */
    long remaining() {
        return remaining;
    }

    void take(int bytes) {
        remaining -= bytes;
    }

    /** Returns {@link Step#BODY} when bytes of a chunk lie at the position, else NEED_MORE, END or REJECTED. */
    Step decode(ByteBuffer in) {
        while (in.hasRemaining() && state != State.DONE) {
            switch (state) {
                case CHUNK_LINE -> chunkLine(in);
                case DATA -> {
                    if (remaining > 0) {
                        return Step.BODY;
                    }
                    state = State.DATA_CR;
                }
                case DATA_CR -> expect(in.get(), Octets.CR, State.DATA_LF);
                case DATA_LF -> expect(in.get(), Octets.LF, State.CHUNK_LINE);
                case TRAILERS -> {
                    if (!trailers(in)) {
                        return verdict.isRefused() ? Step.REJECTED : Step.NEED_MORE;
                    }
                }
                default -> throw new IllegalStateException("the body is over");
            }
            if (verdict.isRefused()) {
                return Step.REJECTED;
            }
        }
        return state == State.DONE ? Step.END : Step.NEED_MORE;
    }

    private void chunkLine(ByteBuffer in) {
        while (in.hasRemaining() && !line.isDone()) {
            if (line.bytes() == limits.maxChunkLineBytes()) {
                verdict.refuse(Rejection.overLimit(
                        Status.BAD_REQUEST,
                        "a chunk line longer than allowed",
                        "maxChunkLineBytes",
                        limits.maxChunkLineBytes()));
                return;
            }
            if (!line.accept(in.get())) {
                verdict.bad("a chunk does not begin with its size in hexadecimal, extensions and CRLF");
                return;
            }
        }
        if (line.isDone()) {
            beginChunk(line.size());
            line.reset();
        }
    }

    private void beginChunk(long size) {
        if (size > limits.maxBodyBytes() - total) {
            verdict.refuse(FramingRules.bodyTooLarge(limits.maxBodyBytes()));
        }
        total += size;
        remaining = size;
        state = size == 0 ? State.TRAILERS : State.DATA;
    }

    private void expect(byte octet, byte expected, State then) {
        if (octet != expected) {
            verdict.bad("a chunk longer than its size, or without its CRLF");
        }
        state = then;
    }

    private boolean trailers(ByteBuffer in) {
        int base = in.position();
        int end = base + Math.min(in.remaining(), limits.maxTrailerBytes());
        int at = trailerParser.scan(in, base + scanned, end);
        if (at < 0) {
            return false;
        }
        scanned = at - base;
        if (trailerParser.isDone()) {
            endTrailers(in);
            return true;
        }
        if (scanned == limits.maxTrailerBytes()) {
            verdict.refuse(Rejection.overLimit(
                    Status.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "trailers longer than allowed",
                    "maxTrailerBytes",
                    limits.maxTrailerBytes()));
        }
        return false;
    }

    private void endTrailers(ByteBuffer in) {
        trailerIndex.load(in, scanned);
        trailers = TrailerRules.allowed(trailerIndex);
        trailerIndex.release();
        state = State.DONE;
    }
}
