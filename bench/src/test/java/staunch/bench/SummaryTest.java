package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** What is printed, by figures that are made up. */
class SummaryTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static Map<Metric, Histogram> times() {
        Histogram hundred = upTo(100);
        return new EnumMap<>(Map.of(Metric.TOTAL, hundred, Metric.HANDSHAKE, hundred));
    }

    /** As many samples, of 1 ms, of 2 ms, and so on. */
    private static Histogram upTo(int count) {
        Histogram times = new Histogram(Samples.SIGNIFICANT_DIGITS);
        for (int i = 1; i <= count; i++) {
            times.recordValue(i * MILLI);
        }
        return times;
    }

    private static final Counts MEASURED = new Counts(
            1_000,
            200,
            800,
            800,
            0,
            0,
            1,
            2,
            Map.of("refused", 1L),
            Map.of(new Terms("TLSv1.3", "A", Optional.of("x25519")), 1_000L));
    private static final Counts BEFORE = new Counts(16, 16, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());

    private static Result result(Plan plan, double seconds) {
        return result(plan, seconds, Result.Ending.BY_PLAN);
    }

    private static Result result(Plan plan, double seconds, Result.Ending ending) {
        ClientUse use = new ClientUse(500 * MILLI, 1_000 * MILLI, 2, 0.01);
        return new Result(plan, seconds, MEASURED, BEFORE, times(), use, Asked.ANYTHING.resuming(0.8), 0, ending);
    }

    @Test
    void shouldSayEverythingInLines() {
        Plan plan = new Plan(100, 16, Plan.UNBOUNDED, 10_000 * MILLI, 0);
        List<String> lines = new Summary(Summary.Kind.HANDSHAKES, result(plan, 10)).lines();
        assertEquals(
                List.of(
                        "  done          1000 handshakes in 10.0 s, 100.0/s of 100.0 offered",
                        "  handshakes    200 full, 800 resumed; asked for 800 resumed",
                        "  before        to get ready and warm: 16 full, 0 resumed handshakes",
                        "  negotiated    1000 × TLSv1.3, A, x25519",
                        "  failed        1 × refused",
                        "  never started 2 that were due",
                        "  given up      1 that went on when it ended",
                        "  ms                  p50      p90      p99    p99.9      max",
                        "  total            50.004   90.046   99.025        -  100.008  from the intended start",
                        "  handshake        50.004   90.046   99.025        -  100.008  from the connection",
                        "  client        0.500 ms of CPU for each; busiest loop 10 %, process 3 % of 2 processors;"
                                + " 1.0 % stolen"),
                lines);
    }

    /** One beyond which there is no sample is a maximum by another name. */
    @ParameterizedTest
    @CsvSource({
        "1, '        -        -        -        -'",
        "2, '    1.000        -        -        -'",
        "9, '    5.001        -        -        -'",
        "10, '    5.001    9.003        -        -'",
        "100, '   50.004   90.046   99.025        -'",
        "1000, '  500.171  900.202  990.380  999.293'"
    })
    void shouldShowPercentilesForWhichThereAreSamples(int samples, String cells) {
        Result result = result(new Plan(0, 16, Plan.UNBOUNDED, 10_000 * MILLI, 0), 10);
        result.times().put(Metric.TOTAL, upTo(samples));
        Summary summary = new Summary(Summary.Kind.REQUESTS, result);
        assertTrue(
                summary.lines().stream().anyMatch(line -> line.startsWith("  total         " + cells + " ")),
                () -> summary.lines().toString());
        Map<?, ?> millis = (Map<?, ?>) summary.map().get("ms");
        Map<?, ?> total = (Map<?, ?>) millis.get("total");
        assertEquals(samples >= 2, total.containsKey("p50"));
        assertEquals(samples >= 1_000, total.containsKey("p99.9"));
        assertTrue(total.containsKey("max"));
    }

    @Test
    void shouldSayItsFigureInOneLine() {
        Plan plan = new Plan(0, 16, Plan.UNBOUNDED, 10_000 * MILLI, 0);
        assertEquals(
                List.of("100.0 handshakes/s (80.0 % resumed), p50 50.00 ms, p99 99.02 ms"),
                new Summary(Summary.Kind.HANDSHAKES, result(plan, 10)).headline());
        assertEquals(
                List.of("100.0 requests/s, p50 50.00 ms, p99 99.02 ms"),
                new Summary(Summary.Kind.REQUESTS, result(plan, 10)).headline());
    }

    /** Interrupted before anything was measured: there is no time to divide by. */
    @Test
    void shouldEndureThatNothingHappened() {
        Plan plan = new Plan(0, 16, 1, Plan.UNBOUNDED, 0);
        Counts none = new Counts(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
        Result result = new Result(
                plan,
                0,
                none,
                none,
                new EnumMap<>(Metric.class),
                ClientUse.NONE,
                Asked.ANYTHING,
                0,
                Result.Ending.INTERRUPTED);
        Summary summary = new Summary(Summary.Kind.HANDSHAKES, result);
        assertEquals(
                "  done          0 handshakes in 0.000 s, 0.000/s",
                summary.lines().get(0));
        assertEquals(List.of("No headline:", "  it was interrupted", "  nothing was done"), summary.headline());
        assertTrue(summary.map().toString().contains("perSecond=0.0"));
    }

    @Test
    void shouldSayHowItGoesOn() {
        Interval interval = new Interval(times(), MEASURED, BEFORE, 1);
        assertEquals(
                "50.0/s, 1 in flight, 1000 done (200 full, 800 resumed), 1 failed; p50 50.00 ms, p99 99.02 ms",
                Summary.progress(interval, 2));
        Interval before = new Interval(times(), MEASURED, BEFORE, 0);
        Interval few = new Interval(Map.of(Metric.TOTAL, upTo(99)), MEASURED, BEFORE, 1);
        assertEquals("99.0/s, 1 in flight, 1000 done (200 full, 800 resumed), 1 failed", Summary.progress(few, 1));
        assertEquals("getting ready: 16 full, 0 resumed handshakes, 0 failed", Summary.progress(before, 1));
    }

    @Test
    void shouldKnowWhatItUsesItself() {
        SystemMeter meter = new SystemMeter();
        long before = meter.threadBusyNanos();
        Meter.MachineTime machine = meter.machineTime();
        while (meter.threadBusyNanos() == before) {
            Thread.onSpinWait(); // which is work too
        }
        assertTrue(meter.threadBusyNanos() > before);
        assertTrue(meter.processCpuNanos() > 0);
        double stolen = meter.machineTime().stolenShareSince(machine);
        assertTrue(stolen >= 0 && stolen <= 1);
        assertEquals(0.25, new Meter.MachineTime(1, 8).stolenShareSince(new Meter.MachineTime(0, 4)));
    }
}
