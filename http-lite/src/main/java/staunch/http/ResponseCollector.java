package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;

/** A response in one piece, its body up to a bound. */
final class ResponseCollector implements ResponseConsumer {
    private final ByteCollector body;
    private final CompletableFuture<WholeResponse> whole;
    private @Nullable ResponseHead head;
    private Fields trailers = Fields.empty();

    /**
     * @param whole completed with the response
     * @param tooLarge runs when the body turns out to be longer than {@code maxBytes}
     */
    ResponseCollector(int maxBytes, CompletableFuture<WholeResponse> whole, Runnable tooLarge) {
        this.whole = whole;
        this.body = new ByteCollector(maxBytes, new CompletableFuture<>());
        body.whole().whenComplete((bytes, failure) -> {
            ResponseHead received = head;
            if (bytes != null && received != null) {
                whole.complete(new WholeResponse(received, bytes, trailers));
            } else if (failure != null) {
                whole.completeExceptionally(failure);
                if (failure instanceof BodyTooLargeException) {
                    tooLarge.run();
                }
            }
        });
    }

    CompletableFuture<WholeResponse> whole() {
        return whole;
    }

    @Override
    public void onHead(ResponseHead received) {
        head = received;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        body.onBytes(bytes);
    }

    @Override
    public void onEnd(Fields received) {
        trailers = received;
        body.onEnd(received);
    }

    @Override
    public void onFailure(Throwable failure) {
        body.onFailure(failure);
    }
}
