package staunch.tls.record;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * How an engine is best treated, by its provider: which kind of buffer it works on best, and whether it has tasks. Sockets and
 * leftovers always use direct buffers; this is about the two that an engine itself sees.
 */
public enum EngineProfile {
    /** Arrays: SunJSSE takes direct buffers through temporary arrays, slower and with more garbage; BCJSSE copies. */
    HEAP,
    /** Direct buffers: Conscrypt hands them to native code. */
    DIRECT;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The profile of the provider with this name, such as {@code SunJSSE}; {@link #HEAP} for unknown ones. */
    public static EngineProfile of(String providerName) {
        return providerName.equals("Conscrypt") ? DIRECT : HEAP;
    }

    /**
     * Whether the engines of the provider with this name leave what takes long in a handshake to delegated tasks. Others do
     * it inside of their calls, and so may unknown ones.
     */
    public static boolean hasTasks(String providerName) {
        return providerName.equals("SunJSSE");
    }

    /**
     * Ends an engine that nobody needs any more, whatever state it is in: Conscrypt's free what they hold when both directions
     * have ended and all that they said is taken.
     *
     * @param ignored room for a record
     */
    public static void discard(SSLEngine engine, ByteBuffer ignored) {
        try {
            engine.closeOutbound();
            do {
                ignored.clear();
            } while (engine.wrap(NOTHING, ignored).bytesProduced() > 0);
            engine.closeInbound();
        } catch (SSLException | RuntimeException nothingToBeDone) {
            assert nothingToBeDone != null;
        }
    }

    /** A buffer of this kind. */
    ByteBuffer allocate(int bytes) {
        return this == DIRECT ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    /** Whether an engine of this kind is best given {@code buffer} as it is. */
    boolean suits(ByteBuffer buffer) {
        return this == DIRECT ? buffer.isDirect() : buffer.hasArray();
    }
}
