package staunch.http;

import staunch.http.codec.HttpLimits;
import staunch.reactor.ChannelOptions;

/** What HTTP needs of the channel below it. */
final class ChannelNeeds {
    /** Above the high watermark there must be room for trailers, and for the head behind them. */
    private static final int MIN_ROOM_BYTES = 2 * OutgoingBody.SCRATCH_BYTES;

    private ChannelNeeds() {}

    /** @throws IllegalArgumentException if messages within the limits would not fit the channel's bounds */
    static void check(HttpLimits limits, ChannelOptions channel) {
        checkReadAhead(limits, channel.readAheadBytes());
        if (channel.maxPendingOutputBytes() - channel.highWatermarkBytes() < MIN_ROOM_BYTES) {
            throw new IllegalArgumentException("maxPendingOutputBytes must be at least " + MIN_ROOM_BYTES
                    + " above highWatermarkBytes, so that there is room for a head when the channel is writable");
        }
    }

    /**
     * Asked again of each channel that opens, because a layer may keep less than the channel below it.
     *
     * @throws IllegalArgumentException if what a decoder needs to see in one piece is more than the channel keeps
     */
    static void checkReadAhead(HttpLimits limits, int readAheadBytes) {
        if (limits.neededLeftoverBytes() >= readAheadBytes) {
            throw new IllegalArgumentException(
                    "the limits let a head or its trailers grow to "
                            + limits.neededLeftoverBytes() + " bytes, but a channel keeps only " + readAheadBytes
                            + " unread: lower maxHeadBytes and maxTrailerBytes, or raise readAheadBytes if it is not a layer's");
        }
    }
}
