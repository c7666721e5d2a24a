package staunch.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import staunch.bench.BenchServer;
import staunch.http.HttpServer;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.TimeSource;

/** The server of {@code bench server}, its real loop and all above it, on a network in memory, stepped by the benchmark. */
final class LoopServer {
    private static final int MAX_TURNS = 1_000;

    private final MemorySocket socket;
    private final EventLoop loop;

    /** @param layer between the server and its one connection */
    LoopServer(Layer layer) {
        MemoryNetwork network = new MemoryNetwork();
        try {
            Reactor reactor =
                    Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1).on(network, TimeSource.SYSTEM));
            HttpServer.listen(reactor, MemoryNetwork.ADDRESS, layer, BenchServer.handler(), BenchServer.options());
            loop = reactor.loops().get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socket = network.connect();
        settle();
    }

    /** Sends these bytes and lets the loop have turns until it has answered; then {@link #taken}. */
    ByteBuffer exchange(ByteBuffer bytes) {
        socket.send(bytes);
        for (int turns = 0; !socket.hasAnswer(); turns++) {
            if (turns == MAX_TURNS) {
                throw new IllegalStateException("no answer after " + MAX_TURNS + " turns of the loop");
            }
            loop.turn(false);
        }
        return socket.answer();
    }

    /** The answer is no longer looked at. */
    void taken() {
        socket.taken();
    }

    /** Lets the loop have turns until it has nothing to do. */
    void settle() {
        while (loop.turn(false) > 0) {
            // Each turn does some of it.
        }
    }

    /** As {@link #exchange}, for bytes to which there may be no answer: all that is said until the loop rests. */
    ByteBuffer say(ByteBuffer bytes) {
        socket.send(bytes);
        settle();
        return socket.answer();
    }
}
