package staunch.http.codec;

/**
 * The two versions of HTTP/1 that differ in behaviour. A higher minor version, such as {@code HTTP/1.2}, is read as
 * {@link #HTTP_1_1} (RFC 9110 §2.5); another major version is refused with 505 before it gets here.
 */
public enum HttpVersion {
    /** Closes by default, knows neither {@code chunked} nor interim answers. */
    HTTP_1_0("HTTP/1.0"),
    /** Persists by default. */
    HTTP_1_1("HTTP/1.1");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** The version as it stands on the wire, for example {@code HTTP/1.1}. */
    @Override
    public String toString() {
        return text;
    }
}
