package staunch.reactor;

import java.io.Closeable;
import java.io.IOException;

/** Waits until sockets are ready: one selector. Used by one loop's thread, except {@link #wakeup}. */
public interface Poller extends Closeable {
    /** What a {@link #poll} that shall wait without a limit is given. */
    long FOREVER = -1;

    /**
     * Waits until a registered socket is ready, the time is over, or {@link #wakeup} is called, and tells the listener of
     * each ready socket.
     *
     * @param timeoutNanos how long to wait; 0 does not wait, {@link #FOREVER} waits without a limit
     * @return how many listeners were told
     */
    int poll(long timeoutNanos) throws IOException;

    /** Ends a {@link #poll} that waits now or, if none does, the next one. Any thread. */
    void wakeup();

    @Override
    void close() throws IOException;
}
