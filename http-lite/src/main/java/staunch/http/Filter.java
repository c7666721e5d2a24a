package staunch.http;

/** Stands before a handler: lets it answer, changes what it answers, or answers itself. */
@FunctionalInterface
public interface Filter {
    /**
     * Called on the connection's loop in the place of {@code next}, which it may call, now or later; {@link
     * Exchange#onResponse} is for what it wants to change of the answer. Must not block.
     *
     * @throws Exception as {@link HttpHandler#handle}
     */
    void handle(Exchange exchange, HttpHandler next) throws Exception;

    /** The handler that is {@code handler} behind this filter. */
    default HttpHandler before(HttpHandler handler) {
        return exchange -> handle(exchange, handler);
    }

    /** The filter that is this one, and then {@code inner}. */
    default Filter and(Filter inner) {
        return (exchange, next) -> handle(exchange, inner.before(next));
    }
}
