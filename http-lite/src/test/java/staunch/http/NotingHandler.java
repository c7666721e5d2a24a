package staunch.http;

import java.nio.ByteBuffer;
import java.util.List;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Notes the channels that open, and passes everything on. */
final class NotingHandler implements ChannelHandler {
    private final ChannelHandler handler;
    private final List<Channel> opened;

    NotingHandler(ChannelHandler handler, List<Channel> opened) {
        this.handler = handler;
        this.opened = opened;
    }

    @Override
    public void onOpen(Channel channel) {
        opened.add(channel);
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
    public void onWritable(Channel channel) {
        handler.onWritable(channel);
    }

    @Override
    public void onShutdown(Channel channel) {
        handler.onShutdown(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        handler.onClosed(channel, cause);
    }
}
