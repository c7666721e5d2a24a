package staunch.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Until it is released, Ctrl-C calls something that ends the work, and then waits for what is still to be printed. */
final class OnInterrupt {
    private static final long PRINTING_SECONDS = 10;

    private final CountDownLatch printed = new CountDownLatch(1);
    private final Thread hook;

    private OnInterrupt(Runnable end) {
        this.hook = new Thread(() -> {
            end.run();
            awaitPrinted();
        });
    }

    /** @param end called on a thread of its own */
    static OnInterrupt call(Runnable end) {
        OnInterrupt made = new OnInterrupt(end);
        Runtime.getRuntime().addShutdownHook(made.hook);
        return made;
    }

    private void awaitPrinted() {
        try {
            printed.await(PRINTING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is printed, or nothing will be; from now on Ctrl-C does nothing of this. */
    void release() {
        printed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            // By Ctrl-C: the hook is what has brought us here.
        }
    }
}
