package staunch.http.codec;

/**
 * {@code host [ ":" port ]} (RFC 9110 §7.2), strictly: the host a name of unreserved characters or a bracketed literal,
 * the port a number up to 65535; no user, no list, no path.
 */
final class Authority {
    private static final int MAX_PORT = 65_535;

    private Authority() {}

    /** Whether {@code bytes[start, end)} is an authority; the port may be missing or empty. */
    static boolean isValid(byte[] bytes, int start, int end) {
        int hostEnd = endOfHost(bytes, start, end);
        return hostEnd > start && (hostEnd == end || bytes[hostEnd] == ':' && port(bytes, hostEnd + 1, end) >= 0);
    }

    /** Whether it is an authority with a port that can be connected to, as CONNECT wants it. */
    static boolean isValidWithPort(byte[] bytes, int start, int end) {
        int hostEnd = endOfHost(bytes, start, end);
        return hostEnd > start && hostEnd < end && bytes[hostEnd] == ':' && port(bytes, hostEnd + 1, end) > 0;
    }

    private static int endOfHost(byte[] bytes, int start, int end) {
        int at = start;
        if (at < end && bytes[at] == '[') {
            return endOfLiteral(bytes, start, end);
        }
        while (at < end && Octets.isHost(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Behind the closing bracket, or {@code start} if the literal is none. */
    private static int endOfLiteral(byte[] bytes, int start, int end) {
        int at = start + 1;
        while (at < end && (Octets.isHost(bytes[at]) || bytes[at] == ':')) {
            at++;
        }
        boolean closed = at > start + 1 && at < end && bytes[at] == ']';
        return closed ? at + 1 : start;
    }

    /** The port, 0 for an empty one, or -1 if it is none. */
    private static int port(byte[] bytes, int start, int end) {
        int port = 0;
        for (int at = start; at < end; at++) {
            if (!Octets.isDigit(bytes[at])) {
                return -1;
            }
            port = port * 10 + bytes[at] - '0';
            if (port > MAX_PORT) {
                return -1;
            }
        }
        return port;
    }
}
