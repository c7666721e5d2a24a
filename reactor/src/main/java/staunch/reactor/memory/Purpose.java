package staunch.reactor.memory;

/** What a pooled buffer is held for: the column of the {@link Ledger} in which its bytes are counted. */
public enum Purpose {
    /** Received from a socket and not yet taken by the channel's handler. */
    RECEIVED,
    /** TLS records received that are not whole yet, or whose turn has not come. */
    CIPHERTEXT,
    /** Decrypted bytes that the handler has not taken yet. */
    PLAINTEXT,
    /** Written by the application and not yet encrypted. */
    STAGED,
    /** Ready for the socket and not yet accepted by it. */
    OUTBOUND,
    /** Anything else that a handler leases for itself. */
    APPLICATION
}
