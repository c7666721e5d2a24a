package staunch.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import staunch.reactor.CallGate;
import staunch.reactor.HandOver;

/**
 * The body of an answer as a blocking stream.
 *
 * <pre>
 *   the writer's thread              |     the loop's
 *   write(source) --&gt; HandOver --&gt; drain() --&gt; BodyWriter.write     while the peer takes it,
 *          ^                         |            |                and again when produce() is called
 *          '------- waits while the ring is full -'
 *
 *   WRITING --close()--&gt; CLOSED --the handler returns--&gt; ended: the body is whole, once the ring is empty
 *      |                   |
 *      '-------------------'-----the handler throws----&gt; failed: the connection is cut
 * </pre>
 *
 * So a stream that a try-with-resources closes on an exception's way out does not make a whole body of a part.
 */
final class BlockingOutput extends OutputStream implements BodyProducer {
    private final Exchange exchange;
    private final CallGate gate;
    private final OptionalLong lengthBytes;
    private final HandOver handOver = new HandOver();
    private final Runnable drain = this::drainOrFail;
    private final BooleanSupplier roomOrOver = this::hasRoomOrIsOver;
    /** A drain is on its way to the loop, and will see whatever is given until it begins. */
    private final AtomicBoolean drainAsked = new AtomicBoolean();

    private volatile boolean ended;
    private volatile boolean closed;
    /** Nothing more is taken: the body was sent whole, or was not to be sent at all, as in an answer to HEAD. */
    private volatile boolean whole;
    /** Nothing more is taken, and the body will never be whole. */
    private volatile boolean lost;
    /** Of all writes; of the call that is in. */
    private long writtenBytes;
    /** Where the loop puts the body, from the moment that the head is written. The loop's. */
    private @Nullable BodyWriter writer;

    BlockingOutput(Exchange exchange, CallGate gate, OptionalLong lengthBytes) {
        this.exchange = exchange;
        this.gate = gate;
        this.lengthBytes = lengthBytes;
    }

    // ---- the writer's thread ----

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** Waits while the peer does not take what was written. The bytes are sent without a flush. */
    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        gate.enter();
        int given = 0;
        try {
            refuseIfOver();
            refuseIfTooLong(length);
            while (given < length && !whole) {
                gate.await(roomOrOver);
                refuseIfOver();
                given += give(source, offset + given, length - given);
            }
        } catch (InterruptedIOException e) {
            e.bytesTransferred = given;
            throw e;
        } finally {
            writtenBytes += given;
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
            exchange.onLoop(drain, () -> finished(false));
        }
    }

    private boolean hasRoomOrIsOver() {
        return handOver.roomBytes() > 0 || isOver();
    }

    private boolean isEmptyOrOver() {
        return handOver.waitingBytes() == 0 || isOver();
    }

    private boolean isOver() {
        return whole || lost || closed;
    }

    private void refuseIfOver() throws IOException {
        if (closed) {
            throw new IOException("the stream was closed: nothing more can be written");
        }
        if (lost) {
            throw new LostConnectionException("the connection ended before the answer did");
        }
    }

    private void refuseIfTooLong(int length) throws IOException {
        if (lengthBytes.isPresent() && length > lengthBytes.getAsLong() - writtenBytes) {
            throw new IOException("the answer is longer than the " + lengthBytes.getAsLong() + " bytes announced");
        }
    }

    /** Waits until the connection has taken what was written; the socket has it then, as far as the peer lets it. */
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

    /** Never waits; what was written goes out. */
    @Override
    public void close() {
        closed = true;
        gate.awaken();
    }

    // ---- the handler's end, on its thread ----

    /** The handler has returned: what it wrote is the body. Never waits. */
    void end() {
        close();
        ended = true;
        askToDrain();
    }

    /** The handler has failed. Never waits. */
    void fail(Throwable failure) {
        close();
        exchange.onLoop(
                () -> {
                    BodyWriter out = writer;
                    if (out != null && !whole && !lost) {
                        out.fail(failure);
                    } else {
                        exchange.tellFailure(failure);
                    }
                },
                () -> {});
    }

    // ---- the loop's thread ----

    @Override
    public void produce(BodyWriter out) {
        writer = out;
        drain();
    }

    private void drainOrFail() {
        try {
            drain();
        } catch (RuntimeException failure) {
            fail(failure);
        }
    }

    private void drain() {
        drainAsked.set(false);
        BodyWriter out = writer;
        if (out == null || whole || lost) {
            return;
        }
        boolean last = ended; // Looked at first, so that no byte can be given behind it.
        ByteBuffer waiting = handOver.waiting();
        int taken = 1;
        while (waiting.hasRemaining() && taken > 0 && out.isWritable()) {
            taken = out.write(waiting);
            handOver.take(taken);
            waiting = handOver.waiting();
        }
        if (last && !waiting.hasRemaining()) {
            whole = true;
            out.end();
        }
        gate.awaken();
    }

    /** Also when the peer is not to have a body, and when the answer was dropped before it was begun. Any thread. */
    @Override
    public void finished(boolean allSent) {
        if (allSent) {
            whole = true;
        } else {
            lost = true;
        }
        gate.awaken();
    }
}
