package staunch.reactor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@link ChannelStreams}.
 *
 * <pre>
 *   the writer's thread              |     the loop's
 *   write(source) --&gt; HandOver --&gt; drain() --&gt; Channel.write     while the channel is writable,
 *          ^                         |            |              and again when it says so
 *          '------- waits while the ring is full -'
 * </pre>
 */
final class ChannelOutput extends OutputStream {
    private final ChannelStreams streams;
    private final Channel channel;
    private final CallGate gate;
    private final HandOver handOver = new HandOver();
    private final Runnable drain = this::drain;
    /** A drain is on its way to the loop, and will see whatever is given until it begins. */
    private final AtomicBoolean drainAsked = new AtomicBoolean();

    private volatile @Nullable CloseCause failure;
    private volatile boolean closed;

    ChannelOutput(ChannelStreams streams, Channel channel, CallGate gate) {
        this.streams = streams;
        this.channel = channel;
        this.gate = gate;
    }

    // ---- the writer's thread ----

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** Waits while the channel is above its bound. The bytes are sent without a flush. */
    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        gate.enter();
        int given = 0;
        try {
            refuseIfOver();
            while (given < length) {
                gate.await(this::hasRoomOrIsOver);
                refuseIfOver();
                given += give(source, offset + given, length - given);
            }
        } catch (InterruptedIOException e) {
            e.bytesTransferred = given;
            throw e;
        } finally {
            gate.leave();
        }
    }

    private int give(byte[] source, int offset, int length) {
        int count = handOver.give(source, offset, length);
        askToDrain();
        return count;
    }

    private void askToDrain() {
        if (drainAsked.compareAndSet(false, true)) {
            streams.onLoop(drain);
        }
    }

    private boolean hasRoomOrIsOver() {
        return handOver.roomBytes() > 0 || isOver();
    }

    private boolean isEmptyOrOver() {
        return handOver.waitingBytes() == 0 || isOver();
    }

    private boolean isOver() {
        return failure != null || closed;
    }

    private void refuseIfOver() throws ChannelEndException {
        if (closed) {
            throw ChannelEndException.closed("output");
        }
        CloseCause why = failure;
        if (why != null) {
            throw ChannelEndException.because(why);
        }
    }

    /** Waits until the channel has taken what was written; the socket has it then, as far as the peer lets it. */
    @Override
    public void flush() throws IOException {
        gate.enter();
        try {
            refuseIfOver();
            gate.await(this::isEmptyOrOver);
            refuseIfOver();
        } finally {
            gate.leave();
        }
    }

    /**
     * Ends our direction behind what was written, and waits until the channel has taken that, within the write timeout. If
     * it does not, the channel is aborted: the peer must not take what it got for all.
     */
    @Override
    public void close() throws IOException {
        gate.refuseLoop();
        if (closed) {
            return;
        }
        try {
            awaitTaken();
        } catch (IOException e) {
            streams.abort(CloseCause.of(CloseCause.Kind.ABORTED, e));
            throw e;
        } finally {
            closed = true;
            gate.awaken();
            streams.directionClosed();
        }
    }

    /** A channel that ended after it had taken everything is no failure of this stream. */
    private void awaitTaken() throws IOException {
        gate.enter();
        try {
            gate.await(this::isEmptyOrOver);
            if (handOver.waitingBytes() > 0) {
                refuseIfOver();
            }
        } finally {
            gate.leave();
        }
    }

    boolean isClosed() {
        return closed;
    }

    // ---- the loop's thread ----

    /** Lets the channel have what it takes without going above its high watermark by more than one ring. */
    void drain() {
        drainAsked.set(false);
        ByteBuffer waiting = handOver.waiting();
        while (waiting.hasRemaining() && channel.isWritable()) {
            int taken = channel.write(waiting);
            if (taken == 0) {
                break;
            }
            handOver.take(taken);
            waiting = handOver.waiting();
        }
        if (waiting.hasRemaining() && !willTakeMore()) {
            fail(CloseCause.of(
                    CloseCause.Kind.RESET, new IOException("the peer, or a close() of ours, has ended our direction")));
        }
        gate.awaken();
    }

    /** A channel that has nothing to send and no room will never have any: it will say no more that it is writable. */
    private boolean willTakeMore() {
        return channel.writableBytes() > 0 || channel.pendingOutputBytes() > 0;
    }

    /** No more will be taken; the first reason counts. */
    void fail(CloseCause why) {
        if (failure == null) {
            failure = why;
        }
        gate.awaken();
    }
}
