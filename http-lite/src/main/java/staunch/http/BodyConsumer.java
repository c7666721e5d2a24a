package staunch.http;

import java.nio.ByteBuffer;
import staunch.http.codec.Fields;

/**
 * Takes a body as it comes. All calls come on the connection's loop: {@code onBytes* (onEnd | onFailure)}.
 */
public interface BodyConsumer {
    /**
     * Bytes of the body. The consumer takes what it can by moving the position of {@code bytes}; what it leaves is shown
     * again when more arrives or when it asks, and once enough is left the peer is not read any more.
     *
     * @param bytes heap or direct; valid during the call only
     */
    void onBytes(ByteBuffer bytes);

    /** That was all of it. */
    void onEnd(Fields trailers);

    /** It will never be whole: a truncated body, a broken framing, a limit, a lost connection. */
    void onFailure(Throwable failure);
}
