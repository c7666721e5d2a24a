package staunch.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/**
 * A client for many servers, on the loops of a {@link Reactor}, which may serve others too. It keeps connections and uses
 * them again: one for each request that is on its way at the same time, up to a bound for each origin, beyond which requests
 * wait.
 *
 * <pre>{@code
 * TlsClient tls = TlsClient.trusting(TrustAnchors.fromJdk());
 * try (Reactor reactor = Reactor.start();
 *         HttpClient client = HttpClient.on(reactor, origin -> tls.to(origin.host(), origin.port()))) {
 *     WholeResponse response = client.fetchAndWait(Request.get("https://example.org/"), 1 << 20);
 *     ...
 * }
 * }</pre>
 *
 * <p><b>Once, and no more.</b> A request is sent a second time in one case only: on a connection that had served before, and
 * that ended without a byte of an answer, if the method is idempotent and the body, if any, {@linkplain
 * Body#isReplayable can be sent again}. Then once, on a new connection.
 *
 * <p>All methods may be called from any thread. Callbacks come on a loop of the reactor and must not block.
 */
public final class HttpClient implements AutoCloseable {
    private final Reactor reactor;
    private final Function<Origin, Layer> tls;
    private final HttpClientOptions options;
    private final Pools pools;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private int calls;
    private volatile boolean closing;

    private HttpClient(Reactor reactor, Function<Origin, Layer> tls, HttpClientOptions options) {
        this.reactor = reactor;
        this.tls = tls;
        this.options = options;
        this.pools = new Pools(this);
    }

    /** As {@link #on(Reactor, Function, HttpClientOptions)}, with the defaults. */
    public static HttpClient on(Reactor reactor, Function<Origin, Layer> tls) {
        return on(reactor, tls, HttpClientOptions.DEFAULT);
    }

    /**
     * A client.
     *
     * @param reactor on whose loops the connections live
     * @param tls makes what lies between a connection and HTTP for an https origin, once for each connection: of one
     *     {@code TlsClient}, so that sessions are resumed
     * @param options limits, deadlines, and what the client does by itself
     */
    public static HttpClient on(Reactor reactor, Function<Origin, Layer> tls, HttpClientOptions options) {
        return new HttpClient(reactor, tls, options);
    }

    // ---- requests ----

    /**
     * Sends a request and shows the response to {@code consumer} as it comes. A failure, whatever its kind, is told to the
     * consumer too; on the calling thread if the reactor has ended or this is closed.
     *
     * @return for whoever wants to cancel the request, or leaves bytes of the response and takes them later
     */
    public HttpCall send(Request request, ResponseConsumer consumer) {
        return send(request, consumer, null);
    }

    HttpCall send(Request request, ResponseConsumer consumer, @Nullable HttpLane lane) {
        Call call = new Call(this, lane, request, consumer);
        if (callBegins()) {
            call.travel();
        } else {
            request.body().discard();
            consumer.onFailure(new IllegalStateException("the client is closed"));
        }
        return call;
    }

    /**
     * Sends a request and collects the response. Cancelling the future of the stage cancels the request.
     *
     * @param maxBodyBytes the longest body to take; a longer one fails the stage with {@link BodyTooLargeException}
     * @return completes on a loop; exceptionally with what {@link ResponseConsumer#onFailure} would be told. To wait for it on
     *     a loop is refused by {@link IllegalStateException}
     */
    public CompletionStage<WholeResponse> fetch(Request request, int maxBodyBytes) {
        ResponseCollector collector = new ResponseCollector(maxBodyBytes, new LoopFuture<>(this::inLoop), () -> {});
        HttpCall call = send(request, collector);
        collector.whole().whenComplete((response, failure) -> {
            if (failure != null) {
                call.cancel();
            }
        });
        return collector.whole();
    }

    /**
     * As {@link #fetch}, for code on a thread of its own, such as a virtual one: waits.
     *
     * @throws IOException if there is no whole response
     * @throws InterruptedIOException if the thread is interrupted, which cancels the request and leaves the thread interrupted
     * @throws staunch.reactor.DeadlineException if a deadline of the options passes
     * @throws IllegalStateException if called on a loop of the reactor, which would wait for itself
     */
    public WholeResponse fetchAndWait(Request request, int maxBodyBytes) throws IOException {
        if (inLoop()) {
            throw new IllegalStateException("fetchAndWait() waits for the loops and was called on one: use fetch()");
        }
        CompletableFuture<WholeResponse> response = fetch(request, maxBodyBytes).toCompletableFuture();
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the thread was interrupted while it waited for a response");
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private boolean inLoop() {
        return reactor.loops().stream().anyMatch(EventLoop::inLoop);
    }

    private static IOException rethrown(ExecutionException wrapped) {
        Throwable cause = wrapped.getCause();
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(wrapped);
    }

    /**
     * The requests of one party that is at home on a loop, such as a client of a proxy: all of them, their connections and
     * their callbacks stay on that loop.
     *
     * @param loop one of the reactor's
     */
    public HttpLane laneOn(EventLoop loop) {
        return new HttpLane(this, loop);
    }

    // ---- the end ----

    /**
     * Takes no more requests, lets those that it has come to their end, and closes the connections.
     *
     * @return completes when the last request has ended
     */
    public CompletionStage<Void> shutdown() {
        boolean none;
        synchronized (drained) {
            closing = true;
            none = calls == 0;
        }
        pools.forEach(OriginPool::beginClosing);
        if (none) {
            drained.complete(null);
        }
        return drained;
    }

    /** As {@link #shutdown}, and does not wait for its end. */
    @Override
    public void close() {
        shutdown();
    }

    boolean callBegins() {
        synchronized (drained) {
            calls += closing ? 0 : 1;
            return !closing;
        }
    }

    void callEnds() {
        boolean last;
        synchronized (drained) {
            last = --calls == 0 && closing;
        }
        if (last) {
            drained.complete(null);
        }
    }

    // ---- for its parts ----

    boolean isClosing() {
        return closing;
    }

    Reactor reactor() {
        return reactor;
    }

    /** TLS, if that is how {@code end} is spoken to. */
    Layer tlsTo(Origin end) {
        return end.isSecure() ? tls.apply(end) : Layer.NONE;
    }

    /** A tunnel to {@code target}, and TLS below it if that is how the proxy is spoken to. */
    Layer tunnelTo(Origin target, HttpProxy proxy) {
        Layer toProxy = tlsTo(proxy.address());
        Layer tunnel =
                proxy.tunnelTo(target, options.limits(), options.connect().connectTimeoutMillis());
        return application -> toProxy.over(tunnel.over(application));
    }

    HttpClientOptions options() {
        return options;
    }

    /** What a request is told that got no connection in time. */
    DeadlineException waitedTooLong(Origin origin) {
        String why = pools.room().isFull()
                ? ": the client has the " + options.maxConnections() + " that it may have (maxConnections)"
                : "";
        return new DeadlineException("no connection to " + origin + " was free within " + options.waitTimeoutMillis()
                + " ms (HttpClientOptions.waitTimeoutMillis)" + why);
    }

    Pools pools() {
        return pools;
    }
}
