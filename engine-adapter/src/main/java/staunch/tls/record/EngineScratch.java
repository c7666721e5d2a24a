package staunch.tls.record;

import java.nio.ByteBuffer;
import staunch.reactor.memory.ScratchStack;

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
    /** How many records one frame's target holds: as many leave in one write. */
    public static final int RECORDS_PER_FRAME = 4;

    private final EngineProfile profile;
    private final ScratchStack<Frame> frames = new ScratchStack<>(Frame::new, Frame::clear);

    /** An empty stack of buffers of the profile's kind. */
    public EngineScratch(EngineProfile profile) {
        this.profile = profile;
    }

    /**
     * Takes the next frame; close it when its target is no longer needed, in reverse order.
     *
     * @throws IllegalStateException if {@link ScratchStack#MAX_DEPTH} frames are taken
     */
    public Frame enter() {
        return frames.lease();
    }

    /** How many frames are taken. */
    public int depth() {
        return frames.depth();
    }

    /** A source and a target for an engine's calls. */
    public final class Frame implements AutoCloseable {
        private final ByteBuffer source = profile.allocate(RecordHeader.MAX_RECORD_BYTES);
        private final ByteBuffer target = profile.allocate(RECORDS_PER_FRAME * RecordHeader.MAX_RECORD_BYTES);

        private Frame() {}

        /** What the last call of the pump brought, from position to limit: plaintext, or records for the wire. */
        public ByteBuffer target() {
            return target;
        }

        /** Whether the engine that it is for is native code. */
        boolean isNative() {
            return profile == EngineProfile.DIRECT;
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

        /** Lets the target hold nothing. */
        void clear() {
            target.clear().limit(0);
        }

        /** Gives the frame back. */
        @Override
        public void close() {
            frames.release(this);
        }
    }
}
