package staunch.http;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A handler whose work is done on an executor. */
record BlockingAdapter(Executor executor, BlockingHttpHandler handler) implements HttpHandler {
    @Override
    public void handle(Exchange exchange) {
        BlockingExchange blocking = new BlockingExchange(exchange);
        try {
            executor.execute(() -> blocking.run(handler));
        } catch (RejectedExecutionException full) {
            exchange.fail(Refusals.HANDLERS_BUSY.status(), Refusals.HANDLERS_BUSY.reason());
        }
    }
}
