package staunch.reactor.sim;

import java.util.Collections;
import java.util.List;

/**
 * The only source of chance in a simulation: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), written out so that one seed gives one sequence on every JDK.
 */
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Dice(long seed) {
        state = seed;
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** True with the given probability; what is impossible or certain rolls nothing. */
    boolean roll(double probability) {
        return probability > 0 && (probability >= 1 || (nextLong() >>> 11) * UNIT < probability);
    }

    /** From {@code least} to {@code most}, both included, each equally likely, or nearly so: ranges here are small. */
    long between(long least, long most) {
        return least + Math.floorMod(nextLong() >>> 1, most - least + 1);
    }

    int between(int least, int most) {
        return (int) between((long) least, (long) most);
    }

    /** From {@code least} to {@code most}, each order of magnitude equally likely; {@code least} is 1 or more. */
    long magnitudeBetween(long least, long most) {
        long spread = most / least;
        long scale = 1L << between(0, 63 - Long.numberOfLeadingZeros(spread));
        return between(least * scale, Math.min(most, 2 * least * scale - 1));
    }

    /** A part of {@code whole}: from 1 to {@code whole}, half of the time a small one. */
    int part(int whole) {
        return between(1, roll(0.5) ? Math.min(whole, 16) : whole);
    }

    /** Fisher and Yates. */
    <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, between(0, i));
        }
    }
}
