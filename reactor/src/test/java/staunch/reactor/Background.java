package staunch.reactor;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One call on a thread of its own, which the test can see waiting. */
final class Background<T> {
    private static final long PATIENCE_SECONDS = 60;

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> call(Callable<T> call) {
        return new Background<>(call);
    }

    /** What the call returns. */
    T result() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw (Error) e.getCause();
        } catch (TimeoutException e) {
            AssertionError hangs = new AssertionError("the call hangs");
            hangs.setStackTrace(thread.getStackTrace());
            throw hangs;
        }
    }

    /** What the call throws, or null. */
    Throwable failure() {
        try {
            result();
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    boolean isDone() {
        return task.isDone();
    }

    Background<T> untilItWaits() {
        until("the call waits", () -> isDone() || LockSupport.getBlocker(thread) != null);
        if (isDone()) {
            throw new AssertionError("does not wait", failure());
        }
        return this;
    }

    /** Wakes it for no reason, as may happen at any time. */
    void disturb() {
        LockSupport.unpark(thread);
    }

    void interrupt() {
        thread.interrupt();
    }

    static void until(String what, BooleanSupplier happened) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!happened.getAsBoolean()) {
            Thread.yield();
            if (System.nanoTime() - giveUp > 0) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain until " + what);
            }
        }
    }
}
