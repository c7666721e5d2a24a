package staunch.bench;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/**
 * Notes when a connection, or a tunnel, stands, and gives it to what comes next. So it hears only of ends before that.
 *
 * @param throughProxy whether what ends before that is the way to, or through, a proxy
 */
record Connected(ChannelHandler next, Runnable note, boolean throughProxy) implements ChannelHandler {
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
        next.onClosed(channel, throughProxy ? ProxyFailure.with(cause) : cause);
    }
}
