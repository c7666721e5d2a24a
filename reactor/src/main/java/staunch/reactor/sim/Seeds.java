package staunch.reactor.sim;

import java.util.stream.LongStream;

/**
 * Runs one test for many seeds.
 *
 * <p>{@code -Dstaunch.sim.seeds=100000} runs more (or fewer) than the test says, {@code -Dstaunch.sim.seed=4711} runs that
 * one only: the way to replay a failure.
 */
public final class Seeds {
    /** The system property that overrides how many seeds are run. */
    public static final String COUNT_PROPERTY = "staunch.sim.seeds";
    /** The system property that names the only seed to run. */
    public static final String SEED_PROPERTY = "staunch.sim.seed";

    private Seeds() {}

    /** A test that takes a seed. */
    @FunctionalInterface
    public interface SeededTest {
        /** Throws whatever it likes if the seed shows a failure. */
        void run(long seed) throws Exception;
    }

    /**
     * Runs {@code test} for the seeds 0 to {@code count - 1}, or as the properties say.
     *
     * @throws SimulationFailure for the first seed that fails, with what {@code test} threw as its cause
     */
    public static void forEach(int count, SeededTest test) {
        Long only = Long.getLong(SEED_PROPERTY);
        if (only != null) {
            runOne(only, test);
            return;
        }
        long seeds = Long.getLong(COUNT_PROPERTY, count);
        for (long seed = 0; seed < seeds; seed++) {
            runOne(seed, test);
        }
    }

    /**
     * As {@link #forEach}, on all processors at once and in any order: what {@code test} shares between seeds it guards.
     *
     * @throws SimulationFailure for one seed that fails, with what {@code test} threw as its cause
     */
    public static void forEachInParallel(int count, SeededTest test) {
        Long only = Long.getLong(SEED_PROPERTY);
        if (only != null) {
            runOne(only, test);
            return;
        }
        LongStream.range(0, Long.getLong(COUNT_PROPERTY, count)).parallel().forEach(seed -> runOne(seed, test));
    }

    private static void runOne(long seed, SeededTest test) {
        try {
            test.run(seed);
        } catch (SimulationFailure named) {
            throw named;
        } catch (Exception | AssertionError failure) {
            String replay = " (replay it alone with -D" + SEED_PROPERTY + "=" + seed + ")";
            throw new SimulationFailure(seed, failure.getMessage() + replay, failure);
        }
    }
}
