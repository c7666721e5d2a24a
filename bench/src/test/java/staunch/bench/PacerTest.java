package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is due and when, by a clock that the test steps. */
class PacerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BEGIN = -5;

    private static Pacer open(double rate, int places, long seconds) {
        return new Pacer(new Plan(rate, places, Plan.UNBOUNDED, seconds * SECOND, 0), BEGIN);
    }

    @Test
    void shouldHaveTheNextDueWhenThereIsAPlaceInAClosedLoop() {
        Pacer pacer = new Pacer(new Plan(0, 2, 3, Plan.UNBOUNDED, 0), BEGIN);
        assertTrue(pacer.mayStart(0));
        assertEquals(0, pacer.start(0));
        assertEquals(7, pacer.start(7));
        assertFalse(pacer.mayStart(8), "no place");
        pacer.done();
        assertTrue(pacer.mayStart(9));
        assertEquals(9, pacer.start(9), "due when there is a place");
        pacer.done();
        assertTrue(pacer.isOver(10), "the count");
        assertFalse(pacer.mayStart(10));
        assertEquals(1, pacer.goingOn());
        assertEquals(0, pacer.neverStarted(SECOND));
    }

    @Test
    void shouldKeepToTheScheduleOfAnOpenLoop() {
        Pacer pacer = open(4, 100, 1);
        assertEquals(BEGIN, pacer.start(BEGIN));
        assertFalse(pacer.mayStart(BEGIN + SECOND / 4 - 1));
        assertEquals(BEGIN + SECOND / 4, pacer.nextDueNanos(0));
        assertTrue(pacer.mayStart(BEGIN + SECOND / 4));
        assertEquals(BEGIN + SECOND / 4, pacer.start(BEGIN + SECOND / 2), "late, and its time runs all the same");
        assertEquals(BEGIN + SECOND / 2, pacer.start(BEGIN + SECOND / 2));
        assertFalse(pacer.mayStart(BEGIN + SECOND / 2), "not caught up beyond what is due");
    }

    @Test
    void shouldEndWhenTheTimeIsOverAndNotWhenTheNextIsDue() {
        Pacer pacer = open(0.1, 1, 15);
        pacer.start(BEGIN);
        assertEquals(10 * SECOND - 1, pacer.untilNextEventNanos(BEGIN + 1));
        pacer.start(BEGIN + 10 * SECOND);
        assertEquals(4 * SECOND, pacer.untilNextEventNanos(BEGIN + 11 * SECOND));
    }

    @Test
    void shouldEndureAClockThatRunsOver() {
        long begin = Long.MAX_VALUE - SECOND / 2;
        Pacer pacer = new Pacer(new Plan(1, 5, Plan.UNBOUNDED, 3 * SECOND, 0), begin);
        pacer.start(begin);
        assertEquals(SECOND, pacer.untilNextEventNanos(begin));
        assertFalse(pacer.mayStart(begin + SECOND - 1));
        assertTrue(pacer.mayStart(begin + SECOND));
        assertFalse(pacer.isOver(begin + SECOND));
        assertTrue(pacer.isOver(begin + 3 * SECOND));
    }

    @Test
    void shouldLetWhatIsDueWaitForAPlace() {
        Pacer pacer = open(10, 1, 1);
        pacer.start(BEGIN);
        long later = BEGIN + SECOND / 2;
        assertFalse(pacer.mayStart(later));
        pacer.done();
        assertEquals(BEGIN + SECOND / 10, pacer.start(later), "it was due long ago");
    }

    @Test
    void shouldCountWhatWasNeverStarted() {
        Pacer pacer = open(10, 1, 1);
        pacer.start(BEGIN);
        assertEquals(0, pacer.neverStarted(BEGIN + 1));
        assertEquals(4, pacer.neverStarted(BEGIN + SECOND / 2));
        assertEquals(9, pacer.neverStarted(BEGIN + 5 * SECOND), "nothing is due behind the end");
        assertTrue(pacer.isOver(BEGIN + SECOND));
    }

    @Test
    void shouldNotBeDueBeyondTheCount() {
        Pacer pacer = new Pacer(new Plan(1_000, 10, 2, Plan.UNBOUNDED, 0), BEGIN);
        pacer.start(BEGIN);
        assertEquals(1, pacer.neverStarted(BEGIN + SECOND));
    }

    @ParameterizedTest
    @CsvSource({"0.3", "7", "999.5", "12345", "1000000000"})
    void shouldNotDriftFromTheRate(double rate) {
        Pacer pacer = open(rate, Plan.MAX_PLACES, 1_000_000);
        long last = BEGIN;
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            last = pacer.start(Long.MAX_VALUE / 4);
        }
        assertEquals(BEGIN + (many - 1) * 1e9 / rate, last, 1 + (many / rate) * 1e-6);
    }

    @Test
    void shouldShareAPlanAmongLoops() {
        Plan plan = new Plan(90, 10, 100, SECOND, 3);
        assertEquals(new Plan(30, 4, 34, SECOND, 3), plan.share(0, 3));
        assertEquals(new Plan(30, 3, 33, SECOND, 3), plan.share(1, 3));
        assertEquals(new Plan(30, 3, 33, SECOND, 3), plan.share(2, 3));
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, 2, 9, SECOND, 0).share(0, 3));
    }

    @Test
    void shouldRefusePlansWithoutAnEndOrAPlace() {
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, 1, Plan.UNBOUNDED, Plan.UNBOUNDED, 0));
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, 0, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Plan(-1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, Plan.MAX_PLACES + 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, 1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Plan(0, 1, 1, 1, -1));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 100", "0.8, 80", "0.29, 29", "0.333, 33", "0.001, 0"})
    void shouldResumeTheShareThatWasAskedFor(double share, int ofAHundred) {
        ResumeMix mix = new ResumeMix(share);
        int resumed = 0;
        for (int i = 0; i < 100; i++) {
            resumed += mix.nextResumes() ? 1 : 0;
            assertEquals(Math.floor((i + 1) * share + 1e-6), resumed, "spread evenly");
        }
        assertEquals(ofAHundred, resumed);
    }

    @Test
    void shouldRefuseSharesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new ResumeMix(1.01));
        assertThrows(IllegalArgumentException.class, () -> new ResumeMix(Double.NaN));
    }
}
