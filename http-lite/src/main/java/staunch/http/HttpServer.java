package staunch.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import staunch.reactor.ChannelHandler;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Listener;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.Timer;

/**
 * An HTTP/1.1 server: one {@link HttpHandler} behind a listener of a {@link Reactor}, which is the server's own or may serve
 * others too. Any thread.
 */
public final class HttpServer implements AutoCloseable {
    private final Reactor reactor;
    private final ServedConnections served;
    private final Listener listener;
    private final boolean ownsReactor;
    /** Whose connections begin as something else than HTTP. */
    private final List<Listener> others = new CopyOnWriteArrayList<>();

    private HttpServer(
            Reactor reactor,
            boolean ownsReactor,
            InetSocketAddress local,
            Layer layer,
            Function<? super HttpServer, ? extends HttpHandler> handlers,
            HttpServerOptions options)
            throws IOException {
        this.reactor = reactor;
        this.ownsReactor = ownsReactor;
        this.served = new ServedConnections(reactor, options);
        this.listener = reactor.listen(
                local, () -> layer.over(ServerHandler.ofHttp(handlers.apply(this), served, options)), options.listen());
    }

    /** As {@link #listen(InetSocketAddress, Layer, HttpHandler, HttpServerOptions)}, with the defaults. */
    public static HttpServer listen(InetSocketAddress local, Layer layer, HttpHandler handler) throws IOException {
        return listen(local, layer, handler, HttpServerOptions.DEFAULT);
    }

    /**
     * Serves on a reactor of its own, with a loop for each processor, which ends with the server: when it cannot listen, at
     * once, and behind {@link #close} or {@link #drain}. Until then its threads keep the program running.
     *
     * @param local where to listen; port 0 lets the system choose
     * @param layer what lies between the connection and HTTP: TLS, or {@link Layer#NONE}
     * @param handler answers each request
     * @param options limits and deadlines
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public static HttpServer listen(
            InetSocketAddress local, Layer layer, HttpHandler handler, HttpServerOptions options) throws IOException {
        Reactor reactor = Reactor.start();
        try {
            return new HttpServer(reactor, true, local, layer, server -> handler, options);
        } catch (IOException | RuntimeException | Error failure) {
            reactor.close();
            throw failure;
        }
    }

    /** As {@link #listen(Reactor, InetSocketAddress, Layer, HttpHandler, HttpServerOptions)}, with the defaults. */
    public static HttpServer listen(Reactor reactor, InetSocketAddress local, Layer layer, HttpHandler handler)
            throws IOException {
        return listen(reactor, local, layer, handler, HttpServerOptions.DEFAULT);
    }

    /**
     * Serves on a reactor that may serve others too.
     *
     * @param reactor whose loops do the work; whoever made it closes it, also when this fails: until then its threads keep the
     *     program running
     * @param local where to listen; port 0 lets the system choose
     * @param layer what lies between the connection and HTTP: TLS, or {@link Layer#NONE}
     * @param handler answers each request
     * @param options limits and deadlines
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public static HttpServer listen(
            Reactor reactor, InetSocketAddress local, Layer layer, HttpHandler handler, HttpServerOptions options)
            throws IOException {
        return listenWith(reactor, local, layer, server -> handler, options);
    }

    /**
     * As {@link #listen}, with a handler for each connection: for a protocol in which a client's requests have something in
     * common, such as a proxy's.
     *
     * @param handlers makes the handler of a connection of the given server, on the loop of that; of the server only {@link
     *     #connectionHandler} may be used
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public static HttpServer listenWith(
            Reactor reactor,
            InetSocketAddress local,
            Layer layer,
            Function<? super HttpServer, ? extends HttpHandler> handlers,
            HttpServerOptions options)
            throws IOException {
        return new HttpServer(reactor, false, local, layer, handlers, options);
    }

    /**
     * The handler for a connection that this server did not accept itself, such as one inside of a tunnel: it is served as
     * one of this server's, with its options, and ends with its {@link #drain}.
     *
     * @param handler answers the requests of that connection
     */
    public ChannelHandler connectionHandler(HttpHandler handler) {
        return ServerHandler.ofHttp(handler, served, served.options());
    }

