package staunch.reactor.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A bounded pool of direct buffers in size classes, for one event loop and used on its thread only.
 *
 * <p>The classes are powers of two up to 8 KiB and then whole TLS records (a record is at most 16,709 bytes), so that
 * neither a tiny response nor one full record pins much more than it needs. Buffers that come back are kept up to a
 * bound; beyond it they are left to the garbage collector.
 */
public final class BufferPool implements AutoCloseable {
    /** The largest buffer that can be leased, in bytes. */
    public static final int MAX_BUFFER_BYTES = 8 * 17 * 1024;
    /** Default bound of what may be out at once: 256 MiB. */
    public static final long DEFAULT_MAX_LEASED_BYTES = 256L << 20;
    /** Default bound of what is kept for reuse: 16 MiB. */
    public static final long DEFAULT_MAX_RETAINED_BYTES = 16L << 20;

    private static final int[] CLASS_BYTES = {
        256, 512, 1024, 2048, 4096, 8192, 17 * 1024, 2 * 17 * 1024, 4 * 17 * 1024, MAX_BUFFER_BYTES
    };

    private final long maxLeasedBytes;
    private final long maxRetainedBytes;
    private final LeakDetection leakDetection;
    private final List<ArrayDeque<PooledBuffer>> free = new ArrayList<>();
    private final Set<PooledBuffer> outstanding = Collections.newSetFromMap(new IdentityHashMap<>());
    private long leasedBytes;
    private long retainedBytes;

    /** A pool with the default bounds and the configured leak detection. */
    public BufferPool() {
        this(DEFAULT_MAX_LEASED_BYTES, DEFAULT_MAX_RETAINED_BYTES, LeakDetection.configured());
    }

    /**
     * @param maxLeasedBytes the bound of what may be out at once, at least {@link #MAX_BUFFER_BYTES}
     * @param maxRetainedBytes the bound of what is kept for reuse, 0 or more
     * @param leakDetection how closely loans are watched
     */
    public BufferPool(long maxLeasedBytes, long maxRetainedBytes, LeakDetection leakDetection) {
        if (maxLeasedBytes < MAX_BUFFER_BYTES || maxRetainedBytes < 0) {
            throw new IllegalArgumentException("maxLeasedBytes must be at least " + MAX_BUFFER_BYTES + ", was "
                    + maxLeasedBytes + "; maxRetainedBytes must not be negative, was " + maxRetainedBytes);
        }
        this.maxLeasedBytes = maxLeasedBytes;
        this.maxRetainedBytes = maxRetainedBytes;
        this.leakDetection = leakDetection;
        for (int i = 0; i < CLASS_BYTES.length; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /**
     * Lends a buffer of at least {@code minBytes}.
     *
     * @param minBytes from 1 to {@link #MAX_BUFFER_BYTES}
     * @param ledger the connection on whose account it is held
     * @param purpose what for
     * @throws PoolExhaustedException if the bound would be exceeded
     * @throws IllegalArgumentException if {@code minBytes} is out of range
     */
    public PooledBuffer lease(int minBytes, Ledger ledger, Purpose purpose) {
        int sizeClass = sizeClassOf(minBytes);
        int bytes = CLASS_BYTES[sizeClass];
        if (leasedBytes + bytes > maxLeasedBytes) {
            throw new PoolExhaustedException(bytes, leasedBytes, maxLeasedBytes);
        }
        PooledBuffer buffer = free.get(sizeClass).pollLast();
        if (buffer == null) {
            buffer = new PooledBuffer(this, sizeClass, bytes);
        } else {
            retainedBytes -= bytes;
        }
        leasedBytes += bytes;
        buffer.lend(ledger, purpose, leakDetection == LeakDetection.STRICT ? new Throwable("leased here") : null);
        outstanding.add(buffer);
        return buffer;
    }

    /**
     * How much one connection should hold of {@code bytes} that it may hold if few hold anything. All of it until half of
     * {@code maxLeasedBytes} is out, and from there on less, to nothing when three quarters are. The last quarter is so left
     * to those who have nothing yet, each of whom needs little: who holds much may never give it back.
     */
    public int fairShare(int bytes) {
        long quarter = maxLeasedBytes / 4;
        long spare = 3 * quarter - leasedBytes;
        return spare >= quarter ? bytes : (int) (bytes * Math.max(0, spare) / quarter);
    }

    /** The capacity that a lease of {@code minBytes} would have. */
    public static int capacityFor(int minBytes) {
        return CLASS_BYTES[sizeClassOf(minBytes)];
    }

    private static int sizeClassOf(int minBytes) {
        if (minBytes >= 1) {
            for (int i = 0; i < CLASS_BYTES.length; i++) {
                if (minBytes <= CLASS_BYTES[i]) {
                    return i;
                }
            }
        }
        throw new IllegalArgumentException(
                "a buffer has from 1 to " + MAX_BUFFER_BYTES + " bytes, " + minBytes + " were asked for");
    }

    void takeBack(PooledBuffer buffer) {
        int bytes = buffer.bytes().capacity();
        outstanding.remove(buffer);
        leasedBytes -= bytes;
        if (retainedBytes + bytes <= maxRetainedBytes) {
            retainedBytes += bytes;
            free.get(buffer.sizeClass()).addLast(buffer);
        }
    }

    /** The capacity of all buffers that are out, in bytes. */
    public long leasedBytes() {
        return leasedBytes;
    }

    /** The capacity of all buffers kept for reuse, in bytes. */
    public long retainedBytes() {
        return retainedBytes;
    }

    /** The buffers that are out now: leaks, if nobody should hold any. */
    public List<BufferLeak> outstanding() {
        return outstanding.stream().map(PooledBuffer::describe).toList();
    }

    /** Drops the buffers kept for reuse. Buffers still out stay valid; see {@link #outstanding()}. */
    @Override
    public void close() {
        free.forEach(ArrayDeque::clear);
        retainedBytes = 0;
    }
}
