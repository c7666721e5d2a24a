package staunch.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.Reactor;

/** All connections of a server, on whatever loop, and whether it is time to end them. Any thread. */
final class ServedConnections {
    static final CloseCause CUT = CloseCause.of(CloseCause.Kind.SHUTDOWN);

    private final Reactor reactor;
    private final HttpServerOptions options;
    private final Set<ServerHandler> handlers = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile boolean cut;

    ServedConnections(Reactor reactor, HttpServerOptions options) {
        this.reactor = reactor;
        this.options = options;
    }

    HttpServerOptions options() {
        return options;
    }

    void add(ServerHandler handler) {
        handlers.add(handler);
    }

    void remove(ServerHandler handler) {
        handlers.remove(handler);
    }

    /** Whether connections are to end when they can; those that come now learn of it by this. */
    boolean isDraining() {
        return draining;
    }

    void drain() {
        draining = true;
        forEach(ServerHandler::drain);
    }

    /** Whether connections are not to stand any more; those that come now, from a handshake, learn of it by this. */
    boolean isCut() {
        return cut;
    }

    void cut() {
        cut = true;
        forEach(handler -> handler.abort(CUT));
    }

    /** Runs {@code action} for each connection that stands, on its loop. */
    private void forEach(Consumer<ServerHandler> action) {
        for (EventLoop loop : reactor.loops()) {
            try {
                loop.execute(() ->
                        handlers.stream().filter(handler -> handler.isOn(loop)).forEach(action));
            } catch (RejectedExecutionException loopHasEnded) {
                // And its connections with it.
            }
        }
    }
}
