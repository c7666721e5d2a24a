package staunch.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One loop without a thread on the system's own network: the test takes its turns until something has happened. */
final class Loopback {
    private static final long PATIENCE_SECONDS = 60;

    final Reactor reactor;
    final EventLoop loop;

    Loopback() {
        try {
            reactor = Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop = reactor.loops().get(0);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    void until(String what, BooleanSupplier happened) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!happened.getAsBoolean()) {
            if (loop.turn(false) == 0) {
                Thread.yield();
            }
            if (System.nanoTime() - giveUp > 0) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain until " + what);
            }
        }
    }

    /** Ends the loop at once; fails if a buffer leaked. */
    void end() {
        var ended = reactor.shutdown(0);
        until("the loop has ended", ended::isDone);
        ended.join();
    }
}
