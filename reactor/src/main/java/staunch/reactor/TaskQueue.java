package staunch.reactor;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that any thread gives a loop, in order, and the wakeup that they cost: at most one each time the loop parks.
 * {@link #offer} is for any thread, the rest for the loop's.
 */
final class TaskQueue {
    private final Queue<Runnable> tasks;
    private final Runnable wakeup;
    private final AtomicBoolean parked = new AtomicBoolean();

    /**
     * @param maxWaiting how many may wait, a power of two
     * @param wakeup ends the loop's wait; called on any thread
     */
    TaskQueue(int maxWaiting, Runnable wakeup) {
        this.tasks = new MpscChunkedAtomicArrayQueue<>(256, maxWaiting);
        this.wakeup = wakeup;
    }

    /** Whether there was room for the task; wakes the loop if it is parked. */
    boolean offer(Runnable task) {
        if (!tasks.offer(task)) {
            return false;
        }
        if (parked.get() && parked.compareAndSet(true, false)) {
            wakeup.run();
        }
        return true;
    }

    @Nullable
    Runnable poll() {
        return tasks.poll();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /**
     * The loop is about to wait: the next task wakes it.
     *
     * @return whether it may: one that came between the last look at the queue and here woke nobody
     */
    boolean park() {
        parked.set(true);
        return tasks.isEmpty();
    }

    /** The loop waits no more. */
    void unpark() {
        parked.set(false);
    }
}
