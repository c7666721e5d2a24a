package staunch.http;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A handler whose answer is a stage's outcome. */
record CompletingHandler(Function<? super Exchange, ? extends CompletionStage<Response>> function)
        implements HttpHandler {
    @Override
    public void handle(Exchange exchange) {
        CompletionStage<Response> stage = function.apply(exchange);
        Objects.requireNonNull(stage, "a completing handler gave null, where a stage was expected")
                .whenComplete((response, failure) -> complete(exchange, response, failure));
    }

    private static void complete(Exchange exchange, @Nullable Response response, @Nullable Throwable failure) {
        if (failure != null) {
            exchange.failed(failure);
            return;
        }
        try {
            exchange.respond(Objects.requireNonNull(response, "a completing handler's stage completed with null"));
        } catch (RuntimeException unanswerable) {
            exchange.failed(unanswerable);
        }
    }
}
