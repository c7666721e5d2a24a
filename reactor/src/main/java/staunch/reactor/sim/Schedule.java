package staunch.reactor.sim;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen later, by virtual time; at equal times in the order in which it was scheduled. */
final class Schedule {
    private record Event(long atNanos, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final VirtualTime time;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long scheduled;
    private long ran;

    Schedule(VirtualTime time) {
        this.time = time;
    }

    long nowNanos() {
        return time.elapsedNanos();
    }

    void at(long elapsedNanos, Runnable action) {
        events.add(new Event(elapsedNanos, scheduled++, action));
    }

    OptionalLong nextNanos() {
        Event next = events.peek();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.atNanos);
    }

    /** Does what is due now, and returns how many things that were. What becomes due meanwhile is left for the next call. */
    int runDue() {
        long before = scheduled;
        int done = 0;
        for (Event next = events.peek(); isDue(next, before); next = events.peek()) {
            events.remove().action.run();
            done++;
        }
        ran += done;
        return done;
    }

    /** How many things have been done so far. */
    long ran() {
        return ran;
    }

    private boolean isDue(@Nullable Event event, long before) {
        return event != null && event.atNanos <= nowNanos() && event.sequence < before;
    }
}
