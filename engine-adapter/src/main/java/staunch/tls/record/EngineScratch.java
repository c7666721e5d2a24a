package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers that engines work on, shared by all connections of a loop: a stack, one frame for each call that is under
 * way. A connection that decrypts holds a frame while the application looks at its plaintext; when the application
 * answers at once, or when its data are themselves TLS, the next call takes the next frame and overwrites nothing.
 *
 * <pre>
 *      frame 0:  unwrap of the outer connection      target = what the handler is shown
 *      frame 1:    unwrap of the inner one           (TLS over TLS)
 *      frame 2:      wrap of the inner one           (its handler answers from inside onRead)
 *      frame 3:        wrap of the outer one
 * </pre>
 *
 * Belongs to one thread. Frames are made at first use and kept.
 */
public final class EngineScratch {
    /** How deep calls may nest: far beyond any sensible stack of layers, near enough to stop a runaway. */
    public static final int MAX_DEPTH = 16;
    /** How many records one frame's target holds: as many leave in one write. */
    public static final int RECORDS_PER_FRAME = 4;

    private final EngineProfile profile;
    private final List<Frame> frames = new ArrayList<>();
    private int depth;

    /** An empty stack of buffers of the profile's kind. */
    public EngineScratch(EngineProfile profile) {
        this.profile = profile;
    }

    /**
     * Takes the next frame; close it when its target is no longer needed, in reverse order.
     *
     * @throws IllegalStateException if {@link #MAX_DEPTH} frames are taken
     */
    public Frame enter() {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException(
                    "TLS calls nest deeper than " + MAX_DEPTH + ": a callback writes and flushes in a circle");
        }
        if (depth == frames.size()) {
            frames.add(new Frame());
        }
        return frames.get(depth++);
    }

    /** How many frames are taken. */
    public int depth() {
        return depth;
    }

    /** A source and a target for an engine's calls. */
    public final class Frame implements AutoCloseable {
        private final int level = depth;
        private final ByteBuffer source = profile.allocate(RecordHeader.MAX_RECORD_BYTES);
        private final ByteBuffer target = profile.allocate(RECORDS_PER_FRAME * RecordHeader.MAX_RECORD_BYTES);

        private Frame() {}

        /** What the last call of the pump brought, from position to limit: plaintext, or records for the wire. */
        public ByteBuffer target() {
            return target;
        }

        ByteBuffer source() {
            return source;
        }

        /** The bytes of {@code from}, where the engine likes them: as they are, or copied. */
        ByteBuffer sourceFor(ByteBuffer from) {
            if (profile.suits(from)) {
                return from;
            }
            source.clear().put(0, from, from.position(), from.remaining());
            return source.limit(from.remaining());
        }

        /** Gives the frame back. */
        @Override
        public void close() {
            depth--;
            assert depth == level : "frames are given back in reverse order";
        }
    }
}
