package staunch.http;

/** Answers requests by code that may block; see {@link HttpHandler#blocking(java.util.concurrent.Executor, BlockingHttpHandler)}. */
@FunctionalInterface
public interface BlockingHttpHandler {
    /** The most requests that are handled at once on a JDK without virtual threads, unless an executor is given: 256. */
    int MAX_THREADS = 256;
    /** The most requests that then wait for one of these threads: 1,024. The next is answered by 503. */
    int MAX_WAITING = 1_024;

    /**
     * Called on a thread of its own. Answers by one of the methods of {@code exchange}; if it streams its answer, that is
     * whole when this returns.
     *
     * @throws Exception whatever goes wrong: answered by 500 if nothing was answered yet, or else the answer that was being
     *     streamed is cut off; and told to the server's {@link HttpServerListener}, unless the connection had ended before
     */
    void handle(BlockingExchange exchange) throws Exception;
}
