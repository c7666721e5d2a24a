package staunch.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;

/** Where the tasks of a handshake (signatures, key exchanges, the verification of a chain) are run. Safe for all threads. */
public abstract sealed class TaskPolicy {
    /**
     * On the loop: nothing is handed over, and no other connection of the loop is served meanwhile. They are {@link
     * EventLoop#costly}: one or few of them, over all connections, run in one turn of the loop, when what it has written has
     * left.
     */
    public static final TaskPolicy INLINE = new Inline();

    private TaskPolicy() {}

    /** On {@code executor}; a handshake whose task it rejects fails. */
    public static TaskPolicy on(Executor executor) {
        return new Offloaded(executor);
    }

    /** Who waits for a task. Told on the loop. */
    interface Completion {
        /** Whether anybody still does: a task that has not begun need not be run otherwise. */
        boolean isTaskAwaited();

        /** @param failure why the task could not be run, or null if it was */
        void taskDone(@Nullable Throwable failure);
    }

    /**
     * Has {@code task} run; the completion is called once, on the loop later, or at once if nobody would run it, or never
     * if the task is not awaited any more.
     */
    abstract void run(EventLoop loop, Runnable task, Completion completion);

    static @Nullable Throwable outcomeOf(Runnable task) {
        try {
            task.run();
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private static final class Inline extends TaskPolicy {
        @Override
        void run(EventLoop loop, Runnable task, Completion completion) {
            loop.costly(() -> {
                if (completion.isTaskAwaited()) {
                    completion.taskDone(outcomeOf(task));
                }
            });
        }

        @Override
        public String toString() {
            return "TaskPolicy.INLINE";
        }
    }

    private static final class Offloaded extends TaskPolicy {
        private final Executor executor;

        Offloaded(Executor executor) {
            this.executor = executor;
        }

        @Override
        void run(EventLoop loop, Runnable task, Completion completion) {
            AtomicBoolean taken = new AtomicBoolean();
            try {
                executor.execute(() -> {
                    if (taken.compareAndSet(false, true)) {
                        report(loop, completion, outcomeOf(task));
                    }
                });
            } catch (RejectedExecutionException rejected) {
                if (taken.compareAndSet(false, true)) {
                    completion.taskDone(rejected);
                }
            }
        }

        private static void report(EventLoop loop, Completion completion, @Nullable Throwable failure) {
            try {
                loop.execute(() -> completion.taskDone(failure));
            } catch (RejectedExecutionException loopEnded) {
                // Its channels have ended with it: nobody waits for this task.
                assert loopEnded != null;
            }
        }

        @Override
        public String toString() {
            return "TaskPolicy.on(" + executor + ")";
        }
    }
}
