package staunch.http.codec;

/**
 * The form of a request target (RFC 9112 §3.2), by its method and first octets.
 *
 * <pre>
 *  CONNECT       host:port                  AUTHORITY
 *  OPTIONS       *                          ASTERISK
 *  any but       /...                       ORIGIN
 *  CONNECT       http://host... https://... ABSOLUTE
 *  otherwise                                refuse, 400
 * </pre>
 */
final class RequestTarget {
    private static final byte[] HTTP = Octets.bytes("http://");
    private static final byte[] HTTPS = Octets.bytes("https://");

    private final Verdict verdict;

    private TargetForm form = TargetForm.ORIGIN;
    private int authorityStart;
    private int authorityEnd;

    RequestTarget(Verdict verdict) {
        this.verdict = verdict;
    }

    TargetForm form() {
        return form;
    }

    int authorityStart() {
        return authorityStart;
    }

    int authorityEnd() {
        return authorityEnd;
    }

    /** Whether the target itself says the authority, which then wins over Host. */
    boolean hasAuthority() {
        return form == TargetForm.ABSOLUTE || form == TargetForm.AUTHORITY;
    }

    void read(Method method, byte[] bytes, int start, int end) {
        if (method.equals(Method.CONNECT)) {
            authorityForm(bytes, start, end);
        } else if (bytes[start] == '/') {
            form = TargetForm.ORIGIN;
        } else if (bytes[start] == '*' && end - start == 1 && method.equals(Method.OPTIONS)) {
            form = TargetForm.ASTERISK;
        } else {
            absoluteForm(bytes, start, end);
        }
    }

    private void authorityForm(byte[] bytes, int start, int end) {
        form = TargetForm.AUTHORITY;
        authorityStart = start;
        authorityEnd = end;
        if (!Authority.isValidWithPort(bytes, start, end)) {
            verdict.bad("the target of CONNECT is not of the form host:port");
        }
    }

    private void absoluteForm(byte[] bytes, int start, int end) {
        form = TargetForm.ABSOLUTE;
        authorityStart = start + schemeLength(bytes, start, end);
        authorityEnd = authorityStart;
        while (authorityEnd < end && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        if (authorityStart == start || !Authority.isValid(bytes, authorityStart, authorityEnd)) {
            verdict.bad("the request target is neither a path nor an http or https URI with a plain host");
        }
    }

    private static int schemeLength(byte[] bytes, int start, int end) {
        if (startsWith(bytes, start, end, HTTP)) {
            return HTTP.length;
        }
        return startsWith(bytes, start, end, HTTPS) ? HTTPS.length : 0;
    }

    private static boolean startsWith(byte[] bytes, int start, int end, byte[] lowerCase) {
        return end - start >= lowerCase.length
                && Octets.equalsIgnoreCase(bytes, start, start + lowerCase.length, lowerCase);
    }
}
