package staunch.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import staunch.reactor.CallGate;

/** Blocking handlers, each on a thread of its own, over a simulated network whose loops are this thread. */
abstract class BlockingHandlersCase extends ServerBodiesCase {
    private static final long PATIENCE_SECONDS = 60;

    final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** What handlers were thrown. */
    final LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();

    @AfterEach
    void allHandlersEnd() {
        until("all handlers have returned", () -> threads.stream().noneMatch(Thread::isAlive));
    }

    HttpHandler blocking(BlockingHttpHandler handler) {
        return HttpHandler.blocking(
                task -> {
                    Thread thread = new Thread(task, "handler");
                    thread.setDaemon(true);
                    threads.add(thread);
                    thread.start();
                },
                handler);
    }

    /** Notes what the handler is thrown, and lets it pass. */
    BlockingHttpHandler noting(BlockingHttpHandler handler) {
        return exchange -> {
            try {
                handler.handle(exchange);
            } catch (Throwable failure) {
                thrown.add(failure);
                throw failure;
            }
        };
    }

    Throwable nextThrown() {
        until("something is thrown", () -> !thrown.isEmpty());
        return thrown.remove();
    }

    void until(String what, BooleanSupplier happened) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        do {
            world.settle();
            Thread.yield();
            if (System.nanoTime() - giveUp > 0) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain until " + what + "; threads "
                        + threads + ", heard " + world.heard);
            }
        } while (!happened.getAsBoolean());
        world.settle();
    }

    void untilAnswered(RawPeer client, int count) {
        until(count + " answers", () -> statuses(client).size() == count);
    }

    /** Until the last handler's thread waits for the loop. */
    Thread untilItWaits() {
        until("the handler waits", () -> {
            Thread last = threads.isEmpty() ? null : threads.get(threads.size() - 1);
            return last != null && LockSupport.getBlocker(last) instanceof CallGate;
        });
        return threads.get(threads.size() - 1);
    }
}
