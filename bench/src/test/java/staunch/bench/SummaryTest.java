package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What is printed, by figures that are made up. */
class SummaryTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static Map<Metric, Histogram> times() {
        Histogram times = new Histogram(Samples.SIGNIFICANT_DIGITS);
        for (int i = 1; i <= 100; i++) {
            times.recordValue(i * MILLI);
        }
        return new EnumMap<>(Map.of(Metric.TOTAL, times, Metric.HANDSHAKE, times));
    }

    private static final Counts MEASURED =
            new Counts(1_000, 200, 800, 800, 0, 0, 1, 2, Map.of("refused", 1L), Map.of("TLSv1.3, A, x25519", 1_000L));
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
        List<String> lines = new Summary(Summary.Kind.HANDSHAKES, result(plan, 10, Result.Ending.HOPELESS)).lines();
        assertEquals(
                List.of(
                        "  done          1000 handshakes in 10.0 s, 100.0/s of 100.0 offered",
                        "  handshakes    200 full, 800 resumed; asked for 800 resumed",
                        "  before        to get ready and warm: 16 full, 0 resumed handshakes",
                        "  negotiated    1000 × TLSv1.3, A, x25519",
                        "  failed        1 × refused",
                        "  never started 2 that were due",
                        "  ended early   after 1000 failures of a loop without one success",
                        "  given up      1 that went on when it ended",
                        "  ms                  p50      p90      p99    p99.9      max",
                        "  total            50.004   90.046   99.025  100.008  100.008  from the intended start",
                        "  handshake        50.004   90.046   99.025  100.008  100.008  from the connection",
                        "  client        0.500 ms of CPU for each; busiest loop 10 %, process 3 % of 2 processors;"
                                + " 1.0 % stolen"),
                lines);
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
