package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A {@link SocketChannel} behind the seam. */
final class SelectableStreamSocket implements StreamSocket {
    private static final InetSocketAddress UNBOUND = new InetSocketAddress(0);

    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private @Nullable InetSocketAddress local;
    private @Nullable SelectionKey key;

    private SelectableStreamSocket(SocketChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    static SelectableStreamSocket over(SocketChannel channel, InetSocketAddress remote) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new SelectableStreamSocket(channel, remote);
    }

    @Override
    public void register(Poller poller, Listener listener) throws IOException {
        key = ((SelectorPoller) poller).register(channel, listener);
    }

    @Override
    public void interest(int operations) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(operations);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        return channel.finishConnect();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        return count == 1 ? channel.write(sources[0]) : channel.write(sources, 0, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException notConnected) {
            // Then there is nothing to reset.
        }
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone all the same, and nobody is left who could act on it.
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        if (local == null) {
            try {
                local = (InetSocketAddress) channel.getLocalAddress();
            } catch (IOException closed) {
                return UNBOUND;
            }
        }
        return local == null ? UNBOUND : local;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }
}
