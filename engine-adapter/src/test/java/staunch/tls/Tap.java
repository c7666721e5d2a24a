package staunch.tls;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Stands between TLS and the channel below, and passes on all that a test does not look at. */
abstract class Tap implements ChannelHandler {
    private final ChannelHandler tls;

    Tap(ChannelHandler tls) {
        this.tls = tls;
    }

    @Override
    public void onOpen(Channel channel) {
        tls.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        tls.onRead(channel, in);
    }

    @Override
    public final void onInputEnd(Channel channel, InputEnd end) {
        tls.onInputEnd(channel, end);
    }

    @Override
    public final void onWritable(Channel channel) {
        tls.onWritable(channel);
    }

    @Override
    public final void onShutdown(Channel channel) {
        tls.onShutdown(channel);
    }

    @Override
    public final void onClosed(Channel channel, CloseCause cause) {
        tls.onClosed(channel, cause);
    }
}
