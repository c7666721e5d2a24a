package staunch.reactor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Never waits: tells each registered socket what its script has ready, as a level-triggered selector does. */
final class ScriptedPoller implements Poller {
    /** What a registered socket of the script can say. */
    interface Watched {
        int readyOperations();

        void tell(int operations);
    }

    final List<Watched> watched = new ArrayList<>();
    final AtomicInteger wakeups = new AtomicInteger();
    Runnable whileWaiting = () -> {};
    IOException failure;
    long lastTimeoutNanos;
    boolean closed;

    @Override
    public int poll(long timeoutNanos) throws IOException {
        lastTimeoutNanos = timeoutNanos;
        if (failure != null) {
            throw failure;
        }
        if (timeoutNanos != 0) {
            whileWaiting.run();
        }
        int told = 0;
        for (Watched socket : List.copyOf(watched)) {
            int operations = socket.readyOperations();
            if (operations != 0) {
                socket.tell(operations);
                told++;
            }
        }
        return told;
    }

    @Override
    public void wakeup() {
        wakeups.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }
}
