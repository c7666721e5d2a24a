package staunch.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import staunch.http.codec.RequestView;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Called on the connection's loop when the head of a request has come. Answers by {@link Exchange#respond}, now or
     * later; must not block, nor wait for a stage that a loop completes: {@link #completing} and {@link #blocking} are for
     * that. The next request of the same connection comes after the answer.
     *
     * @throws Exception whatever goes wrong: answered by 500 if nothing was answered yet, and told to the server's
     *     {@link HttpServerListener}
     */
    void handle(Exchange exchange) throws Exception;

    /**
     * A handler for answers that follow from the head of a request alone, such as a fixed one. Directly behind a server, and
     * without a listener, it costs no object per request.
     *
     * @param function called on the connection's loop; must not block. What it is given is good during the call only
     */
    static HttpHandler answering(Function<? super RequestView, Response> function) {
        return new AnsweringHandler(function);
    }

    /**
     * A handler that answers with what a stage completes with, whenever that is. A stage that fails, or completes with null,
     * is a handler that throws; but a body that was longer than {@link RequestBody#readAll} was to take is answered by 413,
     * and one that the server refuses by the server.
     *
     * @param function called on the connection's loop; must not block
     */
    static HttpHandler completing(Function<? super Exchange, ? extends CompletionStage<Response>> function) {
        return new CompletingHandler(function);
    }

    /**
     * A handler that runs blocking code on {@code executor}, once per request: with one virtual thread per task where the JDK
     * has them, or with a pool. The loop goes on meanwhile, and the connection's next request waits for the answer. A request
     * that the executor rejects is answered by 503.
     */
    static HttpHandler blocking(Executor executor, BlockingHttpHandler handler) {
        return new BlockingAdapter(executor, handler);
    }

    /**
     * As {@link #blocking(Executor, BlockingHttpHandler)}, on virtual threads where the JDK has them, as from 21 on; so there
     * are as many as there are requests at once, which {@link HttpServerOptions#listen} bounds. On older JDKs, on a pool of
     * at most {@link BlockingHttpHandler#MAX_THREADS} daemon threads that all such handlers share, in front of which at most
     * {@link BlockingHttpHandler#MAX_WAITING} requests wait.
     */
    static HttpHandler blocking(BlockingHttpHandler handler) {
        return blocking(HandlerThreads.shared(), handler);
    }
}
