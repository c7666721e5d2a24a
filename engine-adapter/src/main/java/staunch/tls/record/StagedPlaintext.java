package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;

/**
 * What the application wrote and no record holds yet: until the end of the turn, the end of the handshake, or until there
 * is room below.
 *
 * <pre>
 *       first buffer              ...            last buffer
 *      |----|===========|   |===========|   |======|.........|
 *         position   limit                       limit    capacity
 *
 *      bytes = the sum of what remains;   bytes == 0  implies  no buffer is held
 * </pre>
 *
 * Unbounded in itself: whoever {@link #add adds} keeps the bound. Small writes share a buffer.
 */
public final class StagedPlaintext {
    private final BufferPool pool;
    private final Ledger ledger;
    private final ArrayDeque<PooledBuffer> buffers = new ArrayDeque<>(2);
    private int bytes;

    /** Empty, on the account of {@code ledger}. */
    public StagedPlaintext(BufferPool pool, Ledger ledger) {
        this.pool = pool;
        this.ledger = ledger;
    }

    /** How many bytes wait. */
    public int bytes() {
        return bytes;
    }

    /**
     * Copies up to {@code maxBytes} from {@code source} behind what waits.
     *
     * @throws staunch.reactor.memory.PoolExhaustedException if there is no buffer for them; what was copied until then
     *     is noted in the position of {@code source}
     */
    public void add(ByteBuffer source, int maxBytes) {
        int left = Math.min(maxBytes, source.remaining());
        while (left > 0) {
            ByteBuffer target = withSpace(left).bytes();
            int length = Math.min(left, target.capacity() - target.limit());
            int end = target.limit();
            target.limit(end + length).put(end, source, source.position(), length);
            source.position(source.position() + length);
            bytes += length;
            left -= length;
        }
    }

    private PooledBuffer withSpace(int length) {
        PooledBuffer last = buffers.peekLast();
        if (last != null && last.bytes().limit() < last.bytes().capacity()) {
            return last;
        }
        // Twice what waits: many small writes then cost few buffers.
        int wanted = Math.min(Math.max(length, 2 * Math.min(bytes, RecordHeader.MAX_PLAINTEXT_BYTES)),
                RecordHeader.MAX_PLAINTEXT_BYTES);
        PooledBuffer fresh = pool.lease(wanted, ledger, Purpose.STAGED);
        fresh.bytes().limit(0);
        buffers.addLast(fresh);
        return fresh;
    }

    /** Copies the first bytes, at most {@code maxBytes}, into {@code target} from index 0, and flips it. */
    ByteBuffer peek(ByteBuffer target, int maxBytes) {
        target.clear();
        int left = Math.min(maxBytes, bytes);
        for (PooledBuffer buffer : buffers) {
            ByteBuffer from = buffer.bytes();
            int length = Math.min(left, from.remaining());
            target.put(target.position(), from, from.position(), length).position(target.position() + length);
            left -= length;
            if (left == 0) {
                break;
            }
        }
        return target.flip();
    }

    /** Drops the first {@code count} bytes: a record holds them. */
    void remove(int count) {
        bytes -= count;
        int left = count;
        while (left > 0) {
            ByteBuffer first = buffers.element().bytes();
            int length = Math.min(left, first.remaining());
            first.position(first.position() + length);
            left -= length;
            if (!first.hasRemaining()) {
                buffers.remove().release();
            }
        }
    }

    /** Drops everything. */
    public void release() {
        buffers.forEach(PooledBuffer::release);
        buffers.clear();
        bytes = 0;
    }
}
