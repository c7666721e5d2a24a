package staunch.reactor;

/** How the peer's direction ended. */
public enum InputEnd {
    /** In order: the peer said that this is all. */
    CLEAN,
    /** The stream stopped where the protocol does not allow it: TCP ended without TLS's close_notify. */
    TRUNCATED,
    /** The connection was reset, or failed. */
    RESET
}
