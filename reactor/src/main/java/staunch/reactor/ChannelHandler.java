package staunch.reactor;

import java.nio.ByteBuffer;

/**
 * What a channel tells its user. All calls come on the channel's loop; one callback of a channel never runs inside
 * another of the same channel. Any method of the channel may be called from any of them. An exception thrown out of a
 * callback aborts the channel with {@link CloseCause.Kind#HANDLER_FAILED}.
 *
 * <p>Order: {@code onConnecting? onOpen (onRead | onWritable)* onInputEnd? (onRead | onWritable)* onClosed}, where a channel
 * that never opens sees no more of this than {@code onConnecting? onClosed}, and {@code onShutdown} can come once anywhere
 * between the first and the last.
 */
public interface ChannelHandler {
    /**
     * A connection is being made, by {@link Reactor#connect}; {@link Channel#abort} gives it up before its time to connect is
     * over, and nothing else can be done with it yet. Told to the handler that was given to the reactor, and to none above it.
     */
    default void onConnecting(Channel channel) {}

    /** The channel is connected and, where it is secure, the handshake is done. */
    default void onOpen(Channel channel) {}

    /**
     * Bytes have come. The handler takes what it can by moving the position of {@code in}, from nothing to all. What it
     * does not take stays with the channel and is shown again, in front of newer bytes and in one piece with them, when
     * more arrives or when {@link Channel#resumeReads} asks. When {@link Channel#readAheadBytes} are left, reading stops
     * until the handler asks.
     *
     * @param in heap or direct; the channel's own, valid during the call only
     */
    void onRead(Channel channel, ByteBuffer in);

    /**
     * Nothing more will come. Bytes that were left can still be had by {@link Channel#resumeReads} or {@link
     * Channel#read}. Our direction is still open after {@link InputEnd#CLEAN}.
     */
    void onInputEnd(Channel channel, InputEnd end);

    /** The pending bytes have fallen below the low watermark after having been above the high one. */
    default void onWritable(Channel channel) {}

    /**
     * The loop is being shut down. What is still open when the grace is over is aborted; by default the channel closes
     * now, in order. A layer passes this on to its user; a server may first finish the answer that it is giving.
     */
    default void onShutdown(Channel channel) {
        channel.close();
    }

    /** The last call, exactly one. The channel holds nothing any more. */
    void onClosed(Channel channel, CloseCause cause);
}
