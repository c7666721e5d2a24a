package staunch.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A network of scripted sockets. Connections are made to, and accepted from, those that the test has put here. */
final class ScriptedNetwork implements Network {
    final List<ScriptedPoller> pollers = new ArrayList<>();
    final ArrayDeque<ScriptedSocket> toConnect = new ArrayDeque<>();
    final List<Listening> listening = new ArrayList<>();
    boolean canSharePort;

    /** A listening socket: accepts what waits, or fails with what waits. */
    static final class Listening implements ListenSocket, ScriptedPoller.Watched {
        final ArrayDeque<Object> waiting = new ArrayDeque<>();
        int interest;
        int accepts;
        boolean wasClosed;
        private Listener listener;

        @Override
        public StreamSocket accept() throws IOException {
            accepts++;
            Object next = waiting.peek();
            if (next instanceof IOException failure) {
                throw failure;
            }
            return (ScriptedSocket) waiting.poll();
        }

        @Override
        public int readyOperations() {
            return waiting.isEmpty() || wasClosed ? 0 : interest & ACCEPT;
        }

        @Override
        public void tell(int operations) {
            listener.onReady(operations);
        }

        @Override
        public void register(Poller poller, Listener listener) {
            this.listener = listener;
            ((ScriptedPoller) poller).watched.add(this);
        }

        @Override
        public void unwatch() {
            interest = 0;
        }

        @Override
        public void interest(int operations) {
            interest = operations;
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 443);
        }

        @Override
        public void close() {
            wasClosed = true;
        }
    }

    @Override
    public Poller openPoller() {
        ScriptedPoller poller = new ScriptedPoller();
        pollers.add(poller);
        return poller;
    }

    @Override
    public ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) {
        Listening socket = new Listening();
        listening.add(socket);
        return socket;
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote) throws IOException {
        return toConnect.remove();
    }

    @Override
    public StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException {
        return connect(remote);
    }

    @Override
    public boolean canSharePort() {
        return canSharePort;
    }
}
