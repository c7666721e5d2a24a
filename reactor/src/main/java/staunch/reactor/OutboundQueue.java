package staunch.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;

/**
 * Bytes on their way out, in order, in pooled buffers. In each buffer the position is where reading goes on and the limit
 * where appending does. A queue without bytes holds no buffer. Used on its loop's thread.
 */
public final class OutboundQueue {
    private static final int MAX_CHUNK_BYTES = 4 * 17 * 1024;

    private final BufferPool pool;
    private final Ledger ledger;
    private final Purpose purpose;
    private @Nullable ArrayDeque<PooledBuffer> buffers;
    private int pendingBytes;

    /**
     * @param pool where the buffers come from
     * @param ledger the connection on whose account they are held
     * @param purpose what the bytes are
     */
    public OutboundQueue(BufferPool pool, Ledger ledger, Purpose purpose) {
        this.pool = pool;
        this.ledger = ledger;
        this.purpose = purpose;
    }

    /** How many bytes wait. */
    public int pendingBytes() {
        return pendingBytes;
    }

    /** Whether nothing waits, and so no buffer is held. */
    public boolean isEmpty() {
        return pendingBytes == 0;
    }

    /** Copies {@code length} bytes from the position of {@code source} behind those that wait. */
    public void append(ByteBuffer source, int length) {
        int left = length;
        while (left > 0) {
            ByteBuffer tail = tailWithSpace(left);
            int count = Math.min(tail.capacity() - tail.limit(), left);
            int at = tail.limit();
            tail.limit(at + count);
            tail.put(at, source, source.position(), count);
            source.position(source.position() + count);
            pendingBytes += count;
            left -= count;
        }
    }

    private ByteBuffer tailWithSpace(int wantedBytes) {
        if (buffers == null) {
            buffers = new ArrayDeque<>(4);
        }
        PooledBuffer tail = buffers.peekLast();
        if (tail != null && tail.bytes().limit() < tail.bytes().capacity()) {
            return tail.bytes();
        }
        int doubled = tail == null ? 0 : 2 * tail.bytes().capacity();
        PooledBuffer fresh = pool.lease(Math.min(Math.max(wantedBytes, doubled), MAX_CHUNK_BYTES), ledger, purpose);
        fresh.bytes().limit(0);
        buffers.addLast(fresh);
        return fresh.bytes();
    }

    /** The first buffer, from position to limit; whoever takes bytes moves the position and calls {@link #settle}. */
    public ByteBuffer head() {
        if (buffers == null || buffers.isEmpty()) {
            throw new IllegalStateException("nothing waits");
        }
        return buffers.getFirst().bytes();
    }

    /** Notes that {@code taken} bytes were read from the front, and gives back the buffers that this emptied. */
    public void settle(int taken) {
        pendingBytes -= taken;
        while (buffers != null
                && !buffers.isEmpty()
                && !buffers.getFirst().bytes().hasRemaining()) {
            buffers.removeFirst().release();
        }
        if (pendingBytes == 0) {
            buffers = null;
        }
    }

    /**
     * Writes to the socket until it takes no more or nothing waits.
     *
     * @param gather room for the buffers of one system call; empty again afterwards
     * @return how many bytes the socket took
     */
    int drainTo(StreamSocket socket, ByteBuffer[] gather) throws IOException {
        int drained = 0;
        while (buffers != null && !buffers.isEmpty()) {
            int count = 0;
            int offered = 0;
            for (PooledBuffer buffer : buffers) {
                if (count == gather.length) {
                    break;
                }
                offered += buffer.bytes().remaining();
                gather[count++] = buffer.bytes();
            }
            int written;
            try {
                written = (int) socket.write(gather, count);
            } finally {
                Arrays.fill(gather, 0, count, null);
            }
            settle(written);
            drained += written;
            if (written < offered) {
                break;
            }
        }
        return drained;
    }

    /** Drops what waits and gives the buffers back. */
    public void release() {
        if (buffers != null) {
            buffers.forEach(PooledBuffer::release);
            buffers = null;
        }
        pendingBytes = 0;
    }
}
