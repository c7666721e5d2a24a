package staunch.http;

import java.util.function.Function;
import staunch.http.codec.RequestView;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Called on the connection's loop when the head of a request has come. Answers by {@link Exchange#respond}, now or
     * later; must not block. The next request of the same connection comes after the answer.
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
}
