package staunch.reactor.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer on loan from a {@link BufferPool}. Whoever leased it owns it until {@link #release()}; after that
 * neither this object nor its {@link #bytes()} may be touched. Belongs to the pool's thread.
 */
public final class PooledBuffer {
    private final BufferPool pool;
    private final ByteBuffer bytes;
    private final int sizeClass;
    private @Nullable Ledger ledger;
    private Purpose purpose = Purpose.APPLICATION;
    private @Nullable Throwable leasedAt;
    /** What follows in the {@link OutboundQueue} that owns this: a list of its own would be an allocation per answer. */
    @Nullable
    PooledBuffer next;

    PooledBuffer(BufferPool pool, int sizeClass, int capacityBytes) {
        this.pool = pool;
        this.sizeClass = sizeClass;
        this.bytes = ByteBuffer.allocateDirect(capacityBytes);
    }

    /** The buffer itself: direct, big-endian, empty at lease (position 0, limit at capacity). */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Gives the buffer back to its pool.
     *
     * @throws IllegalStateException if it was given back before
     */
    public void release() {
        Ledger lender = ledger;
        if (lender == null) {
            throw new IllegalStateException("buffer released twice (" + bytes.capacity() + " bytes, last held for "
                    + purpose + "): each lease has one owner and one release");
        }
        lender.returned(purpose, bytes.capacity());
        ledger = null;
        leasedAt = null;
        pool.takeBack(this);
    }

    void lend(Ledger ledger, Purpose purpose, @Nullable Throwable leasedAt) {
        this.ledger = ledger;
        this.purpose = purpose;
        this.leasedAt = leasedAt;
        bytes.clear().order(ByteOrder.BIG_ENDIAN);
        ledger.lent(purpose, bytes.capacity());
    }

    int sizeClass() {
        return sizeClass;
    }

    BufferLeak describe() {
        return new BufferLeak(purpose, bytes.capacity(), leasedAt);
    }
}
