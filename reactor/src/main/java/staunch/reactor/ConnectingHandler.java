package staunch.reactor;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits, on a thread that is not the loop's, until a channel is open or has failed to. */
final class ConnectingHandler implements ChannelHandler {
    private final CompletableFuture<ChannelStreams> outcome = new CompletableFuture<>();

    ChannelStreams await() throws ChannelEndException, InterruptedIOException {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            if (!outcome.cancel(false) && !outcome.isCompletedExceptionally()) {
                outcome.join().abort();
            }
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the thread was interrupted while it waited for a connection");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChannelEndException end) {
                throw ChannelEndException.because(end.closeCause()); // another one, with the stack of who waited
            }
            throw new IllegalStateException("a connection ended in an unforeseen way", e);
        }
    }

    @Override
    public void onOpen(Channel channel) {
        if (!outcome.complete(ChannelStreams.over(channel))) {
            channel.abort();
        }
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {}

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        outcome.completeExceptionally(ChannelEndException.because(cause));
    }
}
