package staunch.http;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ChannelHandler;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Timer;

/**
 * The connections to one origin that one loop has, and the requests that wait for one.
 *
 * <pre>
 *            dial            open            next request
 *   (none) --------> DIALING -----> IDLE -------------------> BUSY
 *                       |            |  ^                       |
 *                       |            |  +-----------------------+
 *                       |            |        response whole    |
 *                       v            v                          v
 *                     (gone)       (gone)                     (gone)
 *
 *      |dialing| + |idle| + |busy| = connections &lt;= maxConnections
 *      a call waits only while no connection that it may use is idle, and no more can be made: here, or for want of room
 *      in the whole client
 * </pre>
 *
 * The newest idle connection is used first, so that those that are not needed come of age. Used on the loop.
 */
final class OriginPool implements ConnectionOwner {
    /** Who waits for a connection. */
    interface Waiter {
        /** Whether only a connection will do that has not served before. */
        boolean needsFreshConnection();

        /** Here it is: idle, and nobody else's until its owner hears that it is idle again. */
        void sendOn(ClientConnection connection);

        /** There will be none. */
        void fail(Throwable reason);
    }

    private record Idle(ClientConnection connection, long sinceNanos) {}

    private final HttpClient client;
    private final EventLoop loop;
    private final Pools.Key key;
    private final int maxConnections;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();
    private final Set<ClientConnection> dialing = new HashSet<>();
    private @Nullable Timer eviction;
    private int connections;
    private boolean awaitsRoom;

    OriginPool(HttpClient client, EventLoop loop, Pools.Key key, int maxConnections) {
        this.client = client;
        this.loop = loop;
        this.key = key;
        this.maxConnections = maxConnections;
    }

    EventLoop loop() {
        return loop;
    }

    Pools.Key key() {
        return key;
    }

    private Origin origin() {
        return key.origin();
    }

    // ---- calls ----

    /** Gives the call a connection, now or later; or fails it. */
    void add(Waiter call) {
        if (waiting.size() >= client.options().maxWaitingRequests()) {
            call.fail(new IllegalStateException(waiting.size() + " requests wait for a connection to " + origin()
                    + " already (HttpClientOptions.maxWaitingRequests)"));
            return;
        }
        if (call.needsFreshConnection()) {
            waiting.addFirst(call);
        } else {
            waiting.add(call);
        }
        serve();
    }

    void forget(Waiter call) {
        waiting.remove(call);
    }

    private void serve() {
        while (!waiting.isEmpty()) {
            boolean fresh = waiting.element().needsFreshConnection();
            Idle newest = fresh ? null : idle.pollLast();
            if (newest != null) {
                waiting.remove().sendOn(newest.connection());
            } else if (dialing.size() >= waiting.size()) {
                return;
            } else if (connections < maxConnections) {
                if (!takeRoom()) {
                    return;
                }
                dial();
            } else if (idle.isEmpty()) {
                return;
            } else {
                evict(idle.remove(), "it makes room for a new one");
            }
        }
    }

    // ---- room among all connections of the client ----

    /** Or sees to it that there will be some, if an idle connection can make it, and that this is told of it. */
    private boolean takeRoom() {
        ConnectionRoom room = client.pools().room();
        if (room.take()) {
            return true;
        }
        if (!awaitsRoom) {
            awaitsRoom = true;
            room.await(this);
            client.pools().forEach(OriginPool::askForRoom);
        }
        return room.take();
    }

    /** Any thread. */
    void roomMayBe() {
        try {
            loop.execute(() -> {
                awaitsRoom = false;
                serve();
                client.pools().room().tellNext();
            });
        } catch (RejectedExecutionException ended) {
            client.pools().room().tellNext();
        }
    }

    /** Somebody waits for room. Any thread. */
    private void askForRoom() {
        try {
            loop.execute(this::makeRoom);
        } catch (RejectedExecutionException ended) {
            // The loop has ended, and its connections with it.
        }
    }

    private void makeRoom() {
        if (client.pools().room().isAwaited()) {
            evict(idle.poll(), "it makes room for one to another origin (HttpClientOptions.maxConnections)");
        }
    }

    // ---- connections ----

    private void dial() {
        ClientConnection connection = new ClientConnection(loop, client.options(), this);
        connections++;
        dialing.add(connection);
        client.pools().connectionBegins(this);
        try {
            if (client.options().proxy().isPresent()) {
                Dialing.requireAllowedLiteral(client.options(), key.remote());
            }
            Origin remote = client.options().proxy().map(HttpProxy::address).orElse(key.remote());
            ChannelHandler above = layer().over(connection);
            new Dialing(client.reactor(), loop, client.options(), remote, connection, above).begin();
        } catch (RuntimeException | RefusedAddressException notDialled) {
            connection.end(notDialled);
        }
    }

    private Layer layer() {
        return client.options().proxy().map(this::through).orElseGet(() -> client.tlsTo(origin()));
    }

    private Layer through(HttpProxy proxy) {
        if (!origin().isSecure()) {
            return client.tlsTo(proxy.address());
        }
        Layer tunnel = client.tunnelTo(key.remote(), proxy);
        Layer tls = client.tlsTo(origin());
        return application -> tunnel.over(tls.over(application));
    }

    /** One that has just been opened goes to the first who waits; one that has served before, not to a second try. */
    @Override
    public void onIdle(ClientConnection connection) {
        boolean opened = dialing.remove(connection);
        Waiter first = opened ? waiting.poll() : null;
        if (first != null) {
            first.sendOn(connection);
            return;
        }
        idle.add(new Idle(connection, loop.nowNanos()));
        serve();
        makeRoom();
        if (client.isClosing()) {
            evictAll();
        } else if (!idle.isEmpty() && !eviction().isScheduled()) {
            eviction().schedule(idleNanos());
        }
    }

    @Override
    public void onEnded(ClientConnection connection, Throwable reason) {
        connections--;
        idle.removeIf(one -> one.connection() == connection);
        Waiter unlucky = dialing.remove(connection) ? waiting.poll() : null;
        client.pools().connectionEnds(this);
        client.pools().room().giveBack();
        if (unlucky != null) {
            unlucky.fail(reason);
        }
        serve();
    }

    // ---- idle ones ----

    private Timer eviction() {
        Timer timer = eviction;
        if (timer == null) {
            timer = loop.timer(this::evictOverdue);
            eviction = timer;
        }
        return timer;
    }

    private long idleNanos() {
        return TimeUnit.MILLISECONDS.toNanos(client.options().idleTimeoutMillis());
    }

    private void evictOverdue() {
        long now = loop.nowNanos();
        for (Idle oldest = idle.peek(); oldest != null; oldest = idle.peek()) {
            long leftNanos = oldest.sinceNanos() + idleNanos() - now;
            if (leftNanos > 0) {
                eviction().schedule(leftNanos);
                return;
            }
            evict(idle.remove(), "it was idle (HttpClientOptions.idleTimeoutMillis)");
        }
    }

    /** The client closes: what is idle is not needed any more. Any thread. */
    void beginClosing() {
        try {
            loop.execute(this::evictAll);
        } catch (RejectedExecutionException ended) {
            // The loop has ended, and its connections with it.
        }
    }

    private void evictAll() {
        eviction().cancel();
        for (Idle oldest = idle.poll(); oldest != null; oldest = idle.poll()) {
            evict(oldest, "the client is closed");
        }
    }

    private static void evict(@Nullable Idle one, String why) {
        if (one != null) {
            one.connection().end(new LostConnectionException(why));
        }
    }
}
