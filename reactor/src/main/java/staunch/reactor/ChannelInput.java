package staunch.reactor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The input of {@link ChannelStreams}.
 *
 * <pre>
 *                 the loop's thread                  |    the reader's
 *   [left with the channel] --pull()--&gt; Channel.read --&gt; HandOver --&gt; read(target)
 *           ^                                        |        |
 *           '------ stalled: the ring was full ------|&lt;-------' half of it is free again
 * </pre>
 *
 * What the reader leaves stays first here, then with the channel, then with the peer. The end is told behind the last byte.
 */
final class ChannelInput extends InputStream {
    private final ChannelStreams streams;
    private final Channel channel;
    private final CallGate gate;
    private final HandOver handOver = new HandOver();
    private final BooleanSupplier news = this::hasNews;
    private final Runnable pull = this::pull;
    /** The loop found no room, and waits to be asked. */
    private final AtomicBoolean stalled = new AtomicBoolean();

    private volatile @Nullable InputEnd end;
    private volatile @Nullable CloseCause failure;
    private volatile boolean closed;
    /** What the channel has told, though bytes may still be left with it. The loop's. */
    private @Nullable InputEnd toldEnd;

    ChannelInput(ChannelStreams streams, Channel channel, CallGate gate) {
        this.streams = streams;
        this.channel = channel;
        this.gate = gate;
    }

    // ---- the reader's thread ----

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Waits for the first byte only. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        gate.enter();
        try {
            gate.await(news);
            return takeOrEnd(target, offset, length);
        } finally {
            gate.leave();
        }
    }

    private boolean hasNews() {
        return handOver.waitingBytes() > 0 || end != null || failure != null || closed;
    }

    private int takeOrEnd(byte[] target, int offset, int length) throws IOException {
        refuseIfClosed();
        // These first: they are set behind the last byte, so that no byte can come between here and the look at the
        // ring; and the failure is set behind the end, which counts for more.
        CloseCause why = failure;
        InputEnd how = end;
        int taken = take(target, offset, length);
        if (taken > 0) {
            return taken;
        }
        if (how == InputEnd.CLEAN) {
            return -1;
        }
        if (how == InputEnd.TRUNCATED) {
            throw new TruncatedInputException();
        }
        throw ChannelEndException.because(Objects.requireNonNull(why));
    }

    private int take(byte[] target, int offset, int length) {
        int taken = handOver.take(target, offset, length);
        if (handOver.isHalfFree() && stalled.compareAndSet(true, false)) {
            streams.onLoop(pull);
        }
        return taken;
    }

    /** How many bytes can be read without waiting; more may be left with the channel. */
    @Override
    public int available() throws IOException {
        refuseIfClosed();
        return handOver.waitingBytes();
    }

    private void refuseIfClosed() throws ChannelEndException {
        if (closed) {
            throw ChannelEndException.closed("input");
        }
    }

    /** Never waits. A read that does is woken, and fails; what still comes is dropped. */
    @Override
    public void close() {
        closed = true;
        gate.awaken();
        streams.directionClosed();
    }

    boolean isClosed() {
        return closed;
    }

    // ---- the loop's thread ----

    void arrived(ByteBuffer in) {
        if (closed) {
            in.position(in.limit());
        } else {
            pull();
        }
    }

    /** Whoever comes after the end was told never hears of it. */
    void begin() {
        if (pull() < 0 && toldEnd == null && channel.isOpen()) {
            fail(CloseCause.of(
                    CloseCause.Kind.ENDED,
                    new IllegalStateException("the input had ended before the streams came: lay them in onOpen")));
        }
    }

    /** Moves what there is as far as the ring has room, and the end behind it. Returns what the last read did. */
    private int pull() {
        int moved = 0;
        while (hasRoom()) {
            moved = channel.read(handOver.room());
            if (moved <= 0) {
                publishEnd();
                break;
            }
            handOver.give(moved);
        }
        gate.awaken();
        return moved;
    }

    /** A reset is published when the channel closes, which it does at once, with the reason. */
    private void publishEnd() {
        if (toldEnd != InputEnd.RESET) {
            end = toldEnd;
        }
    }

    /** If there is none the reader will ask; unless it has made room meanwhile, too early to see that it should. */
    private boolean hasRoom() {
        if (handOver.roomBytes() > 0) {
            return true;
        }
        stalled.set(true);
        return handOver.isHalfFree() && stalled.compareAndSet(true, false);
    }

    void ended(InputEnd how) {
        toldEnd = how;
        pull();
    }

    /** An orderly end of the channel means that all was taken from it: what the ring had no room for was the end. */
    void channelEnded(CloseCause cause) {
        if (cause.isOrderly()) {
            publishEnd();
        }
        fail(cause);
    }

    /** No more will come; the first reason counts. */
    void fail(CloseCause why) {
        if (failure == null) {
            failure = why;
        }
        gate.awaken();
    }
}
