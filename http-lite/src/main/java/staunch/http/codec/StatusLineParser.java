package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * The status line (RFC 9112 §4). The space before a missing reason may be missing too.
 *
 * <pre>
 *                          ┌──────CR───────┐
 *                          │               v
 *  VERSION ─SP─> CODE ─────┴─SP─> REASON ─CR─> LINE_LF ─LF─> DONE
 * </pre>
 */
final class StatusLineParser implements StartLineParser {
    private enum State {
        VERSION,
        CODE,
        REASON,
        LINE_LF,
        DONE
    }

    private static final int CODE_START = VersionSyntax.BYTES + 1;
    private static final int CODE_END = CODE_START + 3;

    /** With what a server of TLS answers a request in the clear (RFC 8446 §5.1). */
    private static final byte TLS_ALERT = 21;

    private final HttpLimits limits;
    private final Verdict verdict;

    private State state = State.VERSION;
    private byte minor;
    private int code;
    private int reasonEnd;

    StatusLineParser(HttpLimits limits, Verdict verdict) {
        this.limits = limits;
        this.verdict = verdict;
    }

    @Override
    public void reset() {
        state = State.VERSION;
        code = 0;
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    int code() {
        return code;
    }

    int reasonStart() {
        return Math.min(CODE_END + 1, reasonEnd);
    }

    int reasonEnd() {
        return reasonEnd;
    }

    HttpVersion version() {
        return minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    @Override
    public int scan(ByteBuffer in, int at, int end) {
        int next = at;
        while (next >= 0 && next < end && state != State.DONE) {
            next = switch (state) {
                case VERSION -> version(in, next);
                case CODE -> code(in, next);
                case REASON -> reason(in, next, end);
                case LINE_LF -> lineFeed(in, next);
                case DONE -> next;
            };
        }
        return next;
    }

    private int version(ByteBuffer in, int at) {
        byte octet = in.get(at);
        int place = at - in.position();
        if (place == VersionSyntax.BYTES) {
            state = State.CODE;
            return octet == Octets.SP ? at + 1 : verdict.bad("something other than a space behind the version");
        }
        if (!VersionSyntax.fits(place, octet) || (place == VersionSyntax.MAJOR && octet != '1')) {
            return verdict.bad(
                    place == 0 && octet == TLS_ALERT
                            ? "this looks like TLS: the server answered with an alert; use https:// for this port"
                            : "the response does not begin with HTTP/1");
        }
        minor = place == VersionSyntax.MINOR ? octet : minor;
        return at + 1;
    }

    private int code(ByteBuffer in, int at) {
        byte octet = in.get(at);
        int place = at - in.position();
        if (place < CODE_END) {
            code = code * 10 + octet - '0';
            boolean fits = Octets.isDigit(octet) && (place > CODE_START || (octet >= '1' && octet <= '5'));
            return fits ? at + 1 : verdict.bad("a status code that is not from 100 to 599");
        }
        if (octet == Octets.SP) {
            state = State.REASON;
            return at + 1;
        }
        return endOfReason(octet, at, place);
    }

    private int reason(ByteBuffer in, int at, int end) {
        int limit = in.position() + CODE_END + 1 + limits.maxFieldBytes() + 1;
        int stop = Math.min(end, limit);
        int next = at;
        while (next < stop && Octets.isValue(in.get(next))) {
            next++;
        }
        if (next == limit) {
            return verdict.bad("a reason phrase longer than allowed (HttpLimits.maxFieldBytes)");
        }
        return next == stop ? next : endOfReason(in.get(next), next, next - in.position());
    }

    private int endOfReason(byte octet, int at, int place) {
        reasonEnd = place;
        state = State.LINE_LF;
        return octet == Octets.CR ? at + 1 : verdict.bad("a character that no status line may have");
    }

    private int lineFeed(ByteBuffer in, int at) {
        state = State.DONE;
        return in.get(at) == Octets.LF ? at + 1 : verdict.bad("a CR without its LF");
    }
}
