package staunch.reactor;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What a loop has to do besides its sockets: five lists, one for each phase of a turn that follows the sockets'.
 *
 * <pre>
 *   tasks        given by any thread               in order, a bounded number a turn
 *   timers       scheduled for a moment            those that are due
 *   ready        asked for on the loop             those that were listed before the phase began, of many a share a turn
 *   end of turn  asked for on the loop, flushing   until none is left
 *   costly       asked for on the loop             in order, for as long as the rest of the turn took, but one at least
 * </pre>
 *
 * What one of them throws is reported, and the next is run. Used on the loop's thread; only {@link #tasks} is shared.
 */
final class Agenda {
    /** How often a loop that ends goes through what its last callbacks have asked for. */
    private static final int MAX_LAST_ROUNDS = 100;

    private final TaskQueue tasks;
    private final TimerQueue timers = new TimerQueue();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private final ArrayDeque<Runnable> costly = new ArrayDeque<>();
    private final Consumer<Throwable> report;

    /**
     * @param wakeup ends the loop's waiting; called by threads that give it a task
     * @param report is told what work threw
     */
    Agenda(Runnable wakeup, Consumer<Throwable> report) {
        this.tasks = new TaskQueue(EventLoop.MAX_WAITING_TASKS, wakeup);
        this.report = report;
    }

    TaskQueue tasks() {
        return tasks;
    }

    TimerQueue timers() {
        return timers;
    }

    void ready(Runnable work) {
        ready.add(work);
    }

    void atEndOfTurn(Runnable flush) {
        endOfTurn.add(flush);
    }

    void costly(Runnable work) {
        costly.add(work);
    }

    /** Whether the loop itself has asked for nothing more, timers apart. */
    boolean isServed() {
        return ready.isEmpty() && endOfTurn.isEmpty() && costly.isEmpty();
    }

    /** How long the loop may wait for a socket. */
    long parkNanos(TimeSource time) {
        if (!isServed() || !tasks.isEmpty()) {
            return 0;
        }
        return timers.isEmpty() ? Poller.FOREVER : Math.max(0, timers.nextDeadlineNanos() - time.nanoTime());
    }

    int runTasks() {
        int done = 0;
        while (done < EventLoop.MAX_TASKS_PER_TURN) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            run(task);
            done++;
        }
        return done;
    }

    /** Those that are scheduled meanwhile have to wait for the next turn, even without a delay. */
    int fireTimers(long nowNanos) {
        long firstScheduledMeanwhile = timers.nextSequence();
        int done = 0;
        while (done < EventLoop.MAX_TIMERS_PER_TURN) {
            Timer due = timers.pollDue(nowNanos, firstScheduledMeanwhile);
            if (due == null) {
                break;
            }
            run(due.callback());
            done++;
        }
        return done;
    }

    /**
     * Those that become ready meanwhile have to wait for a later turn, and so has most of a crowd: one that has much to write
     * is served in the order of its coming, and the sockets are looked at in between. What a turn serves grows with the
     * crowd, so that no crowd grows for ever.
     */
    int serveReady() {
        return serve(ready, Math.max(EventLoop.MIN_READY_PER_TURN, ready.size() / EventLoop.TURNS_FOR_ALL_READY));
    }

    private int serve(ArrayDeque<Runnable> list, int max) {
        int count = Math.min(list.size(), max);
        for (int i = 0; i < count; i++) {
            run(list.remove());
        }
        return count;
    }

    /** Flushing one channel may write to another, such as the one below it, so this goes on until none is left. */
    int flushWritten() {
        int done = 0;
        for (Runnable flush = endOfTurn.poll(); flush != null; flush = endOfTurn.poll()) {
            run(flush);
            done++;
        }
        return done;
    }

    /**
     * Behind the flushing, so that nothing that could leave waits for it; what it writes is flushed at once. It has half of a
     * busy loop's time: a crowd must not hold it up for ever, and what turns out to be soon done takes no turn of its own.
     *
     * @param turnBeganNanos when this turn did
     */
    int serveCostly(TimeSource time, long turnBeganNanos) {
        if (costly.isEmpty()) {
            return 0;
        }
        long beganNanos = time.nanoTime();
        long shareNanos = beganNanos - turnBeganNanos;
        int count = costly.size();
        int done = 0;
        do {
            run(costly.remove());
            done++;
        } while (done < count && time.nanoTime() - beganNanos < shareNanos);
        return done + flushWritten();
    }

    /** The loop has no turns left: everything is run that is listed now, and what that asks for, within reason. */
    void runLast() {
        while (!tasks.isEmpty()) {
            runTasks();
        }
        int rounds = 0;
        while (rounds < MAX_LAST_ROUNDS && !isServed()) {
            serve(ready, Integer.MAX_VALUE);
            flushWritten();
            serve(costly, Integer.MAX_VALUE);
            rounds++;
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            report.accept(failure);
        }
    }
}
