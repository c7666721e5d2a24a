package staunch.bench.jmh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ListenSocket;
import staunch.reactor.Network;
import staunch.reactor.PollableSocket;
import staunch.reactor.Poller;
import staunch.reactor.StreamSocket;

/**
 * A network in which one loop listens and the benchmark itself is every peer. Each system call is the copy of its bytes and
 * nothing else: no delay, no failure, no object.
 */
final class MemoryNetwork implements Network {
    static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final List<MemorySocket> waiting = new ArrayList<>();

    /** A connection that the listener accepts at its next turn. */
    MemorySocket connect() {
        MemorySocket socket = new MemorySocket();
        waiting.add(socket);
        return socket;
    }

    @Override
    public Poller openPoller() {
        return new ReadyPoller();
    }

    @Override
    public ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) {
        return new MemoryListener();
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote) throws IOException {
        throw new IOException("here only the benchmark connects");
    }

    @Override
    public StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException {
        return connect(remote);
    }

    @Override
    public boolean canSharePort() {
        return false;
    }

    /** A socket of this network: it knows by itself what it is ready for. */
    abstract static class MemoryPollable implements PollableSocket {
        private @Nullable Listener listener;
        private int interest;

        abstract int ready();

        /** Tells the listener; whether there was something to tell. */
        final boolean tell() {
            int operations = interest & ready();
            if (listener == null || operations == 0) {
                return false;
            }
            listener.onReady(operations);
            return true;
        }

        @Override
        public final void register(Poller poller, Listener told) {
            listener = told;
            ((ReadyPoller) poller).sockets.add(this);
        }

        @Override
        public final void interest(int operations) {
            interest = operations;
        }

        @Override
        public InetSocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public void close() {
            interest = 0;
        }
    }

    private static final class ReadyPoller implements Poller {
        private final List<MemoryPollable> sockets = new ArrayList<>();

        @Override
        public int poll(long timeoutNanos) {
            int told = 0;
            for (int i = 0; i < sockets.size(); i++) {
                told += sockets.get(i).tell() ? 1 : 0;
            }
            return told;
        }

        @Override
        public void wakeup() {
            // It never waits.
        }

        @Override
        public void close() {
            sockets.clear();
        }
    }

    private final class MemoryListener extends MemoryPollable implements ListenSocket {
        @Override
        int ready() {
            return waiting.isEmpty() ? 0 : ACCEPT;
        }

        @Override
        public @Nullable StreamSocket accept() {
            return waiting.isEmpty() ? null : waiting.remove(0);
        }

        @Override
        public void unwatch() {
            interest(0);
        }
    }
}
