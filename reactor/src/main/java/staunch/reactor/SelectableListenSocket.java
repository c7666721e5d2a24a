package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A {@link ServerSocketChannel} behind the seam. */
final class SelectableListenSocket implements ListenSocket {
    private final ServerSocketChannel channel;
    private final InetSocketAddress local;
    private @Nullable SelectionKey key;
    private @Nullable SelectorPoller watching;

    SelectableListenSocket(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        try {
            return SelectableStreamSocket.over(accepted, (InetSocketAddress) accepted.getRemoteAddress());
        } catch (IOException | RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    @Override
    public void register(Poller poller, Listener listener) throws IOException {
        watching = (SelectorPoller) poller;
        key = watching.register(channel, listener);
    }

    @Override
    public void unwatch() throws IOException {
        if (watching != null && key != null) {
            watching.forget(key);
        }
    }

    @Override
    public void interest(int operations) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(operations);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone all the same.
        }
    }
}
