package staunch.reactor;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place where a {@link Reactor} accepts connections. Any thread. */
public final class Listener implements AutoCloseable {
    private final InetSocketAddress localAddress;
    private final List<Runnable> closings;
    private final Admission admission;
    private final AtomicBoolean closed = new AtomicBoolean();

    Listener(InetSocketAddress localAddress, List<Runnable> closings, Admission admission) {
        this.localAddress = localAddress;
        this.closings = List.copyOf(closings);
        this.admission = admission;
    }

    /** Where it listens; with the port that the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** The port of {@link #localAddress}. */
    public int port() {
        return localAddress.getPort();
    }

    /** How many connections that it accepted are open. */
    public int openConnections() {
        return admission.open();
    }

    /** Stops accepting, soon. Connections that stand are not touched. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            for (Runnable closing : closings) {
                try {
                    closing.run();
                } catch (RejectedExecutionException loopHasEnded) {
                    // Its sockets have ended with it.
                }
            }
        }
    }
}
