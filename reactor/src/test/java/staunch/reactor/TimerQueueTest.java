package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final List<String> fired = new ArrayList<>();

    private Timer named(String name) {
        return stage.loop.timer(() -> fired.add(name));
    }

    /** The same in the simplest way: a list, searched for its smallest element each time. */
    private static final class NaiveQueue {
        private record Entry(Timer timer, long deadlineNanos, long order) {}

        private final List<Entry> entries = new ArrayList<>();
        private long order;

        void schedule(Timer timer, long deadlineNanos) {
            cancel(timer);
            entries.add(new Entry(timer, deadlineNanos, order++));
        }

        void cancel(Timer timer) {
            entries.removeIf(entry -> entry.timer == timer);
        }

        Timer pollDue(long nowNanos) {
            Entry first = null;
            for (Entry entry : entries) {
                if (first == null || isBefore(entry, first)) {
                    first = entry;
                }
            }
            if (first == null || first.deadlineNanos - nowNanos > 0) {
                return null;
            }
            entries.remove(first);
            return first.timer;
        }

        private static boolean isBefore(Entry left, Entry right) {
            long difference = left.deadlineNanos - right.deadlineNanos;
            return difference != 0 ? difference < 0 : left.order < right.order;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE - 500, Long.MIN_VALUE})
    void shouldAgreeWithASortedListAtAnyTimeOfTheClock(long startNanos) {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            TimerQueue queue = new TimerQueue();
            NaiveQueue naive = new NaiveQueue();
            List<Timer> timers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                timers.add(named("timer " + i));
            }
            long now = startNanos;
            for (int step = 0; step < 2_000; step++) {
                String where = "seed " + seed + ", step " + step;
                Timer timer = timers.get(random.nextInt(timers.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        queue.cancel(timer);
                        naive.cancel(timer);
                        assertFalse(timer.isScheduled(), where);
                    }
                    case 1 -> {
                        now += random.nextInt(20);
                        assertSame(naive.pollDue(now), queue.pollDue(now, Long.MAX_VALUE), where);
                    }
                    default -> {
                        long deadline = now + random.nextInt(300);
                        queue.schedule(timer, deadline);
                        naive.schedule(timer, deadline);
                        assertTrue(timer.isScheduled(), where);
                    }
                }
                assertEquals(naive.entries.isEmpty(), queue.isEmpty(), where);
            }
        }
    }

    @Test
    void shouldFireInTheOrderOfDeadlinesAndThenOfScheduling() {
        named("late").schedule(30);
        named("first of two").schedule(20);
        named("second of two").schedule(20);
        named("early").schedule(10);
        stage.time.advanceNanos(30);
        stage.settle();
        assertEquals(List.of("early", "first of two", "second of two", "late"), fired);
    }

    @Test
    void shouldNotFireBeforeTheDeadlineNorAfterCancel() {
        Timer kept = named("kept");
        Timer cancelled = named("cancelled");
        kept.schedule(1_000_000);
        cancelled.schedule(1_000_000);
        stage.time.advanceNanos(999_999);
        stage.settle();
        assertEquals(List.of(), fired);
        cancelled.cancel();
        cancelled.cancel();
        stage.time.advanceNanos(1);
        stage.settle();
        assertEquals(List.of("kept"), fired);
        assertFalse(kept.isScheduled());
    }

    @Test
    void shouldReplaceAnEarlierSchedule() {
        Timer timer = named("timer");
        timer.schedule(10);
        timer.schedule(50);
        stage.time.advanceNanos(49);
        stage.settle();
        assertEquals(List.of(), fired);
        stage.time.advanceNanos(1);
        stage.settle();
        assertEquals(List.of("timer"), fired);
    }

    @Test
    void shouldAllowReschedulingAndCancellingInsideACallback() {
        Timer victim = named("victim");
        List<Timer> self = new ArrayList<>();
        self.add(stage.loop.timer(() -> {
            fired.add("periodic");
            victim.cancel();
            if (fired.size() < 3) {
                self.get(0).schedule(10);
            }
        }));
        self.get(0).schedule(10);
        victim.schedule(10);
        for (int i = 0; i < 5; i++) {
            stage.time.advanceNanos(10);
            stage.settle();
        }
        assertEquals(List.of("periodic", "periodic", "periodic"), fired);
    }

    @Test
    void shouldLeaveAZeroDelayAskedForByACallbackToTheNextTurn() {
        Timer[] again = new Timer[1];
        again[0] = stage.loop.timer(() -> {
            fired.add("again");
            again[0].schedule(0);
        });
        again[0].schedule(-5);
        for (int turns = 1; turns <= 3; turns++) {
            stage.turn();
            assertEquals(turns, fired.size());
        }
        again[0].cancel();
    }

    @Test
    void shouldKeepTheOrderWithTheLongestDelay() {
        Timer longest = named("longest");
        Timer overdue = named("overdue");
        overdue.schedule(0);
        stage.time.advanceMillis(1_000);
        longest.schedule(Long.MAX_VALUE);
        stage.settle();
        assertEquals(List.of("overdue"), fired);
        assertTrue(longest.isScheduled());
        stage.time.advanceNanos(Timer.MAX_DELAY_NANOS);
        stage.settle();
        assertEquals(List.of("overdue", "longest"), fired);
    }

    @Test
    void shouldFireAtMostItsBudgetPerTurn() {
        int count = EventLoop.MAX_TIMERS_PER_TURN + 10;
        for (int i = 0; i < count; i++) {
            named("timer").schedule(1);
        }
        stage.time.advanceNanos(1);
        stage.turn();
        assertEquals(EventLoop.MAX_TIMERS_PER_TURN, fired.size());
        stage.turn();
        assertEquals(count, fired.size());
    }

    @Test
    void shouldBeEmptyAtFirst() {
        TimerQueue queue = new TimerQueue();
        assertTrue(queue.isEmpty());
        assertNull(queue.pollDue(0, Long.MAX_VALUE));
    }
}
