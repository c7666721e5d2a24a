package staunch.bench;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Notes when a connection, or a tunnel, stands, and gives it to what comes next. */
record Connected(ChannelHandler next, Runnable note) implements ChannelHandler {
    @Override
    public void onOpen(Channel channel) {
        note.run();
        channel.handler(next);
        next.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        next.onRead(channel, in);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        next.onInputEnd(channel, end);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        next.onClosed(channel, cause);
    }
}