    /**
     * As {@link #connectionHandler(HttpHandler)}, for one that is told apart from others.
     *
     * @param handler answers the requests of that connection
     * @param listener hears of that connection, instead of the server's
     */
    public ChannelHandler connectionHandler(HttpHandler handler, HttpServerListener listener) {
        return ServerHandler.ofHttp(handler, served, served.options().withListener(listener));
    }

    /**
     * Listens on one more port, for connections that begin as something else than HTTP and may become HTTP by {@link
     * #connectionHandler}: they are counted, drained and cut with this server's, as those are that were upgraded.
     *
     * @param local where to listen; port 0 lets the system choose
     * @param handlers makes the handler of each connection, on the loop of that
     * @return where it listens
     * @throws java.net.BindException if the port is taken or may not be used
     */
    public InetSocketAddress listenFor(InetSocketAddress local, Supplier<? extends ChannelHandler> handlers)
            throws IOException {
        Listener other = reactor.listen(
                local,
                () -> ServerHandler.handedOverTo(handlers.get(), served),
                served.options().listen());
        others.add(other);
        return other.localAddress();
    }

    /** Where it listens; with the port that the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return listener.localAddress();
    }

    /** The port of {@link #localAddress}. */
    public int port() {
        return listener.port();
    }

    /** How many connections are open. */
    public int openConnections() {
        return all().mapToInt(Listener::openConnections).sum();
    }

    private Stream<Listener> all() {
        return Stream.concat(Stream.of(listener), others.stream());
    }

    private CompletableFuture<Void> whenAll(Function<Listener, CompletionStage<Void>> stage) {
        return CompletableFuture.allOf(
                all().map(stage).map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    /**
     * Ends in order, without a client noticing more than a connection that closes: accepts what is waiting to be accepted and
     * nothing more; then says {@code Connection: close} with each answer, also to connections that are new, and closes those
     * on which nothing comes within {@link HttpServerOptions#drainIdleMillis}. Bodies without end are {@linkplain
     * BodyProducer#onShutdown told}, and an {@link EventStream} is closed. What is left after the grace is aborted, a
     * connection in its handshake once that is done.
     *
     * <p>In this order, because a client that is told to leave comes back at once: into the queue of a socket that is about to
     * close it would be reset, but with a {@linkplain staunch.reactor.ListenOptions#sharePort shared port} it comes to whoever
     * took over.
     *
     * @param graceMillis how long that may take
     * @return completes with true when the last connection has ended, with false when the grace has
     */
    public CompletionStage<Boolean> drain(long graceMillis) {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        whenAll(Listener::stopped).thenRun(served::drain);
        all().forEach(Listener::close);
        whenAll(Listener::drained).thenRun(() -> inTime.complete(true));
        EventLoop loop = reactor.nextLoop();
        try {
            loop.execute(() -> {
                Timer grace = loop.timer(() -> cut(inTime));
                grace.schedule(TimeUnit.MILLISECONDS.toNanos(graceMillis));
                inTime.thenRun(() -> forget(loop, grace));
            });
        } catch (RejectedExecutionException loopHasEnded) {
            cut(inTime);
        }
        if (ownsReactor) {
            inTime.thenRun(() -> reactor.shutdown(0));
        }
        return inTime.minimalCompletionStage();
    }

    private void cut(CompletableFuture<Boolean> inTime) {
        served.cut();
        inTime.complete(false);
    }

    private static void forget(EventLoop loop, Timer grace) {
        try {
            loop.execute(grace::cancel);
        } catch (RejectedExecutionException loopHasEnded) {
            // And its timers with it.
        }
    }

    /**
     * Stops accepting connections; those that stand go on until they end or the reactor does. A reactor of the server's own is
     * told to end in order, within {@link ReactorOptions#closeGraceMillis}; nobody waits for it here. See {@link #drain}.
     */
    @Override
    public void close() {
        all().forEach(Listener::close);
        if (ownsReactor) {
            reactor.shutdown(ReactorOptions.DEFAULT.closeGraceMillis());
        }
    }
}
