package staunch.reactor;

import java.io.IOException;

/**
 * The stream stopped where its protocol does not allow it ({@link InputEnd#TRUNCATED}), such as TLS without close_notify
 * (RFC 8446 §6.1): the network, or somebody on the way, may have cut off the rest. What was read before is genuine; whether
 * it is whole is for the reader to know. Not an {@link java.io.EOFException}, because much code takes that for a good end.
 */
public final class TruncatedInputException extends IOException {
    private static final long serialVersionUID = 1L;

    TruncatedInputException() {
        super("the peer's stream was cut off: it ended without saying so, and what was read may not be all");
    }
}
