package staunch.http;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Security;

/**
 * The requests that an {@link HttpClient} sends for one party: all on one loop, where their callbacks come too, so that
 * whoever is at home there, such as a proxy's connection, needs no other thread. Connections are shared with the client's
 * other lanes on that loop, until {@link #isolate}. Used on its loop.
 */
public final class HttpLane {
    private final HttpClient client;
    private final EventLoop loop;
    private boolean isolated;
    private final Map<Origin, Origin> detours = new HashMap<>();

    HttpLane(HttpClient client, EventLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /** The loop. */
    public EventLoop loop() {
        return loop;
    }

    /** As {@link HttpClient#send}; the callbacks come on the lane's loop. */
    public HttpCall send(Request request, ResponseConsumer consumer) {
        return client.send(request, consumer, this);
    }

    /**
     * Sees to it that a connection to {@code origin} stands, with its handshake done and the server's identity verified,
     * before there is a request for it; the next one that comes uses it.
     *
     * @return completes on the loop with what TLS negotiated, empty for an origin without TLS; exceptionally as a request
     *     would fail
     */
    public CompletionStage<Optional<Security>> prepare(Origin origin) {
        Preparation preparation = new Preparation(client, key(origin));
        preparation.begin();
        return preparation.prepared();
    }

    /**
     * Connects to a host, by the client's resolver and by way of its proxy if it has one, and leaves it to the caller what
     * is said there.
     *
     * @return completes on the loop when the connection stands, with its channel, whose handler the caller sets at once;
     *     exceptionally if it cannot be made. To cancel its future, on the loop, is to give up, at once and for good
     * @throws IllegalArgumentException if host or port cannot be one
     */
    public CompletionStage<Channel> connect(String host, int port) {
        Origin target = new Origin("http", host, port);
        HttpClientOptions options = client.options();
        BareConnection connection = new BareConnection();
        try {
            if (options.proxy().isPresent()) {
                Dialing.requireAllowedLiteral(options, target);
            }
        } catch (RefusedAddressException refused) {
            connection.end(refused);
            return connection.opened();
        }
        Layer tunnel =
                options.proxy().map(proxy -> client.tunnelTo(target, proxy)).orElse(Layer.NONE);
        Origin remote = options.proxy().map(HttpProxy::address).orElse(target);
        ChannelHandler above = tunnel.over(connection);
        Dialing dialing = new Dialing(client.reactor(), loop, options, remote, connection, above);
        connection.opened().whenComplete((channel, failure) -> {
            if (failure instanceof CancellationException) {
                dialing.cancel();
            }
        });
        dialing.begin();
        return connection.opened();
    }

    /**
     * From now on this party's requests go on connections of its own: for servers that take
     * a connection, not a request, to prove who asks (NTLM and Negotiate do), where another's request would be taken for
     * this one's.
     */
    public void isolate() {
        isolated = true;
    }

    /**
     * Connections to {@code origin} are made to that host from now on, whose certificate must be the origin's all the same;
     * they are this party's own.
     *
     * @throws IllegalArgumentException if host or port cannot be one
     */
    public void reach(Origin origin, String host, int port) {
        isolate();
        detours.put(origin, new Origin(origin.scheme(), host, port));
    }

    /** Whom to connect to in order to reach that origin. */
    Origin wayTo(Origin origin) {
        return detours.getOrDefault(origin, origin);
    }

    Pools.Key key(Origin origin) {
        return new Pools.Key(origin, Optional.of(loop), isolated ? Optional.of(this) : Optional.empty());
    }

    /** A channel that is to become somebody's. */
    private static final class BareConnection implements ChannelHandler, Dialing.Caller {
        private final CompletableFuture<Channel> opened = new CompletableFuture<>();

        CompletionStage<Channel> opened() {
            return opened;
        }

        @Override
        public boolean isEnded() {
            return opened.isDone();
        }

        @Override
        public void end(Throwable reason) {
            opened.completeExceptionally(reason);
        }

        @Override
        public void onOpen(Channel channel) {
            opened.complete(channel);
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            end(new LostConnectionException("no connection", cause));
        }

        // A channel that opens is the caller's at once.

        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}
    }
}
