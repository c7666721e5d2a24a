package staunch.reactor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.PoolExhaustedException;

/**
 * Why a channel is closed.
 *
 * @param kind the kind, for programs
 * @param failure the exception behind it, where there is one
 */
public record CloseCause(Kind kind, @Nullable Throwable failure) {
    /** The kinds of ends. */
    public enum Kind {
        /** {@link Channel#close} was carried out to its end. */
        CLOSED,
        /** Both directions ended in order, ours by {@link Channel#shutdownOutput}. */
        ENDED,
        /** {@link Channel#abort} was called. */
        ABORTED,
        /** The peer reset the connection, or the network failed. */
        RESET,
        /** The connection could not be made. */
        CONNECT_FAILED,
        /** A deadline passed; the failure says which and what sets it. */
        TIMEOUT,
        /** A layer's handshake failed; the failure says why. */
        HANDSHAKE_FAILED,
        /** What the peer sent broke the protocol of a layer; the failure says how. */
        PROTOCOL_ERROR,
        /** A bound of ours was reached; the failure names it. */
        LIMIT_REACHED,
        /** A callback of the handler threw; the failure is what it threw. */
        HANDLER_FAILED,
        /** The loop was shut down. */
        SHUTDOWN
    }

    /** A cause without an exception. */
    public static CloseCause of(Kind kind) {
        return new CloseCause(kind, null);
    }

    /** A cause with the exception behind it. */
    public static CloseCause of(Kind kind, Throwable failure) {
        return new CloseCause(kind, failure);
    }

    /** The end of a channel in whose callback {@code failure} was thrown, or whose pool of buffers is exhausted. */
    public static CloseCause ofHandlerFailure(Throwable failure) {
        return of(failure instanceof PoolExhaustedException ? Kind.LIMIT_REACHED : Kind.HANDLER_FAILED, failure);
    }

    /** Whether the channel came to its end in the way its users meant it to. */
    public boolean isOrderly() {
        return kind == Kind.CLOSED || kind == Kind.ENDED;
    }

    /** The exception's message, or else the kind's name: one line for people. */
    public String message() {
        return Optional.ofNullable(failure)
                .map(f -> f.getMessage() == null ? f.getClass().getSimpleName() : f.getMessage())
                .orElse(kind.name());
    }
}
