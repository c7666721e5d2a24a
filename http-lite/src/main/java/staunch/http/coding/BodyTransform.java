package staunch.http.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes other bytes of a body's bytes, a piece at a time and in bounded memory: a coder, a decoder, a replacement, several of
 * them in a row. It touches the bytes it is handed and nothing else: no socket, thread, clock or logger.
 *
 * <pre>{@code
 * while (!transform.transform(in, out, Phase.FLUSH)) { // out is full
 *     send(out.flip());
 *     out.clear();
 * }
 * }</pre>
 *
 * <p><b>Buffers</b> are heap or direct, the caller's throughout, and looked at during the call only. Between calls a transform
 * holds what its own class says, however long the body is or becomes.
 *
 * <p><b>Threads.</b> One at a time. <b>Errors.</b> After an exception nothing but {@link #close} may be called.
 */
public interface BodyTransform extends AutoCloseable {
    /** What is known of the bytes behind {@code in}. */
    enum Phase {
        /** More may come, and nobody waits: what is best held back may be. */
        MORE,
        /**
         * More may come, but perhaps not soon: all that can be told from what came so far is put out, as a server-sent event
         * must be. Each flush costs some bytes where it makes a coder end a block.
         */
        FLUSH,
        /** These are the last: the rest is put out. */
        END
    }

    /**
     * Takes bytes from {@code in} and puts bytes into {@code out}, until all that the phase asks for is out or {@code out} is
     * full.
     *
     * @return whether all is out: {@code in} is used up, and nothing is held that the phase wants out. If not, {@code out} is
     *     full, and the call is to be repeated with the rest of {@code in}, the same phase, and room. Once all is out, the same
     *     call without a further byte puts nothing
     * @throws IOException if the bytes are not what they should be: damaged, truncated, above a limit
     */
    boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException;

    /** Gives back what it holds, also outside the heap. Once is enough, twice does no harm. */
    @Override
    void close();

    /** One that changes nothing and holds nothing. */
    static BodyTransform identity() {
        return Identity.INSTANCE;
    }

    /**
     * One behind the other, with {@value Chain#BETWEEN_BYTES} bytes between two. Closing the chain closes them all.
     *
     * @param transforms in the order in which the bytes pass them; none is {@link #identity}
     */
    static BodyTransform chain(List<? extends BodyTransform> transforms) {
        BodyTransform chain = identity();
        for (BodyTransform transform : transforms) {
            chain = chain == identity() ? transform : transform == identity() ? chain : new Chain(chain, transform);
        }
        return chain;
    }
}
