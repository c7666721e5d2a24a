package staunch.reactor.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import staunch.reactor.PollableSocket;
import staunch.reactor.Poller;

/** What listening and stream sockets have in common: registration, interest, level-triggered readiness, closing once. */
abstract class SimulatedSocket implements PollableSocket {
    final SimulatedNetwork network;
    private final InetSocketAddress local;
    private @Nullable SimulatedPoller poller;
    private @Nullable Listener listener;
    private int interest;
    private boolean closed;

    SimulatedSocket(SimulatedNetwork network, InetSocketAddress local) {
        this.network = network;
        this.local = local;
        network.opened();
    }

    @Override
    public final void register(Poller poller, Listener listener) throws IOException {
        requireOpen();
        if (this.poller != null) {
            throw new IllegalStateException("registered twice: " + this);
        }
        if (!(poller instanceof SimulatedPoller ours) || ours.network() != network) {
            throw new IllegalArgumentException("the poller belongs to another network");
        }
        this.poller = ours;
        this.listener = listener;
        ours.add(this);
    }

    @Override
    public final void interest(int operations) {
        interest = operations;
    }

    @Override
    public final InetSocketAddress localAddress() {
        return local;
    }

    final void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    final boolean isClosed() {
        return closed;
    }

    final int interest() {
        return interest;
    }

    /** The operations that the listener wants to hear of and that would bring something now. */
    final int readyOperations() {
        return interest == 0 ? 0 : interest & possibleOperations();
    }

    abstract int possibleOperations();

    final void tell(int operations) {
        Listener told = listener;
        if (told != null) {
            told.onReady(operations);
        }
    }

    /** Whether this call closed the socket; false if it had been closed before. */
    final boolean closeOnce() {
        if (closed) {
            return false;
        }
        closed = true;
        network.closed();
        if (poller != null) {
            poller.remove(this);
        }
        return true;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + local + (closed ? ", closed]" : "]");
    }
}
