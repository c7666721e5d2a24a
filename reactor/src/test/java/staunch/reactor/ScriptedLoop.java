package staunch.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** One loop without a thread on a scripted network and a clock that stands still: the test takes its turns. */
final class ScriptedLoop {
    final ManualTime time = new ManualTime();
    final ScriptedNetwork network = new ScriptedNetwork();
    final Reactor reactor;
    final EventLoop loop;

    ScriptedLoop() {
        this(1);
    }

    ScriptedLoop(int loops) {
        try {
            reactor = Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(loops).on(network, time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop = reactor.loops().get(0);
    }

    ScriptedPoller poller() {
        return network.pollers.get(0);
    }

    /** Turns until nothing is done any more, and not for ever. */
    void settle() {
        for (int i = 0; i < 10_000; i++) {
            int done = 0;
            for (EventLoop each : reactor.loops()) {
                done += each.turn(false);
            }
            if (done == 0) {
                return;
            }
        }
        throw new AssertionError("the loop spins");
    }

    void turn() {
        loop.turn(false);
    }

    void advanceMillis(long millis) {
        time.advanceMillis(millis);
        settle();
    }

    /** A connection that stands, and has been told so. */
    void open(ScriptedSocket socket, ChannelHandler handler, ChannelOptions options) {
        network.toConnect.add(socket);
        reactor.connect(ScriptedSocket.REMOTE, handler, ConnectOptions.DEFAULT.withChannel(options));
        settle();
    }

    void open(ScriptedSocket socket, ChannelHandler handler) {
        open(socket, handler, ChannelOptions.DEFAULT);
    }

    /** Ends the loop at once; fails if a buffer leaked. */
    void end() {
        CompletableFuture<Void> ended = reactor.shutdown(0);
        settle();
        ended.getNow(null);
        if (!ended.isDone()) {
            throw new AssertionError("the loop has not ended");
        }
    }
}
