package staunch.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import staunch.reactor.Channel;
import staunch.reactor.ChannelOptions;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;
import staunch.tls.record.EngineScratch;
import staunch.tls.record.RecordHeader;
import staunch.tls.record.RecordPump;

/**
 * The writing half of a {@link TlsChannel}: what the application wrote and no record holds, the bounds on it, and how our
 * direction ends.
 *
 * <pre>
 *   application --&gt; [staged plaintext] --&gt; pump --&gt; [pending below] --&gt; ...
 *                   |&lt;--------------- maxPendingOutputBytes ---------------&gt;|
 *
 *   FLOWING --end()--&gt; ENDING --all wrapped, and close_notify behind it--&gt; ENDED
 * </pre>
 *
 * Records are made when the turn ends, when one is full, or on flush; and only while the channel below has room for them,
 * so that what waits is staged, small, and cannot be overtaken. Used on the loop's thread.
 */
final class TlsOutput {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(RecordSizing.IDLE_MILLIS);

    private final Channel lower;
    private final RecordPump pump;
    private final EngineScratch scratch;
    private final BufferPool pool;
    private final OutboundQueue staged;
    private final ChannelOptions bounds;
    private final RecordSizing sizing;
    private long writtenNanos;
    private boolean ending;
    private boolean writable = true;
    private boolean lowerEnded;
    private long lostBytes;

    TlsOutput(Channel lower, RecordPump pump, EngineScratch scratch, TlsOptions options) {
        this.lower = lower;
        this.pump = pump;
        this.scratch = scratch;
        this.pool = lower.loop().buffers();
        this.staged = new OutboundQueue(pool, lower.ledger(), Purpose.STAGED);
        this.bounds = options.channel();
        this.sizing = options.recordSizing();
        this.writtenNanos = lower.loop().nowNanos() - IDLE_NANOS;
    }

    /** Takes what the hard bound admits, and wraps what fills records. */
    int write(ByteBuffer source) {
        int wanted = source.remaining();
        int taken = Math.min(wanted, roomBytes());
        beginSmallAfterIdle();
        staged.append(source, taken);
        writable &= taken == wanted && pendingBytes() <= pool.fairShare(bounds.highWatermarkBytes());
        wrap(true);
        return taken;
    }

    private void beginSmallAfterIdle() {
        if (sizing == RecordSizing.FULL) {
            return;
        }
        long nowNanos = lower.loop().nowNanos();
        if (nowNanos - writtenNanos >= IDLE_NANOS) {
            pump.beginSmall();
        }
        writtenNanos = nowNanos;
    }

    int roomBytes() {
        return isEndingOrEnded()
                ? 0
                : (int) Math.max(0, Math.min(Integer.MAX_VALUE, bounds.maxPendingOutputBytes() - pendingBytes()));
    }

    long pendingBytes() {
        return staged.pendingBytes() + lower.pendingOutputBytes();
    }

    boolean isWritable() {
        return writable && !isEndingOrEnded();
    }

    /**
     * Whether this is the moment to tell a writer, who had been above the high watermark, to go on: below the low one, or
     * when nothing is staged and the channel below would itself not say when it is.
     */
    boolean becomesWritable() {
        if (writable || isEndingOrEnded()) {
            return false;
        }
        writable = pendingBytes() < pool.fairShare(bounds.lowWatermarkBytes())
                || (staged.isEmpty() && lower.isWritable() && pendingBytes() <= bounds.highWatermarkBytes());
        return writable;
    }

    /** Whether {@link #end} was called. */
    boolean isEnding() {
        return ending;
    }

    /** Whether nothing can be written any more: {@link #end} was called, or the peer (in TLS 1.2) ended our direction. */
    private boolean isEndingOrEnded() {
        return ending || pump.outputClosed();
    }

    /** Nothing more will be written: close_notify follows what is staged. */
    void end() {
        ending = true;
    }

    /** Makes records of what may be sent, as far as there is room below. Returns whether nothing is left to wrap. */
    boolean wrap(boolean fullRecordsOnly) {
        while (isWrapDue(fullRecordsOnly)) {
            int room = lower.writableBytes();
            if (room < RecordHeader.MAX_RECORD_BYTES) {
                return false;
            }
            try (EngineScratch.Frame frame = scratch.enter()) {
                pump.wrap(staged, fullRecordsOnly, room, frame);
                lower.write(frame.target());
            }
        }
        if (pump.outputClosed()) {
            lostBytes += staged.pendingBytes();
            staged.release();
        }
        return true;
    }

    private boolean isWrapDue(boolean fullRecordsOnly) {
        boolean allSent = ending && staged.isEmpty();
        if (allSent && pump.next() != RecordPump.Next.DONE) {
            pump.closeOutput();
        }
        return pump.wantsToWrap(staged, fullRecordsOnly && !ending);
    }

    /** How many bytes the application was told were taken and are never sent, since the peer (in TLS 1.2) ended our direction. */
    long lostBytes() {
        return lostBytes;
    }

    /** Behind our close_notify nothing is sent: the channel below ends its direction too. */
    void endBelow() {
        if (!lowerEnded) {
            lowerEnded = true;
            lower.shutdownOutput();
        }
    }

    /** The connection is over: nothing is wrapped any more. */
    void discardEngine() {
        try (EngineScratch.Frame frame = scratch.enter()) {
            pump.discard(frame);
        }
    }

    /** Drops what is staged. */
    void release() {
        staged.release();
    }
}
