package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();

    @Test
    void shouldStandStillUntilItIsAdvanced() {
        long before = time.nanoTime();
        assertEquals(before, time.nanoTime());
        assertEquals(0, time.elapsedNanos());
        assertEquals(Instant.parse("1994-11-06T08:49:37Z"), Instant.ofEpochMilli(time.epochMillis()));
    }

    @Test
    void shouldAdvanceBothClocksTogether() {
        long nanos = time.nanoTime();
        long millis = time.epochMillis();
        time.advance(Duration.ofMillis(1500));
        assertEquals(1_500_000_000L, time.nanoTime() - nanos);
        assertEquals(1500, time.epochMillis() - millis);
        time.advanceTo(2_000_000_000L);
        assertEquals(2000, time.epochMillis() - millis);
    }

    @Test
    void shouldOverflowAfterASecondSoThatCarelessComparisonsAreFound() {
        long before = time.nanoTime();
        time.advance(Duration.ofSeconds(2));
        assertTrue(time.nanoTime() < before);
        assertEquals(2_000_000_000L, time.nanoTime() - before);
    }

    @Test
    void shouldBeginWhereAsked() {
        VirtualTime other = new VirtualTime(5, 7);
        assertEquals(5, other.nanoTime());
        assertEquals(7, other.epochMillis());
    }

    @Test
    void shouldNotGoBack() {
        time.advanceTo(10);
        time.advanceTo(10);
        assertThrows(IllegalArgumentException.class, () -> time.advanceTo(9));
        assertThrows(IllegalArgumentException.class, () -> time.advance(Duration.ofNanos(-1)));
    }
}
