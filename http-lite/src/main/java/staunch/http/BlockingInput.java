package staunch.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.reactor.CallGate;
import staunch.reactor.HandOver;

/**
 * The body of a request as a blocking stream.
 *
 * <pre>
 *                      the loop's thread              |    the reader's
 *   [left with the channel] --onBytes--&gt; HandOver --&gt; | --&gt; read(target)
 *             ^                                       |        |
 *             '----- stalled: the ring was full ----- | &lt;------' half of it is free again
 * </pre>
 *
 * The end, or the failure, is told behind the last byte.
 */
final class BlockingInput extends InputStream implements BodyConsumer {
    private final RequestBody body;
    private final CallGate gate;
    private final HandOver handOver = new HandOver();
    private final BooleanSupplier news = this::hasNews;
    /** The loop found no room, and waits to be asked. */
    private final AtomicBoolean stalled = new AtomicBoolean();

    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    BlockingInput(RequestBody body, CallGate gate) {
        this.body = body;
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
        return handOver.waitingBytes() > 0 || ended || failure != null || closed;
    }

    private int takeOrEnd(byte[] target, int offset, int length) throws IOException {
        refuseIfClosed();
        // First: it is set behind the last byte, so that no byte can come between here and the look at the ring.
        Throwable why = failure;
        int taken = take(target, offset, length);
        if (taken > 0) {
            return taken;
        }
        if (why instanceof IOException known) {
            throw known;
        }
        if (why != null) {
            throw new IOException("the body cannot be read", why);
        }
        return -1;
    }

    private int take(byte[] target, int offset, int length) {
        int taken = handOver.take(target, offset, length);
        if (handOver.isHalfFree() && stalled.compareAndSet(true, false)) {
            body.resume();
        }
        return taken;
    }

    /** How many bytes can be read without waiting; more may be left with the channel. */
    @Override
    public int available() throws IOException {
        refuseIfClosed();
        return handOver.waitingBytes();
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the stream was closed: the body is not read any more");
        }
    }

    /** Never waits. A read that does is woken, and fails. What is left of the body is seen to when the handler returns. */
    @Override
    public void close() {
        closed = true;
        gate.awaken();
    }

    // ---- the loop's thread ----

    @Override
    public void onBytes(ByteBuffer bytes) {
        int end = bytes.limit();
        while (bytes.hasRemaining() && hasRoom()) {
            ByteBuffer room = handOver.room();
            int count = Math.min(room.remaining(), bytes.remaining());
            room.put(bytes.limit(bytes.position() + count));
            bytes.limit(end);
            handOver.give(count);
        }
        gate.awaken();
    }

    /** If there is none the reader will ask; unless it has made room meanwhile, too early to see that it should. */
    private boolean hasRoom() {
        if (handOver.roomBytes() > 0) {
            return true;
        }
        stalled.set(true);
        return handOver.isHalfFree() && stalled.compareAndSet(true, false);
    }

    @Override
    public void onEnd(Fields trailers) {
        ended = true;
        gate.awaken();
    }

    @Override
    public void onFailure(Throwable why) {
        failure = why;
        gate.awaken();
    }
}
