package staunch.reactor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop in a binary heap, the earliest first; equal deadlines in the order in which they were scheduled.
 * Each timer knows its place, so that cancelling, which is what happens to most deadlines, costs no search.
 */
final class TimerQueue {
    private @Nullable Timer[] heap = new Timer[64];
    private int size;
    private long scheduled;

    boolean isEmpty() {
        return size == 0;
    }

    /** The deadline of the earliest timer. There must be one. */
    long nextDeadlineNanos() {
        return at(0).deadlineNanos;
    }

    void schedule(Timer timer, long deadlineNanos) {
        cancel(timer);
        timer.deadlineNanos = deadlineNanos;
        timer.sequence = scheduled++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        place(timer, size++);
        siftUp(timer);
    }

    void cancel(Timer timer) {
        int index = timer.heapIndex;
        if (index == Timer.NOT_SCHEDULED) {
            return;
        }
        timer.heapIndex = Timer.NOT_SCHEDULED;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            place(last, index);
            siftDown(last);
            siftUp(last);
        }
    }

    /** The number that the next timer to be scheduled gets; they rise. */
    long nextSequence() {
        return scheduled;
    }

    /**
     * Takes the earliest timer out if its deadline has come and its number is below {@code sequenceBound}; null
     * otherwise. Timers scheduled for {@code nowNanos} or later, from that number on, lie behind all that are due.
     */
    @Nullable
    Timer pollDue(long nowNanos, long sequenceBound) {
        if (size == 0 || nextDeadlineNanos() - nowNanos > 0 || at(0).sequence >= sequenceBound) {
            return null;
        }
        Timer due = at(0);
        cancel(due);
        return due;
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        assert timer != null : "a hole in the heap at " + index + " of " + size;
        return timer;
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.heapIndex = index;
    }

    private void siftUp(Timer timer) {
        int index = timer.heapIndex;
        while (index > 0 && isBefore(timer, at((index - 1) / 2))) {
            place(at((index - 1) / 2), index);
            index = (index - 1) / 2;
        }
        place(timer, index);
    }

    private void siftDown(Timer timer) {
        int index = timer.heapIndex;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), timer)) {
                break;
            }
            place(at(child), index);
            index = child;
        }
        place(timer, index);
    }

    private static boolean isBefore(Timer left, Timer right) {
        long difference = left.deadlineNanos - right.deadlineNanos;
        return difference < 0 || (difference == 0 && left.sequence < right.sequence);
    }
}
