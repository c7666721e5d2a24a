package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private final Properties before = (Properties) System.getProperties().clone();
    private final List<Long> run = new ArrayList<>();

    @BeforeEach
    void clear() {
        System.clearProperty(Seeds.COUNT_PROPERTY);
        System.clearProperty(Seeds.SEED_PROPERTY);
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void shouldRunAsManyAsTheTestSays() {
        Seeds.forEach(3, run::add);
        assertEquals(List.of(0L, 1L, 2L), run);
    }

    @Test
    void shouldRunAsManyAsThePropertySays() {
        System.setProperty(Seeds.COUNT_PROPERTY, "2");
        Seeds.forEach(3, run::add);
        assertEquals(List.of(0L, 1L), run);
    }

    @Test
    void shouldRunTheOneThatThePropertyNames() {
        System.setProperty(Seeds.SEED_PROPERTY, "-5");
        Seeds.forEach(3, run::add);
        assertEquals(List.of(-5L), run);
    }

    @Test
    void shouldNameTheSeedThatFails() {
        for (Throwable thrown : List.of(new IOException("broken"), new AssertionError("broken"))) {
            SimulationFailure failure = assertThrows(
                    SimulationFailure.class,
                    () -> Seeds.forEach(9, seed -> {
                        if (seed == 2 && thrown instanceof Exception e) {
                            throw e;
                        }
                        if (seed == 2 && thrown instanceof Error e) {
                            throw e;
                        }
                    }));
            assertEquals(2, failure.seed());
            assertSame(thrown, failure.getCause());
            assertTrue(failure.getMessage().startsWith("seed 2: broken"), failure.getMessage());
            assertTrue(failure.getMessage().contains("-Dstaunch.sim.seed=2"), failure.getMessage());
        }
    }

    @Test
    void shouldPassOnAFailureThatNamesItsSeed() {
        SimulationFailure named = new SimulationFailure(2, "stuck", null);
        assertSame(
                named,
                assertThrows(
                        SimulationFailure.class,
                        () -> Seeds.forEach(1, seed -> {
                            throw named;
                        })));
    }

    @Test
    void shouldRunEachSeedOnceInParallel() {
        List<Long> guarded = Collections.synchronizedList(run);
        Seeds.forEachInParallel(100, guarded::add);
        assertEquals(
                LongStream.range(0, 100).boxed().toList(), run.stream().sorted().toList());
    }

    @Test
    void shouldNameTheSeedThatFailsInParallel() {
        AssertionError thrown = new AssertionError("broken");
        SimulationFailure failure = assertThrows(
                SimulationFailure.class,
                () -> Seeds.forEachInParallel(100, seed -> {
                    if (seed == 99) {
                        throw thrown;
                    }
                }));
        assertEquals(99, failure.seed());
        assertSame(thrown, failure.getCause());
    }

    @Test
    void shouldRunTheOneThatThePropertyNamesNotInParallel() {
        System.setProperty(Seeds.SEED_PROPERTY, "7");
        Seeds.forEachInParallel(3, run::add);
        assertEquals(List.of(7L), run);
    }
}
