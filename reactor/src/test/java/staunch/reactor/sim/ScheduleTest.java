package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final VirtualTime time = new VirtualTime();
    private final Schedule schedule = new Schedule(time);
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldRunByTimeAndThenByOrderOfScheduling() {
        schedule.at(20, () -> done.add("c"));
        schedule.at(10, () -> done.add("a"));
        schedule.at(10, () -> done.add("b"));
        schedule.at(21, () -> done.add("d"));
        assertEquals(OptionalLong.of(10), schedule.nextNanos());
        assertEquals(0, schedule.runDue());
        time.advanceTo(20);
        assertEquals(3, schedule.runDue());
        assertEquals(List.of("a", "b", "c"), done);
        assertEquals(OptionalLong.of(21), schedule.nextNanos());
    }

    @Test
    void shouldBeEmptyAtTheEnd() {
        schedule.at(0, () -> {});
        schedule.runDue();
        assertEquals(OptionalLong.empty(), schedule.nextNanos());
        assertEquals(0, schedule.runDue());
    }

    @Test
    void shouldLeaveWhatBecomesDueMeanwhileForTheNextTime() {
        schedule.at(0, () -> schedule.at(0, () -> done.add("later")));
        assertEquals(1, schedule.runDue());
        assertEquals(List.of(), done);
        assertEquals(1, schedule.runDue());
        assertEquals(List.of("later"), done);
    }
}
