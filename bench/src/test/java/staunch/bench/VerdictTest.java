package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs have a headline, by figures that are made up. */
class VerdictTest {
    private static final double SECONDS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Counts counts(long done, long failed, long neverStarted) {
        Map<String, Long> errors = failed == 0 ? Map.of() : Map.of("refused", failed);
        return new Counts(done, done, 0, 0, 0, 0, 0, neverStarted, errors, Map.of());
    }

    private static Counts mix(long full, long resumed, long wanted, long wrong) {
        return new Counts(full + resumed, full, resumed, wanted, wrong, 0, 0, 0, Map.of(), Map.of());
    }

    private static ClientUse client(double loop, double process) {
        return new ClientUse((long) (process * 2 * SECONDS * SECOND), (long) (loop * SECONDS * SECOND), 2, 0);
    }

    private static Result result(double rate, Counts counts, ClientUse client, long lagMillis) {
        Histogram lag = new Histogram(3);
        lag.recordValueWithCount(0, 98);
        lag.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(lagMillis), 2);
        Map<Metric, Histogram> times = new EnumMap<>(Map.of(Metric.START_LAG, lag));
        Plan plan = new Plan(rate, 16, Plan.UNBOUNDED, (long) (SECONDS * SECOND), 0);
        return new Result(
                plan, SECONDS, counts, counts(0, 0, 0), times, client, Asked.ANYTHING, 0, Result.Ending.BY_PLAN);
    }

    private static void assertRefused(String reason, Result result) {
        List<String> reasons = Verdict.on(result).reasons();
        assertEquals(1, reasons.size(), reasons::toString);
        assertTrue(reasons.get(0).contains(reason), reasons::toString);
        Summary summary = new Summary(Summary.Kind.HANDSHAKES, result);
        assertFalse(summary.isBelievable());
        assertEquals("No headline:", summary.headline().get(0));
        assertEquals(false, summary.map().get("believable"));
    }

    private static void assertBelieved(Result result) {
        assertEquals(List.of(), Verdict.on(result).reasons());
        assertTrue(new Summary(Summary.Kind.HANDSHAKES, result).isBelievable());
    }

    @Test
    void shouldRefuseWhenTheClientWasTheLimit() {
        assertBelieved(result(0, counts(1_000, 0, 0), client(0.85, 0.5), 0));
        assertRefused("a loop of it was busy", result(0, counts(1_000, 0, 0), client(0.86, 0.5), 0));
        assertBelieved(result(0, counts(1_000, 0, 0), client(0.5, 0.85), 0));
        assertRefused("of its 2 processors", result(0, counts(1_000, 0, 0), client(0.5, 0.86), 0));
    }

    @Test
    void shouldRefuseWhenTheClientRanOutOfPorts() {
        Map<String, Long> errors = Map.of(ErrorKind.NO_LOCAL_PORT, 1L);
        Counts counts = new Counts(10_000, 10_000, 0, 0, 0, 0, 0, 0, errors, Map.of());
        assertRefused("1 found no local port", result(0, counts, ClientUse.NONE, 0));
    }

    @Test
    void shouldRefuseWhatFellShortOfTheOfferedRate() {
        assertBelieved(result(100, counts(980, 0, 20), ClientUse.NONE, 0));
        assertRefused("1000 that were due 979", result(100, counts(979, 0, 21), ClientUse.NONE, 0));
        assertBelieved(result(0, counts(979, 0, 21), ClientUse.NONE, 0));
    }

    @Test
    void shouldRefuseWhatLaggedBehindItsSchedule() {
        assertBelieved(result(100, counts(1_000, 0, 0), ClientUse.NONE, 9));
        assertRefused("behind the schedule", result(100, counts(1_000, 0, 0), ClientUse.NONE, 11));
    }

    @Test
    void shouldRefuseTooManyErrors() {
        assertBelieved(result(0, counts(999, 1, 0), ClientUse.NONE, 0));
        assertRefused("2 of 1000 failed", result(0, counts(998, 2, 0), ClientUse.NONE, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 0, 0, true",
        "0, 1000, 1000, 0, true",
        "1, 999, 1000, 1, true",
        "2, 998, 1000, 2, false",
        "1000, 0, 1000, 1000, false",
        "500, 500, 500, 100, false",
    })
    void shouldRefuseAMixThatIsNotTheOneAskedFor(long full, long resumed, long wanted, long wrong, boolean holds) {
        Result result = result(0, mix(full, resumed, wanted, wrong), ClientUse.NONE, 0);
        if (holds) {
            assertBelieved(result);
        } else {
            assertRefused("the mix is not the one asked for", result);
        }
    }

    @Test
    void shouldRefuseWhatNeverHappenedAndWhatWasInterrupted() {
        assertRefused("nothing was done", result(0, counts(0, 0, 0), ClientUse.NONE, 0));
        Result whole = result(0, counts(10, 0, 0), ClientUse.NONE, 0);
        Result cut = new Result(
                whole.plan(),
                1,
                whole.counts(),
                whole.before(),
                whole.times(),
                whole.client(),
                Asked.ANYTHING,
                0,
                Result.Ending.INTERRUPTED);
        assertEquals(
                List.of("No headline:", "  it was interrupted"), new Summary(Summary.Kind.HANDSHAKES, cut).headline());
    }

    @Test
    void shouldSayWhatTheHeadlineIsOf() {
        assertEquals(
                "100.0 handshakes/s (full)",
                new Summary(Summary.Kind.HANDSHAKES, result(0, mix(1_000, 0, 0, 0), ClientUse.NONE, 0))
                        .headline()
                        .get(0));
        assertEquals(
                "100.0 handshakes/s (resumed)",
                new Summary(Summary.Kind.HANDSHAKES, result(0, mix(0, 1_000, 1_000, 0), ClientUse.NONE, 0))
                        .headline()
                        .get(0));
        assertEquals(
                "100.0 handshakes/s (80.0 % resumed)",
                new Summary(Summary.Kind.HANDSHAKES, result(0, mix(200, 800, 800, 0), ClientUse.NONE, 0))
                        .headline()
                        .get(0));
    }

    private static Result of(Plan plan, Counts before, Counts counts, Asked asked, Result.Ending ending) {
        ClientUse busy = client(1, 1);
        return new Result(plan, 1, counts, before, new EnumMap<>(Metric.class), busy, asked, 0, ending);
    }

    private static Plan forOneSecond(double rate) {
        return new Plan(rate, 16, Plan.UNBOUNDED, SECOND, 0);
    }

    /** Whatever the client was busy with, it was not what the run was made for. */
    @Test
    void shouldBeginWithWhatFailedWhenNothingWasDone() {
        Map<String, Long> errors = Map.of("closed early", 1L, "refused", 1_000L);
        Counts failed = new Counts(0, 0, 0, 0, 0, 0, 0, 0, errors, Map.of());
        Counts none = counts(0, 0, 0);
        String kinds = "nothing was done: 1000 × refused, 1 × closed early";
        String ended = "it was ended early: a loop had 1000 failures or more, and not one success";
        assertEquals(
                List.of(kinds),
                Verdict.on(of(forOneSecond(0), none, failed, Asked.ANYTHING, Result.Ending.BY_PLAN))
                        .reasons());
        assertEquals(
                List.of(kinds, ended),
                Verdict.on(of(forOneSecond(100), none, failed, Asked.ANYTHING, Result.Ending.HOPELESS))
                        .reasons());
        assertEquals(
                List.of(kinds + ", before anything was measured", ended),
                Verdict.on(of(forOneSecond(100), failed, none, Asked.ANYTHING, Result.Ending.HOPELESS))
                        .reasons());
    }

    @Test
    void shouldRefuseARateOfTooFewUnlessSoManyWereToBeDone() {
        assertBelieved(result(0, counts(10, 0, 0), ClientUse.NONE, 0));
        assertRefused("9 done are too few for a rate", result(0, counts(9, 0, 0), ClientUse.NONE, 0));
        Plan two = new Plan(0, 16, 2, 3 * SECOND, 0);
        Result counted = of(two, counts(0, 0, 0), counts(2, 0, 0), Asked.ANYTHING, Result.Ending.BY_PLAN);
        assertEquals(List.of(), Verdict.onCost(counted).reasons());
    }

    @Test
    void shouldGivePercentilesOnlyWhenThereAreEnoughSamples() {
        for (int samples : new int[] {99, 100}) {
            Result result = result(0, mix(samples, 0, 0, 0), ClientUse.NONE, 0);
            Histogram times = new Histogram(3);
            times.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(1), samples);
            result.times().put(Metric.HANDSHAKE, times);
            String headline =
                    new Summary(Summary.Kind.HANDSHAKES, result).headline().get(0);
            assertEquals(samples >= 100, headline.contains("p99 1.00 ms"), headline);
        }
    }

    /** Of twenty, the 99th percentile is the latest: one late start says nothing yet. */
    @ParameterizedTest
    @CsvSource({"20, 1, true", "20, 2, false", "1000, 10, true", "1000, 11, false"})
    void shouldJudgeTheScheduleByHowManyWereLate(long starts, long late, boolean holds) {
        Result result = result(5, counts(starts, 0, 0), ClientUse.NONE, 0);
        Histogram lags = new Histogram(3);
        lags.recordValueWithCount(0, starts - late);
        lags.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(25), late);
        result.times().put(Metric.START_LAG, lags);
        if (holds) {
            assertBelieved(result);
        } else {
            assertRefused(late + " of " + starts + " were started more than 10 ms behind the schedule", result);
        }
    }

    @Test
    void shouldSayWhyAnUploadThatWasAnsweredEarlyIsNone() {
        Map<String, Long> errors = Map.of(ErrorKind.ANSWERED_EARLY, 1L);
        Counts counts = new Counts(10_000, 10_000, 0, 0, 0, 0, 0, 0, errors, Map.of());
        assertRefused("before the server had the body", result(0, counts, ClientUse.NONE, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "TLS_AES_256_GCM_SHA384; x25519; true",
                "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256; secp256r1,X25519; true",
                "TLS_AES_128_GCM_SHA256; x25519; false",
                "TLS_AES_256_GCM_SHA384; secp256r1; false"
            })
    void shouldCompareWhatWasNegotiatedWithWhatWasAskedFor(String suites, String groups, boolean holds) {
        Asked asked = new Asked(0, List.of(suites.split(",")), List.of(groups.split(",")));
        Map<Terms, Long> negotiated =
                Map.of(new Terms("TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.of("x25519")), 20L);
        Counts named = new Counts(20, 20, 0, 0, 0, 0, 0, 0, Map.of(), negotiated);
        Counts unnamed = counts(20, 0, 0);
        for (boolean isBefore : new boolean[] {false, true}) {
            List<String> reasons = Verdict.onCost(of(
                            forOneSecond(0),
                            isBefore ? named : unnamed,
                            isBefore ? unnamed : named,
                            asked,
                            Result.Ending.BY_PLAN))
                    .reasons();
            String words = "20 of 20 handshakes negotiated TLSv1.3, TLS_AES_256_GCM_SHA384, x25519, where " + suites
                    + " and " + groups + " was asked for";
            assertEquals(holds ? 0 : 1, reasons.size(), reasons::toString);
            assertTrue(holds || reasons.get(0).startsWith(words), reasons::toString);
        }
    }
}
