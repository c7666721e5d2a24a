package staunch.http;

import java.nio.ByteBuffer;
import staunch.http.codec.Fields;

/** Where a {@link BodyProducer} puts the bytes of a body; framing is its affair. Used on the connection's loop. */
public interface BodyWriter {
    /**
     * Takes bytes of the body: copies from {@code source}, from its position, as many as may be pending.
     *
     * @return how many were taken; the producer is called again when more can be
     * @throws IllegalStateException if that is more than the length announced, or the body has ended
     */
    int write(ByteBuffer source);

    /** Whether a well-behaved producer should go on now. */
    boolean isWritable();

    /**
     * The body is whole. If it is shorter than the length announced, that is a {@linkplain #fail failure}.
     *
     * @throws IllegalStateException if it has ended before
     */
    default void end() {
        end(Fields.empty());
    }

    /**
     * The body is whole, and these trailers follow it where the framing has a place for them: behind chunks. One that must
     * not be a trailer is a {@linkplain #fail failure}.
     *
     * @throws IllegalStateException if it has ended before
     */
    void end(Fields trailers);

    /**
     * The body cannot be made whole: the connection is cut, so that the peer sees a truncated message and no other. Within a
     * server's first call of {@link BodyProducer#produce}, and before anything was written, the answer is 500 instead.
     */
    void fail(Throwable failure);
}
