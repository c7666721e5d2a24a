package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProfileTest {
    @ParameterizedTest
    @EnumSource(Fault.class)
    void shouldHaveNoFaultInNoneAndEveryRolledOneInHostile(Fault fault) {
        assertEquals(0, FaultProfile.NONE.probability(fault));
        assertEquals(fault.isRolled(), FaultProfile.HOSTILE.probability(fault) > 0);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void shouldTakeProbabilitiesForRolledFaultsOnly(Fault fault) {
        if (fault.isRolled()) {
            assertEquals(0.5, FaultProfile.NONE.with(fault, 0.5).probability(fault));
            assertEquals(0, FaultProfile.HOSTILE.without(fault).probability(fault));
        } else {
            assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.with(fault, 0.5));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHORT_READ, -0.1",
        "SHORT_READ, 1.1",
        "SHORT_READ, NaN",
        "ZERO_WRITE, 1",
        "SPLIT_SEGMENT, 0.96",
        "ACCEPT_FAILED, 1"
    })
    void shouldRefuseProbabilitiesOutOfRange(Fault fault, double probability) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.with(fault, probability));
        assertTrue(refusal.getMessage().contains(fault.name()), refusal.getMessage());
    }

    @Test
    void shouldChangeOnlyWhatIsAsked() {
        FaultProfile changed = FaultProfile.HOSTILE.withWindows(1, 2).with(Fault.RESET, 1);
        assertEquals(1, changed.minWindowBytes());
        assertEquals(2, changed.maxWindowBytes());
        assertEquals(FaultProfile.HOSTILE.maxDelayNanos(), changed.maxDelayNanos());
        assertEquals(0.3, changed.probability(Fault.SHORT_READ));
        assertEquals(1, changed.probability(Fault.RESET));
    }

    @Test
    void shouldDelayEverythingWhenDelaysAreGiven() {
        FaultProfile delayed = FaultProfile.NONE.withDelays(Duration.ofMillis(1), Duration.ofMillis(2));
        assertEquals(1, delayed.probability(Fault.DELAY));
        assertEquals(1_000_000, delayed.minDelayNanos());
        assertEquals(2_000_000, delayed.maxDelayNanos());
    }

    @Test
    void shouldRefuseBoundsOutOfRange() {
        Duration one = Duration.ofNanos(1);
        assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withDelays(one.negated(), one));
        assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withDelays(one, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withWindows(0, 1));
        assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withWindows(2, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> FaultProfile.NONE.withWindows(1, FaultProfile.MAX_WINDOW_BYTES + 1));
    }

    @Test
    void shouldCopyTheMapItIsGiven() {
        Map<Fault, Double> map = new EnumMap<>(Map.of(Fault.RESET, 0.5));
        FaultProfile profile = new FaultProfile(map, 0, 0, 1, 1);
        map.put(Fault.RESET, 1.0);
        assertEquals(0.5, profile.probability(Fault.RESET));
    }
}
