package staunch.reactor.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Scratch buffers for the duration of a call, one per nesting depth: a call that needs one while another, further out, is
 * still using its own gets the next, so that neither overwrites the other. Leased and released in strict nesting, on one
 * thread. Each is made at first use and kept.
 *
 * @param <T> a buffer, or several that are used together
 */
public final class ScratchStack<T> {
    /** How deep calls may nest: TLS over TLS over TLS, each echoing from inside its read, stays well below. */
    public static final int MAX_DEPTH = 16;

    private final Supplier<T> maker;
    private final Consumer<T> clearer;
    private final List<T> scratches = new ArrayList<>();
    private int depth;

    /**
     * @param maker makes one
     * @param clearer empties one before it is leased again
     */
    public ScratchStack(Supplier<T> maker, Consumer<T> clearer) {
        this.maker = maker;
        this.clearer = clearer;
    }

    /**
     * A stack of single buffers.
     *
     * @param capacityBytes the size of each
     * @param allocator {@link ByteBuffer#allocate} or {@link ByteBuffer#allocateDirect}
     */
    public static ScratchStack<ByteBuffer> ofBuffers(int capacityBytes, IntFunction<ByteBuffer> allocator) {
        return new ScratchStack<>(() -> allocator.apply(capacityBytes), ByteBuffer::clear);
    }

    /**
     * The scratch of the next depth, empty.
     *
     * @throws IllegalStateException if calls nest deeper than {@link #MAX_DEPTH}
     */
    public T lease() {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("calls that need a scratch buffer nest deeper than " + MAX_DEPTH
                    + ": stack fewer layers, or write from a task instead of from inside onRead");
        }
        if (depth == scratches.size()) {
            scratches.add(maker.get());
        }
        T scratch = scratches.get(depth++);
        clearer.accept(scratch);
        return scratch;
    }

    /**
     * Gives back the scratch leased last.
     *
     * @throws IllegalStateException if that was another one
     */
    public void release(T scratch) {
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
