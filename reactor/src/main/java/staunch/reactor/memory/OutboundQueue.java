package staunch.reactor.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way out, in order, in pooled buffers: written and not yet encrypted, or ready and not yet with the
 * socket.
 *
 * <pre>
 *       first buffer              ...            last buffer
 *      |----|===========|   |===========|   |======|.........|
 *         position   limit                       limit    capacity
 *
 *      pendingBytes = the sum of what remains;   pendingBytes == 0  implies  no buffer is held
 * </pre>
 *
 * In each buffer the position is where taking goes on and the limit where appending does. Small pieces share a buffer.
 * Bytes are taken by copy, with {@link #peek} and {@link #remove}, or from where they lie, with {@link #head} or {@link
 * #gather} and {@link #settle}. Unbounded in itself: whoever appends keeps the bound. Used on its loop's thread.
 */
public final class OutboundQueue {
    /** The largest buffer that is leased: four of the longest TLS records. */
    private static final int MAX_CHUNK_BYTES = 4 * 17 * 1024;

    private final BufferPool pool;
    private final Ledger ledger;
    private final Purpose purpose;
    private @Nullable PooledBuffer first;
    private @Nullable PooledBuffer last;
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

    /**
     * Copies {@code length} bytes from the position of {@code source} behind those that wait.
     *
     * @throws PoolExhaustedException if there is no buffer for them; what was copied until then is noted in the position
     *     of {@code source}
     */
    public void append(ByteBuffer source, int length) {
        int left = length;
        while (left > 0) {
            ByteBuffer tail = tailWithSpace(left);
            int at = tail.limit();
            int count = Math.min(tail.capacity() - at, left);
            tail.limit(at + count).put(at, source, source.position(), count);
            source.position(source.position() + count);
            pendingBytes += count;
            left -= count;
        }
    }

    /** A fresh buffer has twice the room of the one before, so that many small writes cost few buffers. */
    private ByteBuffer tailWithSpace(int wantedBytes) {
        PooledBuffer tail = last;
        if (tail != null && tail.bytes().limit() < tail.bytes().capacity()) {
            return tail.bytes();
        }
        int doubled = tail == null ? 0 : 2 * tail.bytes().capacity();
        PooledBuffer fresh = pool.lease(Math.min(Math.max(wantedBytes, doubled), MAX_CHUNK_BYTES), ledger, purpose);
        fresh.bytes().limit(0);
        if (tail == null) {
            first = fresh;
        } else {
            tail.next = fresh;
        }
        last = fresh;
        return fresh.bytes();
    }

    /** Copies the first bytes, at most {@code maxBytes}, into {@code target} from index 0, and flips it. */
    public ByteBuffer peek(ByteBuffer target, int maxBytes) {
        target.clear();
        int left = Math.min(maxBytes, pendingBytes);
        for (PooledBuffer buffer = first; buffer != null && left > 0; buffer = buffer.next) {
            int length = Math.min(left, buffer.bytes().remaining());
            target.put(target.position(), buffer.bytes(), buffer.bytes().position(), length);
            target.position(target.position() + length);
            left -= length;
        }
        return target.flip();
    }

    /**
     * Puts the first buffers, each from position to limit, into {@code slots} from index 0, as many as fit; as with {@link
     * #head}.
     *
     * @return how many there are
     */
    public int gather(ByteBuffer[] slots) {
        int count = 0;
        for (PooledBuffer buffer = first; buffer != null && count < slots.length; buffer = buffer.next) {
            slots[count++] = buffer.bytes();
        }
        return count;
    }

    /**
     * Drops the first {@code count} bytes, which are taken.
     *
     * @throws IllegalStateException if fewer wait
     */
    public void remove(int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer front = head();
            int length = Math.min(left, front.remaining());
            front.position(front.position() + length);
            settle(length);
            left -= length;
        }
    }

    /**
     * The first buffer, from position to limit. It stays the queue's: whoever takes bytes from it moves the position and
     * calls {@link #settle}.
     *
     * @throws IllegalStateException if nothing waits
     */
    public ByteBuffer head() {
        if (first == null) {
            throw new IllegalStateException("nothing waits");
        }
        return first.bytes();
    }

    /** Notes that {@code taken} bytes were taken from the front, and gives back the buffers that this emptied. */
    public void settle(int taken) {
        pendingBytes -= taken;
        PooledBuffer front = first;
        while (front != null && !front.bytes().hasRemaining()) {
            front = releaseFirst(front);
        }
    }

    /** Drops what waits and gives the buffers back. */
    public void release() {
        PooledBuffer front = first;
        while (front != null) {
            front = releaseFirst(front);
        }
        pendingBytes = 0;
    }

    private @Nullable PooledBuffer releaseFirst(PooledBuffer front) {
        PooledBuffer second = front.next;
        front.next = null;
        first = second;
        if (second == null) {
            last = null;
        }
        front.release(); // the last, because it may be what somebody waits for who comes back here
        return first;
    }
}
