package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Finds a whole head, then takes it.
 *
 * <pre>
 *  in.position                                    in.limit
 *  v                                              v
 *  | looked at, in no need of a second look |     new      |
 *  |◄─────────────── scanned ──────────────►|
 * </pre>
 *
 * Invariant: {@code 0 <= scanned < maxHeadBytes} between calls, and {@code scanned} bytes from the buffer's position on
 * are, at the next call, what they were. Until the head is whole those bytes are the channel's leftover, of which this
 * parser holds no copy.
 */
final class HeadParser {
    private final int maxBytes;
    private final StartLineParser startLine;
    private final FieldSectionParser fields;
    private final FieldIndex index;
    private final Verdict verdict;
    private int scanned;

    HeadParser(HttpLimits limits, StartLineParser startLine, FieldIndex index, Verdict verdict) {
        this.maxBytes = limits.maxHeadBytes();
        this.startLine = startLine;
        this.fields = new FieldSectionParser(limits, index, verdict);
        this.index = index;
        this.verdict = verdict;
    }

    void reset() {
        startLine.reset();
        fields.reset();
        index.clear();
        scanned = 0;
    }

    boolean hasBegun() {
        return scanned > 0;
    }

    /** Returns {@link Step#NEED_MORE}, {@link Step#REJECTED}, or {@link Step#HEAD} once the head is taken. */
    Step parse(ByteBuffer in) {
        int base = in.position();
        int end = base + Math.min(in.remaining(), maxBytes);
        int at = startLine.scan(in, base + scanned, end);
        if (at >= 0 && startLine.isDone()) {
            at = fields.scan(in, at, end);
        }
        if (at < 0) {
            return Step.REJECTED;
        }
        scanned = at - base;
        if (fields.isDone()) {
            index.load(in, scanned);
            return Step.HEAD;
        }
        return scanned < maxBytes ? Step.NEED_MORE : tooLarge();
    }

    private Step tooLarge() {
        verdict.refuse(Rejection.overLimit(
                Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "a head longer than allowed", "maxHeadBytes", maxBytes));
        return Step.REJECTED;
    }
}
