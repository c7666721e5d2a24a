package staunch.reactor.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Buffers for the duration of a call, one per nesting depth: a call that needs a scratch while another, further out, is
 * still using its own gets the next one, so that neither overwrites the other. Leased and released in strict nesting, on
 * one thread.
 */
public final class ScratchStack {
    /** How deep calls may nest: TLS over TLS over TLS, each echoing from inside its read, stays well below. */
    public static final int MAX_DEPTH = 16;

    private final int capacityBytes;
    private final IntFunction<ByteBuffer> allocator;
    private final List<ByteBuffer> scratches = new ArrayList<>();
    private int depth;

    /**
     * @param capacityBytes the size of each scratch
     * @param allocator {@link ByteBuffer#allocate} or {@link ByteBuffer#allocateDirect}
     */
    public ScratchStack(int capacityBytes, IntFunction<ByteBuffer> allocator) {
        this.capacityBytes = capacityBytes;
        this.allocator = allocator;
    }

    /**
     * The scratch of the next depth, empty.
     *
     * @throws IllegalStateException if calls nest deeper than {@link #MAX_DEPTH}
     */
    public ByteBuffer lease() {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("calls that need a scratch buffer nest deeper than " + MAX_DEPTH
                    + ": stack fewer layers, or write from a task instead of from inside onRead");
        }
        if (depth == scratches.size()) {
            scratches.add(allocator.apply(capacityBytes));
        }
        return scratches.get(depth++).clear();
    }

    /** Gives back the scratch leased last. */
    public void release(ByteBuffer scratch) {
        if (depth == 0 || scratches.get(depth - 1) != scratch) {
            throw new IllegalStateException("scratch buffers are released in the reverse order of their lease");
        }
        depth--;
    }

    /** How many are leased now. */
    public int depth() {
        return depth;
    }
}
