package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Passes everything on, and completes a future when the connection is closed. */
record EndNoting(ChannelHandler handler, CompletableFuture<Boolean> ended) implements ChannelHandler {
    @Override
    public void onOpen(Channel channel) {
        handler.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        handler.onRead(channel, in);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        handler.onInputEnd(channel, end);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        ended.complete(true);
        handler.onClosed(channel, cause);
    }
}
