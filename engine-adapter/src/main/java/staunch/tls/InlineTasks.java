package staunch.tls;

import java.util.ArrayDeque;
import staunch.reactor.EventLoop;
import staunch.reactor.ListedOnce;
import staunch.reactor.LoopLocal;
import staunch.reactor.Timer;

/**
 * The handshake tasks that a loop runs itself: at most so many in one turn over all its connections, so that a storm of
 * handshakes leaves time for everybody else. The others wait, in order, for the next turns; they are at most as many as
 * the loop has connections. Used on the loop's thread.
 *
 * <pre>
 *   run(task) --budget left, nobody waits--&gt; now
 *        '--------------------------------&gt; [waiting] --a timer of the next turns--&gt; now
 * </pre>
 */
final class InlineTasks {
    private static final LoopLocal<InlineTasks> OF_LOOP = new LoopLocal<>(InlineTasks::new);

    private record Waiting(Runnable task, TaskPolicy.Completion completion) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** Fires in the next turn, however many are ready then: a crowd that transfers much must not hold handshakes up. */
    private final Timer serve;

    private final ListedOnce turnEnds;
    private int leftInTurn = TaskPolicy.MAX_INLINE_TASKS_PER_TURN;

    private InlineTasks(EventLoop loop) {
        serve = loop.timer(this::serve);
        turnEnds = new ListedOnce(loop::atEndOfTurn, () -> leftInTurn = TaskPolicy.MAX_INLINE_TASKS_PER_TURN);
    }

    static InlineTasks of(EventLoop loop) {
        return loop.local(OF_LOOP);
    }

    /** How many tasks wait for a later turn. */
    int waiting() {
        return waiting.size();
    }

    /** Runs {@code task} now, or in a later turn if this one has done its share. */
    void run(Runnable task, TaskPolicy.Completion completion) {
        if (leftInTurn > 0 && waiting.isEmpty()) {
            runNow(task, completion);
        } else {
            waiting.add(new Waiting(task, completion));
            serve.schedule(0);
        }
    }

    private void runNow(Runnable task, TaskPolicy.Completion completion) {
        leftInTurn--;
        turnEnds.list();
        completion.taskDone(TaskPolicy.outcomeOf(task));
    }

    private void serve() {
        while (leftInTurn > 0 && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            if (next.completion().isTaskAwaited()) {
                runNow(next.task(), next.completion());
            }
        }
        if (!waiting.isEmpty()) {
            serve.schedule(0);
        }
    }
}
