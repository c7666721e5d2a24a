package staunch.http;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a client has over all origins and loops, and the pools that wait until there is room for one more.
 *
 * <pre>
 *   0 &lt;= taken &lt;= max
 *   a pool is told once for each time that it was listed: that there may be room, which another may have taken meanwhile
 * </pre>
 *
 * Any thread.
 */
final class ConnectionRoom {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentLinkedQueue<OriginPool> waiting = new ConcurrentLinkedQueue<>();

    ConnectionRoom(int max) {
        this.max = max;
    }

    /** Takes the room of one connection, if there is any. */
    boolean take() {
        return taken.getAndUpdate(count -> count < max ? count + 1 : count) < max;
    }

    void giveBack() {
        taken.decrementAndGet();
        tellNext();
    }

    /** Has {@code pool} told when there may be room; to be followed by another try, since there may be some already. */
    void await(OriginPool pool) {
        waiting.add(pool);
    }

    /** Whether a connection that is idle had better make room. */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** If there is room, whoever has waited longest is told. Whoever was told and leaves some calls this. */
    void tellNext() {
        OriginPool next = isFull() ? null : waiting.poll();
        if (next != null) {
            next.roomMayBe();
        }
    }

    boolean isFull() {
        return taken.get() >= max;
    }
}
