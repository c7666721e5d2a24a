package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;

/** Takes one byte each time it is shown some. */
final class SlowTaker implements ResponseConsumer {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Fields> end = new CompletableFuture<>();
    private @Nullable ResponseHead head;
    private int mostShown;

    String text() {
        return text.toString();
    }

    /** How many bytes have been shown at once. */
    int mostShown() {
        return mostShown;
    }

    CompletableFuture<Fields> end() {
        return end;
    }

    ResponseHead head() {
        if (head == null) {
            throw new AssertionError("no head");
        }
        return head;
    }

    @Override
    public void onHead(ResponseHead received) {
        head = received;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        mostShown = Math.max(mostShown, bytes.remaining());
        text.append((char) bytes.get());
    }

    @Override
    public void onEnd(Fields trailers) {
        end.complete(trailers);
    }

    @Override
    public void onFailure(Throwable failure) {
        end.completeExceptionally(failure);
    }
}
