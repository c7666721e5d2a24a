package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Finds the field lines of a head or of a trailer section (RFC 9112 §5), each byte looked at once however the bytes
 * arrive. Nothing is consumed: offsets are relative to the buffer's position, at which the section's message stays until
 * it is whole.
 *
 * <pre>
 *                 ┌──────────────── LF ────────────────┐
 *                 v                                    │
 *  ────────> LINE_START ─tchar─> NAME ─:─> BLANK ──> VALUE ─CR─> LINE_LF
 *                 │
 *                 └─CR─> SECTION_LF ─LF─> DONE
 * </pre>
 *
 * Any other octet refuses the section. The limits are reached at the same octet whatever the split.
 */
final class FieldSectionParser {
    private enum State {
        LINE_START,
        NAME,
        BLANK,
        VALUE,
        LINE_LF,
        SECTION_LF,
        DONE
    }

    private final HttpLimits limits;
    private final FieldIndex index;
    private final Verdict verdict;

    private State state = State.LINE_START;
    private int lineStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    FieldSectionParser(HttpLimits limits, FieldIndex index, Verdict verdict) {
        this.limits = limits;
        this.index = index;
        this.verdict = verdict;
    }

    void reset() {
        state = State.LINE_START;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Goes on from {@code at}, no further than {@code end}; returns where it stopped, or {@link Verdict#REFUSED}. */
    int scan(ByteBuffer in, int at, int end) {
        int next = at;
        while (next >= 0 && next < end && state != State.DONE) {
            next = switch (state) {
                case LINE_START -> lineStart(in, next);
                case NAME -> name(in, next, end);
                case BLANK -> blank(in, next, end);
                case VALUE -> value(in, next, end);
                case LINE_LF -> lineFeed(in, next, State.LINE_START);
                case SECTION_LF -> lineFeed(in, next, State.DONE);
                case DONE -> next;
            };
        }
        return next;
    }

    private int lineStart(ByteBuffer in, int at) {
        byte octet = in.get(at);
        if (octet == Octets.CR) {
            state = State.SECTION_LF;
            return at + 1;
        }
        if (Octets.isBlank(octet)) {
            return verdict.bad(
                    index.count() == 0 ? "blank before the first field" : "a field folded over two lines (obs-fold)");
        }
        if (index.count() == limits.maxFields()) {
            return overLimit("more fields than allowed", "maxFields", limits.maxFields());
        }
        lineStart = at - in.position();
        state = State.NAME;
        return at;
    }

    private int name(ByteBuffer in, int at, int end) {
        int stop = Math.min(end, lineEnd(in));
        int next = at;
        while (next < stop && Octets.isToken(in.get(next))) {
            next++;
        }
        if (next == stop) {
            return endOfRun(in, next);
        }
        if (in.get(next) != ':') {
            return verdict.bad(badName(in.get(next)));
        }
        nameEnd = next - in.position();
        if (nameEnd == lineStart) {
            return verdict.bad("a field with an empty name");
        }
        state = State.BLANK;
        return next + 1;
    }

    private static String badName(byte octet) {
        return switch (octet) {
            case Octets.SP, Octets.HTAB -> "blank before the colon of a field";
            case Octets.CR, Octets.LF -> "a field line without a colon";
            default -> "a character that no field name may have";
        };
    }

    private int blank(ByteBuffer in, int at, int end) {
        int stop = Math.min(end, lineEnd(in));
        int next = at;
        while (next < stop && Octets.isBlank(in.get(next))) {
            next++;
        }
        if (next == stop) {
            return endOfRun(in, next);
        }
        valueStart = next - in.position();
        valueEnd = valueStart;
        state = State.VALUE;
        return next;
    }

    private int value(ByteBuffer in, int at, int end) {
        int stop = Math.min(end, lineEnd(in));
        int lastInk = -1;
        int next = at;
        byte octet = 0;
        while (next < stop && Octets.isValue(octet = in.get(next))) {
            if (!Octets.isBlank(octet)) {
                lastInk = next;
            }
            next++;
        }
        if (lastInk >= 0) {
            valueEnd = lastInk + 1 - in.position();
        }
        if (next == stop) {
            return endOfRun(in, next);
        }
        if (octet != Octets.CR) {
            return verdict.bad("a control character in a field value");
        }
        index.add(lineStart, nameEnd, valueStart, valueEnd);
        state = State.LINE_LF;
        return next + 1;
    }

    private int lineFeed(ByteBuffer in, int at, State then) {
        if (in.get(at) != Octets.LF) {
            return verdict.bad("a CR without its LF");
        }
        state = then;
        return at + 1;
    }

    /** Where the octet lies that no field line within its limit reaches, but the CR that ends it. */
    private int lineEnd(ByteBuffer in) {
        return in.position() + lineStart + limits.maxFieldBytes() + 1;
    }

    private int endOfRun(ByteBuffer in, int at) {
        return at < lineEnd(in)
                ? at
                : overLimit("a field longer than allowed", "maxFieldBytes", limits.maxFieldBytes());
    }

    private int overLimit(String what, String setting, int limit) {
        return verdict.refuse(Rejection.overLimit(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, what, setting, limit));
    }
}
