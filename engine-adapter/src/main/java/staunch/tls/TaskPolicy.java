package staunch.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;

/** Where the tasks of a handshake (signatures, key exchanges, the verification of a chain) are run. Safe for all threads. */
public abstract sealed class TaskPolicy {
    /** On the loop: nothing is handed over, and no other connection of the loop is served meanwhile. */
    public static final TaskPolicy INLINE = new Inline();

    private TaskPolicy() {}

    /** On {@code executor}; a handshake whose task it rejects fails. */
    public static TaskPolicy on(Executor executor) {
        return new Offloaded(executor);
    }

    /** Is told, on the loop, that a task has run. */
    @FunctionalInterface
    interface Completion {
        /** @param failure why the task could not be run, or null if it was */
        void done(@Nullable Throwable failure);
    }

    /** Runs {@code task}; the completion is called once: before this returns, or on the loop in a later turn. */
    abstract void run(EventLoop loop, Runnable task, Completion completion);

    private static @Nullable Throwable outcomeOf(Runnable task) {
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
            completion.done(outcomeOf(task));
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
                    completion.done(rejected);
                }
            }
        }

        private static void report(EventLoop loop, Completion completion, @Nullable Throwable failure) {
            try {
                loop.execute(() -> completion.done(failure));
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
