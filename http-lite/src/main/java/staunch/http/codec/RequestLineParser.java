package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * The request line (RFC 9112 §3), strictly: one space, one space, CRLF.
 *
 * <pre>
 *  METHOD ─SP─> TARGET ─SP─> VERSION ─CR─> LINE_LF ─LF─> DONE
 * </pre>
 */
final class RequestLineParser implements StartLineParser {
    /** The first byte of a client that begins with TLS (RFC 8446 §5.1), and of no method. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private enum State {
        METHOD,
        TARGET,
        VERSION,
        LINE_LF,
        DONE
    }

    private final HttpLimits limits;
    private final Verdict verdict;

    private State state = State.METHOD;
    private int methodEnd;
    private int targetEnd;
    private byte major;
    private byte minor;

    RequestLineParser(HttpLimits limits, Verdict verdict) {
        this.limits = limits;
        this.verdict = verdict;
    }

    @Override
    public void reset() {
        state = State.METHOD;
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    int methodEnd() {
        return methodEnd;
    }

    int targetStart() {
        return methodEnd + 1;
    }

    int targetEnd() {
        return targetEnd;
    }

    HttpVersion version() {
        return minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    @Override
    public int scan(ByteBuffer in, int at, int end) {
        int next = at;
        while (next >= 0 && next < end && state != State.DONE) {
            next = switch (state) {
                case METHOD -> method(in, next, end);
                case TARGET -> target(in, next, end);
                case VERSION -> version(in, next);
                case LINE_LF -> lineFeed(in, next);
                case DONE -> next;
            };
        }
        return next;
    }

    private int method(ByteBuffer in, int at, int end) {
        int limit = in.position() + limits.maxMethodBytes() + 1;
        int stop = Math.min(end, limit);
        int next = at;
        while (next < stop && Octets.isToken(in.get(next))) {
            next++;
        }
        if (next == limit) {
            return verdict.refuse(Rejection.overLimit(
                    Status.BAD_REQUEST, "a method longer than allowed", "maxMethodBytes", limits.maxMethodBytes()));
        }
        if (next == stop) {
            return next;
        }
        if (in.get(next) != Octets.SP || next == in.position()) {
            return verdict.bad(
                    in.get(in.position()) == TLS_HANDSHAKE
                            ? "TLS, where HTTP without TLS is spoken"
                            : "the request line does not begin with a method and a space");
        }
        methodEnd = next - in.position();
        state = State.TARGET;
        return next + 1;
    }

    private int target(ByteBuffer in, int at, int end) {
        int start = in.position() + targetStart();
        int limit = start + limits.maxTargetBytes() + 1;
        int stop = Math.min(end, limit);
        int next = at;
        while (next < stop && Octets.isTarget(in.get(next))) {
            next++;
        }
        if (next == limit) {
            return verdict.refuse(Rejection.overLimit(
                    Status.URI_TOO_LONG,
                    "a request target longer than allowed",
                    "maxTargetBytes",
                    limits.maxTargetBytes()));
        }
        if (next == stop) {
            return next;
        }
        if (in.get(next) != Octets.SP) {
            return verdict.bad(badTarget(in.get(next)));
        }
        if (next == start) {
            return verdict.bad("two spaces behind the method");
        }
        targetEnd = next - in.position();
        state = State.VERSION;
        return next + 1;
    }

    private static String badTarget(byte octet) {
        return switch (octet) {
            case Octets.CR, Octets.LF -> "a request line without a version";
            case '#' -> "a fragment in the request target";
            default -> "a character that no request target may have";
        };
    }

    private int version(ByteBuffer in, int at) {
        byte octet = in.get(at);
        int place = at - in.position() - targetEnd - 1;
        if (place == VersionSyntax.BYTES) {
            state = State.LINE_LF;
            return octet == Octets.CR ? at + 1 : verdict.bad("something behind the version other than CRLF");
        }
        if (!VersionSyntax.fits(place, octet)) {
            return verdict.bad("the version is not of the form HTTP/1.1");
        }
        major = place == VersionSyntax.MAJOR ? octet : major;
        minor = place == VersionSyntax.MINOR ? octet : minor;
        return at + 1;
    }

    private int lineFeed(ByteBuffer in, int at) {
        if (in.get(at) != Octets.LF) {
            return verdict.bad("a CR without its LF");
        }
        if (major != '1') {
            return verdict.refuse(new Rejection(
                    Status.HTTP_VERSION_NOT_SUPPORTED, "HTTP/" + (char) major + "." + (char) minor + " is not HTTP/1"));
        }
        state = State.DONE;
        return at + 1;
    }
}
