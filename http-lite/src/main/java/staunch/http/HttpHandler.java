package staunch.http;

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
}
