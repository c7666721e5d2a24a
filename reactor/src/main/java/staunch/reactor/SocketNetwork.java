package staunch.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The operating system's network, by way of {@code java.nio.channels}. {@code TCP_NODELAY} is always on. */
public final class SocketNetwork implements Network {
    private static final boolean CAN_SHARE_PORT = canSharePortHere();

    private final boolean precise;

    /** The system's network. */
    public SocketNetwork() {
        this(false);
    }

    private SocketNetwork(boolean precise) {
        this.precise = precise;
    }

    /**
     * A copy whose loops run timers about a tenth of a millisecond after they are due, and not up to a whole one, if they have
     * nothing else to do then. Each loop has another thread for that, which is woken for each timer: for who sends by a schedule,
     * and for few timers.
     */
    public SocketNetwork withPreciseTimers() {
        return new SocketNetwork(true);
    }

    private static boolean canSharePortHere() {
        // The option exists on BSD-like systems too, but only Linux deals connections out among the listeners.
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return false;
        }
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            return probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Poller openPoller() throws IOException {
        return new SelectorPoller(precise);
    }

    @Override
    public ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (sharePort) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(local, backlog);
            return new SelectableListenSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote) throws IOException {
        return connect(null, remote);
    }

    @Override
    public StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException {
        return connect(new InetSocketAddress(local, 0), remote);
    }

    private static StreamSocket connect(@Nullable InetSocketAddress local, InetSocketAddress remote)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (local != null) {
                channel.bind(local);
            }
            SelectableStreamSocket socket = SelectableStreamSocket.over(channel, remote);
            channel.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public boolean canSharePort() {
        return CAN_SHARE_PORT;
    }
}
