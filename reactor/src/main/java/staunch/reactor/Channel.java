package staunch.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import staunch.reactor.memory.Ledger;

/**
 * A stream of bytes in both directions: the only abstraction through which bytes move. A channel over a socket and a
 * channel over another channel (TLS) are used in the same way.
 *
 * <p><b>Threads.</b> Every method may be called on the channel's loop only, from inside any callback too; from another
 * thread use {@code channel.loop().execute(...)}.
 *
 * <p><b>Reading pushes, and what is not taken stays.</b> See {@link ChannelHandler#onRead}. A handler that takes nothing
 * there uses {@link #read} instead, whenever it likes: the pull view.
 *
 * <p><b>Writing copies at the boundary.</b> What {@link #write} reports as taken is taken, and the caller's buffer is the
 * caller's again. Bytes leave at the end of the loop's turn, so that everything written in one turn goes out together, or
 * at {@link #flush}.
 *
 * <p><b>Ends.</b> {@link #shutdownOutput} ends one direction, {@link #close} ends both in order, {@link #abort} at once.
 * {@link ChannelHandler#onClosed} follows exactly once.
 */
public interface Channel {
    /** The loop on whose thread everything about this channel happens. */
    EventLoop loop();

    /**
     * Changes who is told from now on, for example after an upgrade or a {@code CONNECT}. The new handler is not told
     * that the channel is open; bytes that the old one left are shown to it once it asks by {@link #resumeReads}.
     */
    void handler(ChannelHandler handler);

    /** Our end. For a channel that is not connected yet the address may be a wildcard. */
    InetSocketAddress localAddress();

    /** The peer's end: the one connected to, or the one accepted from. */
    InetSocketAddress remoteAddress();

    /** What a secure layer negotiated; empty on a plain channel and before the handshake is done. */
    Optional<Security> security();

    /** What this connection, with all its layers, holds of pooled buffers. */
    Ledger ledger();

    /** Whether {@link ChannelHandler#onClosed} has neither been called nor become due. */
    boolean isOpen();

    // ---- writing ----

    /**
     * Takes bytes for sending: copies from {@code source}, from its position, as many as the bound on pending bytes
     * admits.
     *
     * @return how many were taken: all of them, or fewer when the bound is reached, or 0 after the channel ended or its
     *     {@link #close} began. Whoever gets fewer waits for {@link ChannelHandler#onWritable}.
     * @throws IllegalStateException after {@link #shutdownOutput}, unless the channel has ended or its {@link #close}
     *     began
     */
    int write(ByteBuffer source);

    /** Sends what was written without waiting for the end of the turn, as far as the peer takes it now. */
    void flush();

    /**
     * Whether a well-behaved writer should go on: false from the moment the pending bytes exceed the high watermark until
     * they have fallen below the low one, by what the socket took.
     */
    boolean isWritable();

    /** Bytes taken by {@link #write}, in whatever form, that the socket has not accepted yet. */
    long pendingOutputBytes();

    /** How many bytes {@link #write} would take now. */
    int writableBytes();

    /** Ends our direction in order, behind what was written. The peer can go on sending. A second call does nothing. */
    void shutdownOutput();

    // ---- reading ----

    /**
     * The pull view: moves bytes that have arrived into {@code target}. What was left earlier comes first, then whatever
     * can be had without waiting. Never waits.
     *
     * @return how many bytes were moved, 0 if none are there, -1 if the input has ended and nothing is left
     */
    int read(ByteBuffer target);

    /** Stops {@link ChannelHandler#onRead}, and the socket too: the peer feels it. Inside onRead it takes effect on return. */
    void pauseReads();

    /**
     * Undoes {@link #pauseReads}, and asks for what was left to be shown again. Inside onRead it takes effect on return.
     */
    void resumeReads();

    /**
     * How many bytes can be left untaken before reading stops: what a handler may count on to see in one piece. A codec
     * that waits for more than this would wait for ever.
     */
    int readAheadBytes();

    // ---- ends ----

    /**
     * Closes in order: sends what was written, ends our direction, discards what still comes in until its end, a bound or
     * a deadline, and only then closes the socket; closing a socket with unread input would reset the connection and
     * destroy the answer just sent. The handler sees no more input. A channel that is not connected yet ends at once.
     */
    void close();

    /** Closes at once; the peer sees a reset. What was written and not yet sent is lost. */
    default void abort() {
        abort(CloseCause.of(CloseCause.Kind.ABORTED));
    }

    /** As {@link #abort()}, with the reason that {@link ChannelHandler#onClosed} is to be told. */
    void abort(CloseCause cause);
}
