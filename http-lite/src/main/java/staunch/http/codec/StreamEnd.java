package staunch.http.codec;

/** Where in the conversation the input ended. */
public enum StreamEnd {
    /** Between two messages, or before the first: nothing is missing. */
    BETWEEN_MESSAGES,
    /** A response is due and not a byte of it came: an idempotent request may be sent again on a new connection. */
    BEFORE_RESPONSE,
    /** Inside a head. */
    INSIDE_HEAD,
    /** Inside a body whose length was said: it is truncated and must not be taken for whole. */
    INSIDE_BODY,
    /**
     * At the end of a body that only the end of the connection delimits. It is whole only if the connection itself ended
     * in order: under TLS without a close_notify it is truncated (RFC 9112 §9.8).
     */
    COMPLETES_BODY,
    /** Behind a message that had been refused. */
    AFTER_REJECTION
}
