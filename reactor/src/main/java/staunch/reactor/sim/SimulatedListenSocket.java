package staunch.reactor.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ListenSocket;
import staunch.reactor.StreamSocket;

/** A listening socket with its backlog. */
final class SimulatedListenSocket extends SimulatedSocket implements ListenSocket {
    private final int backlog;
    private final boolean sharesPort;
    private final ArrayDeque<SimulatedStreamSocket> waiting = new ArrayDeque<>();

    SimulatedListenSocket(SimulatedNetwork network, InetSocketAddress local, int backlog, boolean sharesPort) {
        super(network, local);
        this.backlog = Math.max(1, backlog);
        this.sharesPort = sharesPort;
    }

    /** Whether connects to {@code address} come here. */
    boolean hears(InetSocketAddress address) {
        return covers(address) && address.getPort() == localAddress().getPort();
    }

    private boolean covers(InetSocketAddress address) {
        return localAddress().getAddress().isAnyLocalAddress()
                || localAddress().getAddress().equals(address.getAddress());
    }

    /** Whether a socket that wants to listen at {@code address} is in this one's way. */
    boolean excludes(InetSocketAddress address, boolean wouldShare) {
        boolean overlaps = covers(address) || address.getAddress().isAnyLocalAddress();
        return address.getPort() == localAddress().getPort() && overlaps && !(sharesPort && wouldShare);
    }

    boolean isBacklogFull() {
        return waiting.size() >= backlog;
    }

    void enqueue(SimulatedStreamSocket accepted) {
        waiting.add(accepted);
    }

    /** Closing is never put off here. */
    @Override
    public void unwatch() {}

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        requireOpen();
        if (!waiting.isEmpty() && network.hits(Fault.ACCEPT_FAILED)) {
            throw new IOException("Too many open files");
        }
        return waiting.poll();
    }

    @Override
    int possibleOperations() {
        return waiting.isEmpty() ? 0 : ACCEPT;
    }

    /** Connections that wait to be accepted are reset. */
    @Override
    public void close() {
        if (closeOnce()) {
            network.forget(this);
            waiting.forEach(SimulatedStreamSocket::reset);
            waiting.clear();
        }
    }
}
