package staunch.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Accepts on one loop, for that loop or to deal out. Where nothing can be accepted, for want of descriptors or of places,
 * it stops asking, so that the loop does not spin on a backlog it cannot serve, and tries again when a connection of its
 * loop has ended or a moment has passed.
 */
final class Acceptor {
    /** How many connections one turn accepts, before those that are there have theirs. */
    static final int MAX_ACCEPTS_PER_TURN = 64;
    /** How long to wait for a free place before trying again. */
    static final long RETRY_MILLIS = 50;
    /** How often, at most, the log says that nothing can be accepted. */
    static final long WARNING_INTERVAL_MILLIS = 10_000;

    private static final LoopLog LOG = LoopLog.of(Acceptor.class);

    private final EventLoop loop;
    private final ListenSocket socket;
    private final ListenOptions options;
    private final Admission admission;
    private final Supplier<? extends ChannelHandler> handlers;
    private final Supplier<EventLoop> destination;
    private final Timer retry;
    private boolean closed;
    private boolean suspended;
    private boolean warned;
    private long warnedNanos;

    Acceptor(
            EventLoop loop,
            ListenSocket socket,
            ListenOptions options,
            Admission admission,
            Supplier<? extends ChannelHandler> handlers,
            Supplier<EventLoop> destination) {
        this.loop = loop;
        this.socket = socket;
        this.options = options;
        this.admission = admission;
        this.handlers = handlers;
        this.destination = destination;
        this.retry = loop.timer(this::resume);
    }

    /** Loop's thread. */
    void open() {
        loop.register(this);
        if (loop.isDraining()) {
            abandon();
            return;
        }
        try {
            loop.watch(socket, operations -> accept());
            socket.interest(PollableSocket.ACCEPT);
        } catch (IOException e) {
            LOG.error("cannot accept on " + socket.localAddress(), e);
            abandon();
        }
    }

    /** Stops accepting, when what has been waiting for that is in: closing the socket would reset it. Loop's thread. */
    void close() {
        try {
            socket.unwatch();
        } catch (IOException e) {
            LOG.error("cannot unwatch " + socket.localAddress() + ", whose queue may be reset", e);
        }
        for (int taken = 0; taken < options.backlog() && !closed && acceptOne(); taken++) {
            // The queue empties; who comes meanwhile is taken too.
        }
        abandon();
    }

    /** Stops accepting at once. Loop's thread. */
    void abandon() {
        if (!closed) {
            closed = true;
            retry.cancel();
            socket.close();
            loop.unregister(this);
        }
    }

    private void accept() {
        for (int taken = 0; taken < MAX_ACCEPTS_PER_TURN && !closed && acceptOne(); taken++) {
            // Each is admitted, or refused, by itself.
        }
    }

    /** Whether there was one. */
    private boolean acceptOne() {
        if (!admission.enter()) {
            suspend("at the bound of " + options.maxConnections() + " connections (maxConnections)");
            return false;
        }
        StreamSocket accepted;
        try {
            accepted = socket.accept();
        } catch (IOException e) {
            admission.leave();
            suspend(e.getMessage() + "; if that is the limit on open files, raise it, or lower maxConnections");
            return false;
        }
        if (accepted == null) {
            admission.leave();
            return false;
        }
        admit(accepted);
        return true;
    }

    private void admit(StreamSocket accepted) {
        InetAddress address = accepted.remoteAddress().getAddress();
        if (!admission.identify(address)) {
            admission.leave();
            accepted.reset();
            return;
        }
        Runnable whenClosed = () -> {
            admission.forget(address);
            admission.leave();
        };
        EventLoop target = destination.get();
        if (target == loop) {
            open(target, accepted, whenClosed);
            return;
        }
        try {
            target.execute(() -> open(target, accepted, whenClosed));
        } catch (RejectedExecutionException e) {
            accepted.reset();
            whenClosed.run();
        }
    }

    private void open(EventLoop target, StreamSocket accepted, Runnable whenClosed) {
        ChannelHandler handler;
        try {
            handler = handlers.get();
        } catch (Throwable failure) {
            LOG.error("no handler for a connection, which is reset", failure);
            accepted.reset();
            whenClosed.run();
            return;
        }
        TcpChannel.accepted(target, accepted, handler, options.channel(), whenClosed);
    }

    private void suspend(String reason) {
        if (!warned || loop.nowNanos() - warnedNanos > TimeUnit.MILLISECONDS.toNanos(WARNING_INTERVAL_MILLIS)) {
            warned = true;
            warnedNanos = loop.nowNanos();
            LOG.warning("accepting on " + socket.localAddress() + " waits: " + reason);
        }
        suspended = true;
        socket.interest(0);
        retry.schedule(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
    }

    /** Tries again, if it had to wait. */
    void resume() {
        if (suspended && !closed) {
            suspended = false;
            retry.cancel();
            socket.interest(PollableSocket.ACCEPT);
        }
    }
}
