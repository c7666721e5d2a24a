package staunch.http;

/** A request of an {@link HttpClient} that is on its way. Any thread. */
public interface HttpCall {
    /**
     * Ends it wherever it is, with the connection it is on; its consumer is told of a {@link
     * java.util.concurrent.CancellationException}. Without effect once the response has come whole.
     */
    void cancel();

    /** Shows again what the consumer of the response left. */
    void resume();
}
