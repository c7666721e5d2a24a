package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;

/** A response in one piece, its body up to a bound. */
final class ResponseCollector implements ResponseConsumer {
    private final ByteCollector body;
    private final CompletableFuture<WholeResponse> whole = new CompletableFuture<>();
    private @Nullable ResponseHead head;

    ResponseCollector(int maxBytes) {
        this.body = new ByteCollector(maxBytes);
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
    public void onEnd(Fields trailers) {
        body.onEnd(trailers);
        body.whole().whenComplete((bytes, failure) -> {
            ResponseHead received = head;
            if (failure != null || received == null) {
                whole.completeExceptionally(
                        failure == null ? new IllegalStateException("an end without a head") : failure);
            } else {
                whole.complete(new WholeResponse(received, bytes, trailers));
            }
        });
    }

    @Override
    public void onFailure(Throwable failure) {
        whole.completeExceptionally(failure);
    }
}
