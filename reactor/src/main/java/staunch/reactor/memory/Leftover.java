package staunch.reactor.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that have arrived and that nobody has taken yet, in order, in one contiguous pooled buffer that exists only
 * while there are any.
 *
 * <pre>
 *            taken            waiting              free
 *      |---------------|====================|----------------|
 *      0             start                 end           capacity
 *
 *      0 &lt;= start &lt;= end &lt;= capacity,   end - start &lt;= maxBytes,   start == end  implies  no buffer is held
 * </pre>
 *
 * New bytes go in behind with {@link #append}; whoever takes bytes does so by moving the position of {@link #view()}
 * and then calls {@link #settle()}. The buffer doubles, and the waiting bytes move only when there is no room behind
 * them, so that appending costs amortised constant time per byte while no more than half of the bound waits.
 *
 * <p>Owned by one channel and used on its loop's thread. Open for extension so that a layer can give its leftover a name
 * and the questions that belong to it; what is above cannot be overridden.
 */
public class Leftover {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final BufferPool pool;
    private final Ledger ledger;
    private final Purpose purpose;
    private final int maxBytes;
    private @Nullable PooledBuffer held;
    private int start;
    private int end;

    /**
     * @param pool where the buffer comes from
     * @param ledger the connection on whose account it is held
     * @param purpose what the bytes are
     * @param maxBytes how many may wait at once, from 1 to {@link BufferPool#MAX_BUFFER_BYTES}
     */
    public Leftover(BufferPool pool, Ledger ledger, Purpose purpose, int maxBytes) {
        if (maxBytes < 1 || maxBytes > BufferPool.MAX_BUFFER_BYTES) {
            throw new IllegalArgumentException(
                    "a leftover's bound is from 1 to " + BufferPool.MAX_BUFFER_BYTES + " bytes, not " + maxBytes);
        }
        this.pool = pool;
        this.ledger = ledger;
        this.purpose = purpose;
        this.maxBytes = maxBytes;
    }

    /** How many bytes wait. */
    public final int remaining() {
        return end - start;
    }

    /** Whether nothing waits, and so no buffer is held. */
    public final boolean isEmpty() {
        return start == end;
    }

    /** How many more bytes may be appended. */
    public final int room() {
        return maxBytes - remaining();
    }

    /**
     * Copies all of {@code source} behind what waits.
     *
     * @throws IllegalArgumentException if that is more than {@link #room()}; nothing is copied then
     * @throws PoolExhaustedException if a larger buffer is needed and cannot be had; nothing is copied then
     */
    public final void append(ByteBuffer source) {
        int length = source.remaining();
        if (length > room()) {
            throw new IllegalArgumentException(length + " bytes do not fit: " + remaining() + " of at most " + maxBytes
                    + " already wait for " + purpose);
        }
        if (length == 0) {
            return;
        }
        ByteBuffer target = withSpaceFor(length);
        target.put(end, source, source.position(), length).position(start);
        source.position(source.limit());
        end += length;
    }

    private ByteBuffer withSpaceFor(int length) {
        PooledBuffer current = held;
        if (current == null) {
            return replaceWith(pool.lease(length, ledger, purpose), null);
        }
        // An earlier view() has left its limit here.
        ByteBuffer bytes = current.bytes().clear();
        if (bytes.capacity() - end >= length) {
            return bytes;
        }
        int needed = remaining() + length;
        if (needed <= bytes.capacity() / 2 || maxBytes <= bytes.capacity()) {
            bytes.put(0, bytes, start, remaining());
            end -= start;
            start = 0;
            return bytes;
        }
        int doubled = Math.min(2 * bytes.capacity(), BufferPool.MAX_BUFFER_BYTES);
        return replaceWith(pool.lease(Math.max(needed, Math.min(doubled, maxBytes)), ledger, purpose), current);
    }

    private ByteBuffer replaceWith(PooledBuffer larger, @Nullable PooledBuffer current) {
        int waiting = remaining();
        if (current != null) {
            larger.bytes().put(0, current.bytes(), start, waiting);
            current.release();
        }
        held = larger;
        start = 0;
        end = waiting;
        return larger.bytes();
    }

    /**
     * The waiting bytes, from position to limit; direct. Valid until the next call of any other method here. The
     * taker moves the position; {@link #settle()} notes how far.
     */
    public final ByteBuffer view() {
        PooledBuffer current = held;
        if (current == null) {
            return NOTHING;
        }
        return current.bytes().limit(end).position(start);
    }

    /** Notes what was taken through {@link #view()}, and gives the buffer back when that was everything. */
    public final void settle() {
        PooledBuffer current = held;
        if (current == null) {
            return;
        }
        int position = current.bytes().position();
        if (position < start || position > end) {
            throw new IllegalStateException("the view of " + purpose + " was moved to " + position
                    + ", outside of what waits (" + start + " to " + end + "): take bytes from its front only");
        }
        start = position;
        if (start == end) {
            release();
        }
    }

    /** Moves as much of what waits as {@code target} has room for. */
    public final void moveTo(ByteBuffer target) {
        ByteBuffer waiting = view();
        int length = Math.min(waiting.remaining(), target.remaining());
        target.put(target.position(), waiting, waiting.position(), length);
        target.position(target.position() + length);
        waiting.position(waiting.position() + length);
        settle();
    }

    /** Drops what waits and gives the buffer back. */
    public final void release() {
        PooledBuffer current = held;
        held = null;
        start = 0;
        end = 0;
        if (current != null) {
            current.release();
        }
    }
}
