package staunch.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import staunch.http.codec.Fields;

/** A body as one array, up to a bound. */
final class ByteCollector implements BodyConsumer {
    private static final int INITIAL_BYTES = 1024;
    private static final byte[] NOTHING = {};

    private final CompletableFuture<byte[]> whole;
    private final int maxBytes;
    private byte[] bytes = NOTHING;
    private int length;

    /** @param whole completed with the body */
    ByteCollector(int maxBytes, CompletableFuture<byte[]> whole) {
        this.whole = whole;
        this.maxBytes = maxBytes;
    }

    CompletableFuture<byte[]> whole() {
        return whole;
    }

    @Override
    public void onBytes(ByteBuffer in) {
        int count = in.remaining();
        if (count > maxBytes - length || whole.isDone()) {
            in.position(in.limit());
            bytes = NOTHING;
            whole.completeExceptionally(new BodyTooLargeException(maxBytes));
            return;
        }
        if (length + count > bytes.length) {
            int doubled = Math.max(INITIAL_BYTES, 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(doubled, maxBytes)));
        }
        in.get(bytes, length, count);
        length += count;
    }

    @Override
    public void onEnd(Fields trailers) {
        whole.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }

    @Override
    public void onFailure(Throwable failure) {
        whole.completeExceptionally(failure);
    }
}
