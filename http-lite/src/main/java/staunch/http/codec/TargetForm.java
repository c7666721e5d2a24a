package staunch.http.codec;

/** The four forms of a request target (RFC 9112 §3.2). */
public enum TargetForm {
    /** {@code /path?query}. */
    ORIGIN,
    /** {@code http://host/path?query}, as proxies get it. */
    ABSOLUTE,
    /** {@code host:port}, with CONNECT only. */
    AUTHORITY,
    /** {@code *}, with OPTIONS only. */
    ASTERISK
}
