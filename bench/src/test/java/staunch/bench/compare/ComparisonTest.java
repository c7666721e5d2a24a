package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<String> ARMS = List.of("staunch", "jetty", "nginx", "staunch-again");
    private final List<Measurement> measured = new ArrayList<>();

    /** A measurement of 1,000 pieces of work, each at so much CPU time. */
    private void cpu(String arm, int round, Scenario scenario, long micros) {
        measured.add(new Measurement(
                new Turn(1, round, arm),
                scenario,
                2,
                1_000,
                0,
                micros * 750_000,
                micros * 250_000,
                2_000_000,
                9_000_000,
                "",
                ""));
    }

    @Test
    void shouldTakeRatiosWithinRoundsAndTheirMedian() {
        // The machine gets twice as slow from round to round: between rounds nothing can be compared.
        for (int round = 1; round <= 3; round++) {
            cpu("staunch", round, Scenario.FULL, 100L << round);
            cpu("jetty", round, Scenario.FULL, 150L << round);
        }
        Comparison.Cell cell =
                comparison("staunch").cell("jetty", Scenario.FULL).orElseThrow();
        assertEquals(Optional.of(new PairedRatios(1.5, 1.5, 1.5, 3)), cell.ratio());
        assertEquals(600, cell.figure(), 1e-9);
        assertEquals(500, cell.rate(), 1e-9);
        assertEquals(0.25, cell.systemShare(), 1e-9);
        assertEquals(9, cell.p99Millis(), 1e-9);
    }

    @Test
    void shouldSayHowFarTheSameServerIsFromItself() {
        cpu("staunch", 1, Scenario.FULL, 100);
        cpu("staunch-again", 1, Scenario.FULL, 104);
        cpu("staunch", 2, Scenario.FULL, 100);
        cpu("staunch-again", 2, Scenario.FULL, 99);
        cpu("jetty", 1, Scenario.BULK, 100);
        Comparison comparison = comparison("jetty");
        assertEquals(0.04, comparison.resolution(Scenario.FULL).orElseThrow(), 1e-9);
        assertEquals(Optional.empty(), comparison.resolution(Scenario.BULK));
        assertEquals(
                "The same server, run twice, differed from itself by up to: full handshake 4.00 %."
                        + " No smaller difference means anything.",
                comparison.resolutionSentence());
    }

    @Test
    void shouldHaveNoFigureWhereItIsRefusedAndSayWhy() {
        cpu("staunch", 1, Scenario.RESUMED, 100);
        measured.add(
                Measurement.refused(new Turn(1, 1, "nginx"), Scenario.RESUMED, "the mix is not the one asked for"));
        Comparison comparison = comparison("staunch");
        assertEquals(Optional.empty(), comparison.cell("nginx", Scenario.RESUMED));
        assertEquals(Optional.empty(), comparison.cell("jetty", Scenario.RESUMED));
        assertEquals(Set.of("the mix is not the one asked for"), comparison.refusals("nginx", Scenario.RESUMED));
    }

    @Test
    void shouldKnowEachFigure() {
        Turn turn = new Turn(1, 1, "staunch");
        assertEquals(
                Optional.of(1.5),
                new Measurement(turn, Scenario.BULK, 1, 3, 2_000_000_000, 1_000_000_000, 2_000_000_000, 0, 0, "", "")
                        .figure());
        assertEquals(
                Optional.of(4.0),
                new Measurement(turn, Scenario.LATENCY_70, 1, 3, 0, 1, 1, 0, 4_000_000, "", "").figure());
        assertEquals(
                Optional.of(6.0),
                new Measurement(turn, Scenario.IDLE, 1, 1_000, 6_144_000, 0, 0, 0, 0, "", "").figure());
    }

    @Test
    void shouldRefuseAReferenceThatIsNotThere() {
        assertThrows(IllegalArgumentException.class, () -> comparison("apache"));
    }

    @Test
    void shouldMakeTablesThatAreMarkdownToo() {
        cpu("staunch", 1, Scenario.FULL, 1_000);
        cpu("jetty", 1, Scenario.FULL, 1_520);
        cpu("staunch", 1, Scenario.REQUESTS_16, 20);
        measured.add(new Measurement(
                new Turn(1, 1, "jetty"),
                Scenario.REQUESTS_16,
                2,
                1_000,
                0,
                0,
                31_000_000,
                0,
                0,
                "the client was the limit",
                ""));
        List<String> lines = CompareTable.of(comparison("staunch"));
        assertEquals(
                List.of(
                        "| µs of CPU     | full handshake |     16 conn. |",
                        "|---------------|---------------:|-------------:|",
                        "| staunch       |   1,000 (1.00) |  20.0 (1.00) |",
                        "| jetty         |   1,520 (1.52) | 31.0 (1.55)* |",
                        "| nginx         |              - |            - |",
                        "| staunch-again |              - |            - |"),
                lines.subList(0, 6));
        assertTrue(ComparePage.of(comparison("staunch"), "a <machine>", List.of("Left out: nothing."))
                .contains("With care: the client was the limit"));
    }

    private Comparison comparison(String reference) {
        return Comparison.of(measured, ARMS, reference);
    }
}
