package staunch.tls;

/**
 * The life of a {@link TlsChannel}.
 *
 * <pre>
 *   HANDSHAKING --done--&gt; OPEN --close()--&gt; CLOSING
 *        |                  |                  |
 *        |  failure: the alert is sent         |  all is wrapped, close_notify behind it
 *        v                  v                  v
 *      FAILED --------- lower.close() ---------+------ the channel below has closed ------&gt; CLOSED
 *                                              |
 *      ABORTED (from any, by abort()) ---------+
 * </pre>
 */
enum TlsPhase {
    HANDSHAKING,
    OPEN,
    CLOSING,
    FAILED,
    ABORTED,
    CLOSED;

    /** Whether the application may write: what it writes during the handshake goes out behind it. */
    boolean takesWrites() {
        return this == HANDSHAKING || this == OPEN;
    }

    /** Whether the pump still has something to do. */
    boolean isLive() {
        return this != ABORTED && this != CLOSED;
    }
}
