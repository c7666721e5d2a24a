package staunch.http.codec;

/** How a message's body is delimited (RFC 9112 §6). */
public enum Framing {
    /** There is no body. */
    NONE,
    /** {@code Content-Length} bytes. */
    LENGTH,
    /** Chunks, and perhaps trailers. */
    CHUNKED,
    /** All bytes until the connection ends; in responses only. */
    UNTIL_CLOSE,
    /** No body; what follows is no longer HTTP: behind 101, and behind 2xx to CONNECT. */
    TUNNEL
}
