package staunch.reactor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.LeakDetection;

/**
 * A set of event loops, one per core, that listens and connects. All methods may be called from any thread.
 *
 * <pre>{@code
 * try (Reactor reactor = Reactor.start()) {
 *     Listener listener = reactor.listen(new InetSocketAddress(7), EchoHandler::new);
 *     ...
 * }
 * }</pre>
 */
public final class Reactor implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ReactorOptions options;
    private final List<EventLoop> loops;
    private final AtomicInteger turnToServe = new AtomicInteger();

    private Reactor(ReactorOptions options) throws IOException {
        this.options = options;
        this.loops = makeLoops(options);
    }

    private static List<EventLoop> makeLoops(ReactorOptions options) throws IOException {
        int number = NUMBERS.incrementAndGet();
        List<EventLoop> made = new ArrayList<>();
        try {
            for (int i = 0; i < options.loops(); i++) {
                String name = "staunch-" + number + "-loop-" + i;
                made.add(new EventLoop(name, options.network(), options.time(), pool(options)));
            }
        } catch (IOException e) {
            made.forEach(loop -> loop.stop(null));
            throw e;
        }
        return List.copyOf(made);
    }

    private static BufferPool pool(ReactorOptions options) {
        return new BufferPool(
                options.maxLeasedBytes(), BufferPool.DEFAULT_MAX_RETAINED_BYTES, LeakDetection.configured());
    }

    /** A running reactor with the default options. */
    public static Reactor start() throws IOException {
        return start(ReactorOptions.DEFAULT);
    }

    /** A running reactor. */
    public static Reactor start(ReactorOptions options) throws IOException {
        Reactor reactor = unstarted(options);
        reactor.loops.forEach(EventLoop::start);
        if (options.stallReportMillis() > 0) {
            StallWatchdog.start(reactor.loops, options.stallReportMillis());
        }
        return reactor;
    }

    /** A reactor whose loops have no threads: somebody calls {@link EventLoop#turn} on each, as simulations do. */
    public static Reactor unstarted(ReactorOptions options) throws IOException {
        return new Reactor(options);
    }

    /** The loops, in a fixed order. */
    public List<EventLoop> loops() {
        return loops;
    }

    /** The loop whose turn it is to take something new. */
    public EventLoop nextLoop() {
        return loops.get(Math.floorMod(turnToServe.getAndIncrement(), loops.size()));
    }

    // ---- listening ----

    /** As {@link #listen(InetSocketAddress, Supplier, ListenOptions)} with the default options. */
    public Listener listen(InetSocketAddress local, Supplier<? extends ChannelHandler> handlers) throws IOException {
        return listen(local, handlers, ListenOptions.DEFAULT);
    }

    /**
     * Accepts connections, on every loop where the system lets several sockets listen on one port, or on one loop that
     * deals them out.
     *
     * @param local where; port 0 lets the system choose
     * @param handlers makes the handler of each connection, on that connection's loop
     * @throws BindException if the port is taken or may not be used; the message says what to do
     * @throws IllegalArgumentException if {@code local} is unresolved
     * @throws RejectedExecutionException if the reactor has been shut down
     */
    public Listener listen(
            InetSocketAddress local, Supplier<? extends ChannelHandler> handlers, ListenOptions listenOptions)
            throws IOException {
        if (local.isUnresolved()) {
            throw new IllegalArgumentException("resolve " + local.getHostString() + " before listening on it");
        }
        boolean onePerLoop = options.network().canSharePort() && loops.size() > 1;
        if (listenOptions.sharePort() && !options.network().canSharePort()) {
            throw new BindException("this system cannot share a port between processes; listen without sharePort");
        }
        boolean share = onePerLoop || listenOptions.sharePort();
        InetSocketAddress bound = share && !listenOptions.sharePort() ? probe(local, listenOptions) : local;
        List<ListenSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < (onePerLoop ? loops.size() : 1); i++) {
                sockets.add(bind(bound, listenOptions.backlog(), share));
                bound = sockets.get(0).localAddress();
            }
        } catch (IOException e) {
            sockets.forEach(ListenSocket::close);
            throw e;
        }
        return open(sockets, bound, handlers, listenOptions);
    }

    /** Sockets that share a port would share it with a stranger's too, silently: so the first bind is an exclusive one. */
    private InetSocketAddress probe(InetSocketAddress local, ListenOptions listenOptions) throws IOException {
        ListenSocket exclusive = bind(local, listenOptions.backlog(), false);
        try {
            return exclusive.localAddress();
        } finally {
            exclusive.close();
        }
    }

    private ListenSocket bind(InetSocketAddress local, int backlog, boolean share) throws IOException {
        try {
            return options.network().listen(local, backlog, share);
        } catch (BindException e) {
            BindException clearer = new BindException("cannot listen on " + ConnectFailure.printed(local) + ": "
                    + e.getMessage() + "; choose another address or port, or end the program that has it");
            clearer.initCause(e);
            throw clearer;
        }
    }

    private Listener open(
            List<ListenSocket> sockets,
            InetSocketAddress bound,
            Supplier<? extends ChannelHandler> handlers,
            ListenOptions listenOptions) {
        Admission admission = new Admission(listenOptions);
        List<Consumer<Runnable>> closings = new ArrayList<>();
        try {
            for (int i = 0; i < sockets.size(); i++) {
                EventLoop loop = loops.get(i);
                Supplier<EventLoop> destination = sockets.size() == 1 ? this::nextLoop : () -> loop;
                Acceptor acceptor = new Acceptor(loop, sockets.get(i), listenOptions, admission, handlers, destination);
                loop.execute(acceptor::open);
                closings.add(whenClosed -> loop.execute(() -> {
                    acceptor.close();
                    whenClosed.run();
                }));
            }
        } catch (RejectedExecutionException e) {
            sockets.forEach(ListenSocket::close);
            throw e;
        }
        return new Listener(bound, closings, admission);
    }

    // ---- connecting ----

    /** As {@link #connect(InetSocketAddress, ChannelHandler, ConnectOptions)} with the default options. */
    public void connect(InetSocketAddress remote, ChannelHandler handler) {
        connect(remote, handler, ConnectOptions.DEFAULT);
    }

    /** Connects on the next loop. See {@link #connect(EventLoop, InetSocketAddress, ChannelHandler, ConnectOptions)}. */
    public void connect(InetSocketAddress remote, ChannelHandler handler, ConnectOptions connectOptions) {
        connect(nextLoop(), remote, handler, connectOptions);
    }

    /**
     * Connects on a given loop of this reactor. The handler hears of success by {@link ChannelHandler#onOpen} and of
     * failure by {@link ChannelHandler#onClosed}.
     *
     * @param remote where to, resolved: a loop does not wait for a name server
     * @throws IllegalArgumentException if {@code remote} is unresolved
     * @throws RejectedExecutionException if the reactor has been shut down
     */
    public void connect(
            EventLoop loop, InetSocketAddress remote, ChannelHandler handler, ConnectOptions connectOptions) {
        if (remote.isUnresolved()) {
            throw new IllegalArgumentException("resolve " + remote.getHostString() + " before connecting to it");
        }
        loop.execute(() -> {
            StreamSocket socket;
            try {
                socket = connect(remote, connectOptions);
            } catch (IOException e) {
                socket = new FailedSocket(remote, e);
            } catch (RuntimeException e) {
                socket = new FailedSocket(remote, new IOException("this address cannot be used here: " + e, e));
            }
            TcpChannel.connecting(loop, socket, handler, connectOptions);
        });
    }

    private StreamSocket connect(InetSocketAddress remote, ConnectOptions connectOptions) throws IOException {
        Network network = options.network();
        return connectOptions.localAddress().isPresent()
                ? network.connectFrom(connectOptions.localAddress().get(), remote)
                : network.connect(remote);
    }

    // ---- the end ----

    /**
     * Ends in order: stops accepting, tells every channel by {@link ChannelHandler#onShutdown}, and aborts those still
     * open after the grace.
     *
     * @param graceMillis how long channels may take to end in order; 0 aborts at once
     * @return done when all loops have ended; exceptionally if one leaked buffers
     */
    public CompletableFuture<Void> shutdown(long graceMillis) {
        long graceNanos = TimeUnit.MILLISECONDS.toNanos(graceMillis);
        return CompletableFuture.allOf(
                loops.stream().map(loop -> loop.shutdown(graceNanos)).toArray(CompletableFuture[]::new));
    }

    /**
     * {@link #shutdown} with {@link ReactorOptions#closeGraceMillis}, and waits for it: of a started reactor, and not from
     * a loop's own thread.
     *
     * @throws IllegalStateException if called on one of the loops, which would wait for itself
     */
    @Override
    public void close() {
        if (loops.stream().anyMatch(EventLoop::inLoop)) {
            throw new IllegalStateException("close() waits for the loops and was called on one: use shutdown()");
        }
        try {
            shutdown(options.closeGraceMillis()).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
