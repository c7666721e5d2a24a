package staunch.http;

/** Makes a body as fast as the peer takes it. All calls come on the connection's loop. */
@FunctionalInterface
public interface BodyProducer {
    /**
     * Writes what there is while {@link BodyWriter#isWritable}, and calls {@link BodyWriter#end} behind the last byte.
     * Called once at first, and again whenever the connection has become writable. Who has nothing at the moment returns,
     * and writes later, from the loop.
     *
     * @throws Exception as {@link BodyWriter#fail}
     */
    void produce(BodyWriter out) throws Exception;

    /**
     * It is time to end: the server drains, or its loop is shut down. A body that is to go on for as long as the client
     * likes ends here, by {@link BodyWriter#end}, or soon; others need do nothing. Called at most once, for an answer, behind
     * the first {@link #produce}.
     */
    default void onShutdown() {}

    /** The last call: the body was sent whole, or never will be. The place to close what it was read from. */
    default void finished(boolean whole) {}
}
