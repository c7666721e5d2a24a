package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void shouldGoForwardsAndBackwardsInTurns() {
        List<String> order = Schedule.turns(2, 3, List.of("a", "b", "c")).stream()
                .map(turn -> turn.round() + turn.arm())
                .toList();
        assertEquals(List.of("0a", "0b", "0c", "1c", "1b", "1a", "2a", "2b", "2c", "3c", "3b", "3a"), order);
    }
}
