package staunch.http;

import java.util.concurrent.CompletionStage;

/**
 * The body of a request, which is not read from the connection until somebody asks: once, by one of the first three
 * methods, from any thread. A request that was answered while its body was still unread is drained up to a bound, or else
 * its connection is closed behind the answer; who asks only then is told of a failure.
 */
public interface RequestBody {
    /**
     * Shows the body to {@code consumer} as it comes.
     *
     * @throws IllegalStateException if the body was asked for before
     */
    void forEach(BodyConsumer consumer);

    /**
     * The body in one array.
     *
     * @param maxBytes the most to take; a longer body fails the stage with {@link BodyTooLargeException}
     * @return completes on the connection's loop; to wait for it there, by {@code join} or {@code get} of its future, is refused
     *     by {@link IllegalStateException}. {@link HttpHandler#completing} is for what follows from it, {@link
     *     HttpHandler#blocking} for code that waits
     * @throws IllegalStateException if the body was asked for before
     */
    CompletionStage<byte[]> readAll(int maxBytes);

    /**
     * Reads the body and drops it.
     *
     * @throws IllegalStateException if the body was asked for before
     */
    void discard();

    /**
     * Whoever asked wants no more of it: nothing more is shown to it, and the rest is like a body that nobody asked for. Any
     * thread.
     */
    void letGo();

    /** Shows again what the consumer left. Any thread. */
    void resume();
}
