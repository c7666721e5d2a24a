package staunch.http;

import java.util.Objects;
import java.util.function.Function;
import staunch.http.codec.RequestView;

/**
 * A handler that needs nothing but the head of a request to answer it, and no exchange. A server that finds it directly
 * behind a connection answers without making an object.
 */
record AnsweringHandler(Function<? super RequestView, Response> function) implements HttpHandler {
    /** @throws RuntimeException if the function throws, or what it gives is no answer */
    Response answer(RequestView request) {
        Response response = Objects.requireNonNull(function.apply(request), "the function gave no response");
        response.requireFinal();
        return response;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.respond(answer(exchange.request()));
    }
}
