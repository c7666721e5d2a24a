package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void shouldFollowThePublishedSequence() {
        Dice dice = new Dice(1234567);
        assertEquals(6457827717110365317L, dice.nextLong());
        assertEquals(3203168211198807973L, dice.nextLong());
        assertEquals(Long.parseUnsignedLong("9817491932198370423"), dice.nextLong());
        assertEquals(4593380528125082431L, dice.nextLong());
        assertEquals(Long.parseUnsignedLong("16408922859458223821"), dice.nextLong());
    }

    @Test
    void shouldHitAboutAsOftenAsTheProbabilitySays() {
        Dice dice = new Dice(1);
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            hits += dice.roll(0.3) ? 1 : 0;
        }
        assertEquals(30_000, hits, 1_000);
    }

    @Test
    void shouldNotRollForTheImpossibleOrTheCertain() {
        Dice dice = new Dice(7);
        for (int i = 0; i < 100; i++) {
            assertTrue(dice.roll(1));
            assertTrue(!dice.roll(0));
        }
        assertEquals(new Dice(7).nextLong(), dice.nextLong());
    }

    @Test
    void shouldReachBothBoundsAndNothingBeyond() {
        Dice dice = new Dice(2);
        TreeSet<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(dice.between(-2, 3));
        }
        assertEquals(List.of(-2, -1, 0, 1, 2, 3), List.copyOf(seen));
        assertEquals(5, dice.between(5, 5));
    }

    @Test
    void shouldStayWithinMagnitudesAndReachSmallAndLarge() {
        Dice dice = new Dice(3);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 10_000; i++) {
            long value = dice.magnitudeBetween(512, 65_536);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertTrue(least >= 512 && least < 600, "least " + least);
        assertTrue(most <= 65_536 && most > 60_000, "most " + most);
        assertEquals(9, dice.magnitudeBetween(9, 9));
    }

    @Test
    void shouldPartWithoutLosingOrInventing() {
        Dice dice = new Dice(4);
        for (int i = 0; i < 10_000; i++) {
            int part = dice.part(1 + i % 100);
            assertTrue(part >= 1 && part <= 1 + i % 100);
        }
    }

    @Test
    void shouldShuffleTheSameElements() {
        List<Integer> ordered = IntStream.range(0, 50).boxed().toList();
        List<Integer> shuffled = new ArrayList<>(ordered);
        new Dice(5).shuffle(shuffled);
        assertNotEquals(ordered, shuffled);
        assertEquals(ordered, shuffled.stream().sorted().toList());
    }
}
