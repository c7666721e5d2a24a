package staunch.http;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Where blocking handlers run for which nobody has said where. */
final class HandlerThreads {
    private static final long KEEP_SECONDS = 60;

    private static final class Shared {
        static final Executor THREADS = virtual().orElseGet(HandlerThreads::pool);
    }

    private HandlerThreads() {}

    static Executor shared() {
        return Shared.THREADS;
    }

    /** One virtual thread per task; empty where the JDK has none: this is compiled for one that has not. */
    static Optional<Executor> virtual() {
        try {
            return Optional.of((Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (ReflectiveOperationException none) {
            return Optional.empty();
        }
    }

    static ThreadPoolExecutor pool() {
        AtomicLong count = new AtomicLong();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "staunch-handler-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                BlockingHttpHandler.MAX_THREADS,
                BlockingHttpHandler.MAX_THREADS,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(BlockingHttpHandler.MAX_WAITING),
                daemons);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
