package staunch.http;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import staunch.http.codec.Status;

/** Requests to {@link Echo} on one connection, of random kinds and sizes; counts how they end. Loop's thread. */
final class Conversation {
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final String[] KINDS = {"bytes", "chunks", "later", "collect", "echo", "nowhere"};

    private final HttpConnection connection;
    private final Random random;
    private final IntUnaryOperator sizes;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final int requests;
    private int left;
    private int exact;
    private int failed;

    /** Bodies of 0 to 128 KiB, mostly small. */
    Conversation(HttpConnection connection, Random random, int requests) {
        this(connection, random, requests, i -> random.nextInt(1 << random.nextInt(18)));
    }

    /** @param sizes the size of the body of each request, counted down to 1 */
    Conversation(HttpConnection connection, Random random, int requests, IntUnaryOperator sizes) {
        this.connection = connection;
        this.random = random;
        this.requests = requests;
        this.left = requests;
        this.sizes = sizes;
        connection.loop().execute(this::begin);
    }

    /** Two at once, so that there is always one that waits for the one before it. */
    private void begin() {
        next();
        next();
    }

    private void next() {
        if (left > 0) {
            int length = sizes.applyAsInt(left);
            left--;
            Request request = request(KINDS[random.nextInt(KINDS.length)], length);
            connection.fetch(request, MAX_BODY_BYTES).whenComplete((response, failure) -> {
                count(request, length, response, failure);
                next();
            });
        }
        if (exact + failed == requests) {
            connection.close();
            over.complete(null);
        }
    }

    private Request request(String kind, int length) {
        return switch (kind) {
            case "collect" -> Request.post("h", "/collect", "a/b", Body.of(Pattern.bytes(length)));
            case "echo" -> Request.post("h", "/echo", "a/b", streamed(length));
            default -> Request.get("h", "/" + kind + "/" + length);
        };
    }

    private static Body streamed(int length) {
        return new Body.Produced(
                OptionalLong.empty(), Body.of(Pattern.bytes(length)).newProducer());
    }

    private void count(Request request, int length, WholeResponse response, Throwable failure) {
        if (failure != null) {
            failed++;
            if (!(failure instanceof IOException)) {
                over.completeExceptionally(new AssertionError(request + ": not a typed failure", failure));
            }
        } else if (isExact(request, length, response)) {
            exact++;
        } else {
            over.completeExceptionally(new AssertionError(
                    request + ": " + response.head() + " with a body of " + response.body().length + " bytes"));
        }
    }

    private static boolean isExact(Request request, int length, WholeResponse response) {
        boolean nowhere = request.target().startsWith("/nowhere");
        return response.status().equals(nowhere ? Status.NOT_FOUND : Status.OK)
                && Pattern.matches(response.body(), nowhere ? 0 : length);
    }

    /** @throws java.util.concurrent.CompletionException if a response was wrong, or failed in some untyped way */
    boolean isOver() {
        if (over.isCompletedExceptionally()) {
            over.join();
        }
        return over.isDone();
    }

    CompletableFuture<Void> over() {
        return over;
    }

    int exact() {
        return exact;
    }

    int failed() {
        return failed;
    }
}
