package staunch.http;

import java.util.function.Function;
import staunch.http.codec.RequestView;

/**
 * A handler that needs nothing but the head of a request to answer it, and no exchange. A server that finds it directly
 * behind a connection answers without making an object.
 */
record AnsweringHandler(Function<? super RequestView, Response> function) implements HttpHandler {
    Response answer(RequestView request) {
        return function.apply(request);
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.respond(answer(exchange.request()));
    }
}
