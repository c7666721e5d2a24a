package staunch.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs blocking code for each connection, on an executor: with one virtual thread per task where the JDK has them, or with
 * a pool that has a thread for each connection at once, since a conversation keeps its thread to the end.
 *
 * <pre>{@code
 * ChannelHandler echo = BlockingHandler.on(executor, streams -> streams.input().transferTo(streams.output()));
 * reactor.listen(address, () -> echo);
 * reactor.listen(secureAddress, () -> tls.over(echo));
 * }</pre>
 *
 * When the code returns, the channel is closed in order; when it throws, the channel is aborted and the peer sees a reset,
 * unless what it throws is the {@link ChannelEndException} of a loop that is being shut down: that closes in order too.
 * The exception is logged, as an error unless it is an {@link IOException}, such as a peer's reset: those are for debugging.
 * An executor that refuses the code has the channel aborted with {@link CloseCause.Kind#LIMIT_REACHED}.
 *
 * <p>Has no state of its own: one serves all connections, on all loops.
 */
public final class BlockingHandler implements ChannelHandler {
    private static final System.Logger LOG = System.getLogger(BlockingHandler.class.getName());

    /** What is done on one connection. */
    @FunctionalInterface
    public interface Conversation {
        /**
         * Holds the conversation, on a thread of its own.
         *
         * @param streams the connection; closed when this returns
         * @throws Exception to have the connection aborted
         */
        void hold(ChannelStreams streams) throws Exception;
    }

    private final Executor executor;
    private final Conversation conversation;

    private BlockingHandler(Executor executor, Conversation conversation) {
        this.executor = executor;
        this.conversation = conversation;
    }

    /** A handler that runs {@code conversation} on {@code executor} for each channel that opens. */
    public static ChannelHandler on(Executor executor, Conversation conversation) {
        return new BlockingHandler(executor, conversation);
    }

    @Override
    public void onOpen(Channel channel) {
        ChannelStreams streams = ChannelStreams.over(channel);
        try {
            executor.execute(() -> run(streams));
        } catch (RejectedExecutionException e) {
            channel.abort(CloseCause.of(CloseCause.Kind.LIMIT_REACHED, e));
        }
    }

    private void run(ChannelStreams streams) {
        try {
            conversation.hold(streams);
            streams.close();
        } catch (Throwable failure) {
            end(streams, failure);
        }
    }

    private static void end(ChannelStreams streams, Throwable failure) {
        if (isShutdown(failure)) {
            closeQuietly(streams);
            return;
        }
        streams.abort(CloseCause.ofHandlerFailure(failure));
        log(failure instanceof IOException ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR, streams, failure);
    }

    /** The question that was waited for will not come, and the answer given before is still to arrive. */
    private static boolean isShutdown(Throwable failure) {
        return failure instanceof ChannelEndException end && end.closeCause().kind() == CloseCause.Kind.SHUTDOWN;
    }

    private static void closeQuietly(ChannelStreams streams) {
        try {
            streams.close();
        } catch (IOException e) {
            log(System.Logger.Level.DEBUG, streams, e);
        }
    }

    private static void log(System.Logger.Level level, ChannelStreams streams, Throwable failure) {
        LOG.log(level, "a conversation over " + streams + " was aborted", failure);
    }

    // A channel that opens belongs to its streams at once, so these are for those that do not.

    @Override
    public void onRead(Channel channel, ByteBuffer in) {}

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {}
}
