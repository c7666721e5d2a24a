package staunch.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import staunch.bench.jmh.Baseline.Measured;

class BaselineTest {
    private static final Baseline BASELINE =
            Baseline.of(List.of("# a comment", "", "wrap-100  1.20  0  64", "lease  -  0  2"));

    private static Measured wrap(double ratio, double bytes) {
        return new Measured("wrap-100", OptionalDouble.of(ratio), bytes);
    }

    private static Measured lease(double bytes) {
        return new Measured("lease", OptionalDouble.empty(), bytes);
    }

    @Test
    void shouldSayNothingWithinTheTolerances() {
        assertEquals("", BASELINE.verdict(List.of(wrap(1.79, 64), lease(2))));
        assertEquals("", BASELINE.verdict(List.of(wrap(0.5, -300), lease(0))));
    }

    @Test
    void shouldSayWhatIsTooSlow() {
        String verdict = BASELINE.verdict(List.of(wrap(1.9, 0), lease(0)));
        assertTrue(
                verdict.startsWith(
                        "wrap-100 takes 1.90 times as long as the bare engine; the baseline has 1.20, and 1.80"
                                + " would be tolerated\n"),
                verdict);
        assertTrue(verdict.endsWith("\n  wrap-100             1.90       0      64"), verdict);
    }

    @Test
    void shouldSayWhatAllocates() {
        String verdict = BASELINE.verdict(List.of(wrap(1, 0), lease(24)));
        assertTrue(
                verdict.startsWith(
                        "lease allocates 24 bytes of ours for each operation; the baseline has 0, and tolerates"
                                + " 2 more\nIf that is not meant,"),
                verdict);
        assertEquals(List.of(lease(24)), BASELINE.exceeding(List.of(wrap(1, 0), lease(24))));
    }

    @Test
    void shouldMissWhatIsOnlyOnOneSide() {
        String verdict = BASELINE.verdict(List.of(wrap(1, 0), new Measured("more", OptionalDouble.empty(), 0)));
        assertTrue(verdict.contains("more was measured and is not in the baseline\n"), verdict);
        assertTrue(verdict.contains("lease is in the baseline and was not measured\n"), verdict);
    }

    @Test
    void shouldRefuseALineThatItCannotRead() {
        assertThrows(IllegalArgumentException.class, () -> Baseline.of(List.of("wrap-100 1.2")));
    }
}
