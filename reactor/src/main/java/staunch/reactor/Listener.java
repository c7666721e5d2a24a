package staunch.reactor;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A place where a {@link Reactor} accepts connections. Any thread. */
public final class Listener implements AutoCloseable {
    private final InetSocketAddress localAddress;
    private final List<Consumer<Runnable>> closings;
    private final Admission admission;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger accepting;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    /** @param closings one per socket: closes it, and then runs what it is given */
    Listener(InetSocketAddress localAddress, List<Consumer<Runnable>> closings, Admission admission) {
        this.localAddress = localAddress;
        this.closings = List.copyOf(closings);
        this.admission = admission;
        this.accepting = new AtomicInteger(closings.size());
        admission.whenEmpty(this::lookWhetherDrained);
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

    /**
     * Stops accepting, soon: connections that have been waiting to be accepted are, first. Those that stand are not touched.
     * A second call does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            for (Consumer<Runnable> closing : closings) {
                try {
                    closing.accept(this::socketClosed);
                } catch (RejectedExecutionException loopHasEnded) {
                    socketClosed();
                }
            }
        }
    }

    /**
     * Completes when this listener is closed and accepts nothing more, on none of its loops: who connects from then on comes
     * to another one, if the port is shared; on any thread.
     */
    public CompletionStage<Void> stopped() {
        return stopped.minimalCompletionStage();
    }

    /** Completes when this listener is closed and all connections that it accepted have ended; on any thread. */
    public CompletionStage<Void> drained() {
        return drained.minimalCompletionStage();
    }

    private void socketClosed() {
        if (accepting.decrementAndGet() == 0) {
            stopped.complete(null);
        }
        lookWhetherDrained();
    }

    private void lookWhetherDrained() {
        if (accepting.get() == 0 && admission.open() == 0) {
            drained.complete(null);
        }
    }
}
