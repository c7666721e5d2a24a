package staunch.http.codec;

/**
 * Whether a connection outlives a message (RFC 9112 §9.3).
 *
 * <pre>
 *              no option    keep-alive    close (with or without keep-alive)
 *  HTTP/1.0    closes       persists      closes
 *  HTTP/1.1    persists     persists      closes
 * </pre>
 */
public final class KeepAlive {
    private KeepAlive() {}

    /**
     * Decides by the table above.
     *
     * @param version the version in the message
     * @param close whether {@code Connection} has the option {@code close}
     * @param keepAlive whether it has the option {@code keep-alive}
     */
    public static boolean persists(HttpVersion version, boolean close, boolean keepAlive) {
        return !close && (keepAlive || version == HttpVersion.HTTP_1_1);
    }
}
