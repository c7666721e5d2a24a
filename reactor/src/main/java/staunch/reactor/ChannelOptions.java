package staunch.reactor;

import staunch.reactor.memory.BufferPool;

/**
 * The bounds of one channel.
 *
 * @param readAheadBytes how much may be received and left untaken before reading stops; 4 KiB to 128 KiB, default 64 KiB
 * @param maxPendingOutputBytes how much may be written and not yet accepted by the socket: a hard bound; at least 64 KiB,
 *     default 1 MiB
 * @param highWatermarkBytes above this many pending bytes {@link Channel#isWritable} turns false; at least {@link
 *     #MIN_HEADROOM_BYTES} below the hard bound, default 64 KiB. When the buffers of the loop are scarce, both watermarks
 *     are lower, by {@link BufferPool#fairShare}
 * @param lowWatermarkBytes below this many it turns true again; default 32 KiB
 * @param maxLingerBytes how much input a closing channel discards before it gives up on the peer; default 256 MiB
 * @param closeTimeoutMillis how long {@link Channel#close} goes on without progress in sending, and then how long it
 *     discards input; {@link CloseDeadline#MAX_TIMEOUTS} times that in all; default 10 s
 */
public record ChannelOptions(
        int readAheadBytes,
        int maxPendingOutputBytes,
        int highWatermarkBytes,
        int lowWatermarkBytes,
        long maxLingerBytes,
        long closeTimeoutMillis) {
    /**
     * How far the hard bound must be above the high watermark: the longest TLS record (RFC 5246 §6.2.3). So whoever finds
     * no room for one is above the watermark, and hears of it by {@link ChannelHandler#onWritable} when there is.
     */
    public static final int MIN_HEADROOM_BYTES = 5 + (16 << 10) + 2048;

    /** The defaults named above. */
    public static final ChannelOptions DEFAULT =
            new ChannelOptions(64 << 10, 1 << 20, 64 << 10, 32 << 10, 256L << 20, 10_000);

    /** Checks the ranges named above. */
    public ChannelOptions {
        require(readAheadBytes >= 4 << 10 && readAheadBytes <= 128 << 10, "readAheadBytes must be 4 KiB to 128 KiB");
        require(readAheadBytes <= BufferPool.MAX_BUFFER_BYTES, "readAheadBytes must fit one pooled buffer");
        require(maxPendingOutputBytes >= 64 << 10, "maxPendingOutputBytes must be at least 64 KiB");
        require(
                0 < lowWatermarkBytes && lowWatermarkBytes <= highWatermarkBytes,
                "0 < lowWatermarkBytes <= highWatermarkBytes must hold");
        require(
                highWatermarkBytes <= maxPendingOutputBytes - MIN_HEADROOM_BYTES,
                "highWatermarkBytes must be at least " + MIN_HEADROOM_BYTES
                        + " below maxPendingOutputBytes: the longest TLS record");
        require(maxLingerBytes >= 0, "maxLingerBytes must not be negative");
        require(closeTimeoutMillis > 0, "closeTimeoutMillis must be positive");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** A copy with another {@link #readAheadBytes}. */
    public ChannelOptions withReadAheadBytes(int bytes) {
        return new ChannelOptions(
                bytes,
                maxPendingOutputBytes,
                highWatermarkBytes,
                lowWatermarkBytes,
                maxLingerBytes,
                closeTimeoutMillis);
    }

    /** A copy with other bounds on pending output. */
    public ChannelOptions withPendingOutput(int maxBytes, int highBytes, int lowBytes) {
        return new ChannelOptions(readAheadBytes, maxBytes, highBytes, lowBytes, maxLingerBytes, closeTimeoutMillis);
    }

    /** A copy with other bounds on the closing. */
    public ChannelOptions withClosing(long lingerBytes, long timeoutMillis) {
        return new ChannelOptions(
                readAheadBytes,
                maxPendingOutputBytes,
                highWatermarkBytes,
                lowWatermarkBytes,
                lingerBytes,
                timeoutMillis);
    }
}
