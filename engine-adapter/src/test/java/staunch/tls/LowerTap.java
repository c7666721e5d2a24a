package staunch.tls;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Lets a test have the channel below TLS, to do there what no TLS would. */
record LowerTap(ChannelHandler tls, Channel[] below) implements ChannelHandler {
    @Override
    public void onOpen(Channel channel) {
        below[0] = channel;
        tls.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        tls.onRead(channel, in);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        tls.onInputEnd(channel, end);
    }

    @Override
    public void onWritable(Channel channel) {
        tls.onWritable(channel);
    }

    @Override
    public void onShutdown(Channel channel) {
        tls.onShutdown(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        tls.onClosed(channel, cause);
    }
}
