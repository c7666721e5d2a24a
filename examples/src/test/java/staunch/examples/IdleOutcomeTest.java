package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import staunch.bench.Counts;

/** What is printed of idle connections, by figures that are made up. */
class IdleOutcomeTest {
    private static IdleOutcome outcome(long done, Map<String, Long> errors, OptionalLong with, long connections) {
        OptionalLong before = with.isPresent() ? OptionalLong.of(1 << 20) : OptionalLong.empty();
        return new IdleOutcome(
                10,
                new Counts(done, done, 0, 0, 0, 0, 0, 0, errors, Map.of()),
                50,
                2,
                false,
                new IdleOutcome.Memory(
                        new IdleOutcome.Use(before, 1_000), new IdleOutcome.Use(with, 11_240), connections));
    }

    @Test
    void shouldSayWhatEachCosts() {
        IdleOutcome outcome = outcome(10, Map.of(), OptionalLong.of(2 << 20), 10);
        assertTrue(outcome.isSuccess());
        assertEquals(
                List.of(
                        "  opened        10 of 10, 50.0/s",
                        "  kept open     10, for 2.0 s",
                        "  server        1.0 MiB before, 2.0 MiB with 10 connections, 102.40 KiB for each",
                        "  client        1.00 KiB for each, of heap and buffers",
                        "10 connections held, 102.40 KiB for each at the server"),
                outcome.lines());
        assertEquals(1.0, outcome.map().get("clientKibPerConnection"));
    }

    @Test
    void shouldSayNothingOfEachIfThereWasNone() {
        IdleOutcome outcome = outcome(0, Map.of("refused", 10L), OptionalLong.empty(), 0);
        assertEquals(
                List.of(
                        "  opened        0 of 10, 50.0/s",
                        "  kept open     0, for 2.0 s",
                        "  failed        10 × refused",
                        "No headline:",
                        "  of 10 only 0 were opened"),
                outcome.lines());
        assertFalse(outcome.map().containsKey("clientKibPerConnection"));
    }

    /** A client of TLS 1.3 learns later that the server refuses it: it was opened, and was not kept. */
    @Test
    void shouldCountAsOpenedWhatWasNotKept() {
        IdleOutcome outcome = outcome(10, Map.of("not kept: refused", 10L), OptionalLong.of(2 << 20), 0);
        assertEquals(10, outcome.opened());
        assertEquals(0, outcome.kept());
        assertEquals(
                List.of(
                        "  server        1.0 MiB before, 2.0 MiB with 0 connections",
                        "No headline:",
                        "  of 10 that were opened 10 ended before it was over"),
                outcome.lines().subList(3, 6));
    }
}
