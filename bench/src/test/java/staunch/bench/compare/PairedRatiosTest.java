package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedRatiosTest {
    @Test
    void shouldGoFromTheLeastToTheLargestOfFew() {
        assertEquals(new PairedRatios(1.1, 0.9, 1.4, 3), PairedRatios.of(List.of(1.4, 0.9, 1.1)));
        assertEquals(new PairedRatios(1.25, 1.0, 1.5, 2), PairedRatios.of(List.of(1.5, 1.0)));
    }

    @Test
    void shouldBoundTheMedianOfManyMoreCloselyThanTheirRange() {
        List<Double> ratios =
                IntStream.rangeClosed(0, 40).mapToObj(i -> 0.8 + i * 0.01).toList();
        PairedRatios paired = PairedRatios.of(ratios);
        assertEquals(1.0, paired.median(), 1e-9);
        assertTrue(paired.low() > 0.8 && paired.low() < 1.0, paired::toString);
        assertTrue(paired.high() < 1.2 && paired.high() > 1.0, paired::toString);
        assertEquals(paired, PairedRatios.of(ratios), "the same measurements say the same");
    }

    @Test
    void shouldSayOfEqualOnesThatTheyAreEqual() {
        assertEquals(new PairedRatios(1, 1, 1, 20), PairedRatios.of(Collections.nCopies(20, 1.0)));
    }

    @Test
    void shouldFindTheFarthestFromOneInEitherDirection() {
        assertEquals(0.25, new PairedRatios(1, 0.8, 1.2, 3).farthestFromOne(), 1e-9);
        assertEquals(0.5, new PairedRatios(1, 0.8, 1.5, 3).farthestFromOne(), 1e-9);
        assertEquals(0, new PairedRatios(1, 1, 1, 3).farthestFromOne(), 1e-9);
    }
}
