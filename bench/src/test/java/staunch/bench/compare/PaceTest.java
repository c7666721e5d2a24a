package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void shouldMeasureOnlyWhatIsWantedInItsOwnOrder() {
        Pace pace = Pace.FULL.only(EnumSet.of(Scenario.LATENCY_70, Scenario.FULL, Scenario.REQUESTS_256));
        assertEquals(List.of(Scenario.FULL, Scenario.REQUESTS_256, Scenario.LATENCY_70), pace.scenarios());
        assertEquals(Pace.FULL.rounds(), pace.rounds());
        assertTrue(pace.expectedSeconds(1) < Pace.FULL.expectedSeconds(1));
    }

    @Test
    void shouldRefuseAShareOfWhatIsNotMeasured() {
        EnumSet<Scenario> alone = EnumSet.of(Scenario.LATENCY_70);
        String message = assertThrows(IllegalArgumentException.class, () -> Pace.FULL.only(alone))
                .getMessage();
        assertTrue(message.contains("requests-256"), message);
    }

    @Test
    void shouldRefuseWhatThisPaceDoesNotMeasure() {
        EnumSet<Scenario> idle = EnumSet.of(Scenario.IDLE);
        String message = assertThrows(IllegalArgumentException.class, () -> Pace.QUICK.only(idle))
                .getMessage();
        assertTrue(message.contains("idle"), message);
    }

    @Test
    void shouldFindEachScenarioByItsLabel() {
        for (Scenario scenario : Scenario.values()) {
            assertEquals(Optional.of(scenario), Scenario.labelled(scenario.label()));
        }
        assertEquals(Optional.empty(), Scenario.labelled("nothing"));
    }
}
