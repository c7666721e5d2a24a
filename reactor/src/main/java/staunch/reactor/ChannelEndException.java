package staunch.reactor;

import java.io.IOException;

/**
 * A blocking stream, or a blocking attempt to connect, cannot go on because its channel has ended: it was reset, a
 * deadline passed, the loop was shut down, or the stream is closed. {@link #closeCause} says which.
 */
public final class ChannelEndException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient CloseCause closeCause;

    ChannelEndException(String message, CloseCause closeCause) {
        super(message, closeCause.failure());
        this.closeCause = closeCause;
    }

    static ChannelEndException because(CloseCause cause) {
        return new ChannelEndException(
                "the channel has ended (" + cause.kind() + ")"
                        + (cause.failure() == null ? "" : ": " + cause.message()),
                cause);
    }

    static ChannelEndException closed(String stream) {
        return new ChannelEndException(
                "the " + stream + " stream has been closed", CloseCause.of(CloseCause.Kind.CLOSED));
    }

    /** Why the channel ended; {@link CloseCause.Kind#CLOSED} where this stream was closed by its own user. */
    public CloseCause closeCause() {
        return closeCause;
    }
}
