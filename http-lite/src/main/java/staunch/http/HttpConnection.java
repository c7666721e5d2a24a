package staunch.http;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import staunch.reactor.Channel;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/**
 * A client's connection to one server. Requests are sent one after the other, each when the response before it is whole;
 * those given earlier than that wait. When the connection ends, those that were not answered fail; none is sent again by
 * itself. All methods may be called from any thread.
 */
public final class HttpConnection implements AutoCloseable {
    private final EventLoop loop;
    private final ClientConnection connection;

    private HttpConnection(EventLoop loop, ClientConnection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /** As {@link #open(Reactor, InetSocketAddress, Layer, HttpClientOptions)}, with the defaults. */
    public static HttpConnection open(Reactor reactor, InetSocketAddress remote, Layer layer) {
        return open(reactor, remote, layer, HttpClientOptions.DEFAULT);
    }

    /**
     * Begins to connect, and does not wait.
     *
     * @param reactor on whose next loop the connection lives
     * @param remote the address of the server, or of a proxy; resolved
     * @param layer what lies between the connection and HTTP: TLS, or {@link Layer#NONE}
     * @param options limits and deadlines
     */
    public static HttpConnection open(
            Reactor reactor, InetSocketAddress remote, Layer layer, HttpClientOptions options) {
        EventLoop loop = reactor.nextLoop();
        ClientConnection connection = new ClientConnection(loop, options, ConnectionOwner.NONE);
        reactor.connect(loop, remote, layer.over(connection), options.connect());
        return new HttpConnection(loop, connection);
    }

    /** Completes when the connection, with its layer, stands; fails if it cannot be made. Completes on the loop. */
    public CompletionStage<Channel> opened() {
        return connection.opened();
    }

    /** The loop on which callbacks come. */
    public EventLoop loop() {
        return loop;
    }

    /**
     * Sends a request, when its turn comes, and shows the response to {@code consumer} as it comes. A request that cannot
     * be sent as it is (its target, its authority, its fields) fails alone, with an {@link IllegalArgumentException}.
     */
    public void send(Request request, ResponseConsumer consumer) {
        loop.runInLoop(() -> connection.send(request, consumer), ended -> {
            request.body().discard();
            consumer.onFailure(ended);
        });
    }

    /**
     * Sends a request, when its turn comes, and collects the response.
     *
     * @param maxBodyBytes the longest body to take; a longer one fails the stage with {@link BodyTooLargeException} and ends
     *     the connection, whose rest could only be read to be dropped
     * @return completes on the loop; exceptionally with what {@link ResponseConsumer#onFailure} would be told. To wait for it
     *     on the loop is refused by {@link IllegalStateException}
     */
    public CompletionStage<WholeResponse> fetch(Request request, int maxBodyBytes) {
        ResponseCollector collector = new ResponseCollector(maxBodyBytes, new LoopFuture<>(loop::inLoop), this::close);
        send(request, collector);
        return collector.whole();
    }

    /** Shows again what the consumer of the current response left. */
    public void resume() {
        loop.runInLoop(connection::resume);
    }

    /** Ends the connection in order. What was not answered fails. */
    @Override
    public void close() {
        loop.runInLoop(connection::close);
    }
}
