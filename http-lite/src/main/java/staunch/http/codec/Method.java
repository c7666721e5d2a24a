package staunch.http.codec;

/**
 * A request method (RFC 9110 §9). The ones of the standard are constants, recognised on the wire without a string being
 * made, and may be compared with {@code ==}; any other token is kept as it came and compared with {@code equals}.
 * Methods are case-sensitive. Immutable.
 */
public final class Method {
    /** Fetch a representation. */
    public static final Method GET = new Method("GET", true, true);
    /** As GET, without the body. */
    public static final Method HEAD = new Method("HEAD", true, true);
    /** Process the body as the resource sees fit. */
    public static final Method POST = new Method("POST", true, false);
    /** Replace the resource by the body. */
    public static final Method PUT = new Method("PUT", true, false);
    /** Remove the resource. */
    public static final Method DELETE = new Method("DELETE", true, false);
    /** Ask for a tunnel, of a proxy. */
    public static final Method CONNECT = new Method("CONNECT", true, false);
    /** Ask what can be done. */
    public static final Method OPTIONS = new Method("OPTIONS", true, true);
    /** Echo the request. */
    public static final Method TRACE = new Method("TRACE", true, true);
    /** Change the resource as the body says (RFC 5789). */
    public static final Method PATCH = new Method("PATCH", true, false);

    private static final Method[] KNOWN = {GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH};

    private final String name;
    private final boolean known;
    private final boolean safe;
    private final byte[] bytes;

    private Method(String name, boolean known, boolean safe) {
        this.name = name;
        this.known = known;
        this.safe = safe;
        this.bytes = Octets.bytes(name);
    }

    /**
     * The method of that name: the constant if there is one.
     *
     * @throws IllegalArgumentException if the name is not a token
     */
    public static Method of(String name) {
        for (Method method : KNOWN) {
            if (method.name.equals(name)) {
                return method;
            }
        }
        if (!Octets.isToken(name)) {
            throw new IllegalArgumentException("a method must be a token of RFC 9110 §5.6.2");
        }
        return new Method(name, false, false);
    }

    /** The method at {@code bytes[start, end)}, which the parser has found to be a token. */
    static Method at(byte[] bytes, int start, int end) {
        for (Method method : KNOWN) {
            if (Octets.equals(bytes, start, end, method.name)) {
                return method;
            }
        }
        return new Method(Octets.text(bytes, start, end), false, false);
    }

    /** The method as it stands on the wire. */
    public String name() {
        return name;
    }

    /** Whether this is one of the constants; a server answers 501 to the others, or 405 with {@code Allow}. */
    public boolean isKnown() {
        return known;
    }

    /** Whether the method asks for no change (RFC 9110 §9.2.1). */
    public boolean isSafe() {
        return safe;
    }

    /** Whether doing it twice is as doing it once, so that a lost request may be sent again (RFC 9110 §9.2.2). */
    public boolean isIdempotent() {
        return safe || equals(PUT) || equals(DELETE);
    }

    /** Whether a request usually has a body, so that its absence is said with {@code Content-Length: 0}. */
    boolean anticipatesBody() {
        return equals(POST) || equals(PUT) || equals(PATCH);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Method method && method.name.equals(name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
