package staunch.http;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;
import staunch.reactor.memory.Ledger;

/**
 * A channel whose handler passes on what it is told: {@link #handler} changes to whom.
 *
 * @param channel everything else is its
 * @param handlers takes the new handler
 */
record HandedOverChannel(Channel channel, Consumer<ChannelHandler> handlers) implements Channel {
    @Override
    public void handler(ChannelHandler handler) {
        handlers.accept(handler);
    }

    @Override
    public EventLoop loop() {
        return channel.loop();
    }

    @Override
    public InetSocketAddress localAddress() {
        return channel.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    @Override
    public Optional<Security> security() {
        return channel.security();
    }

    @Override
    public Ledger ledger() {
        return channel.ledger();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public int write(ByteBuffer source) {
        return channel.write(source);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingOutputBytes() {
        return channel.pendingOutputBytes();
    }

    @Override
    public int writableBytes() {
        return channel.writableBytes();
    }

    @Override
    public void shutdownOutput() {
        channel.shutdownOutput();
    }

    @Override
    public int read(ByteBuffer target) {
        return channel.read(target);
    }

    @Override
    public void pauseReads() {
        channel.pauseReads();
    }

    @Override
    public void resumeReads() {
        channel.resumeReads();
    }

    @Override
    public int readAheadBytes() {
        return channel.readAheadBytes();
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void abort(CloseCause cause) {
        channel.abort(cause);
    }
}
