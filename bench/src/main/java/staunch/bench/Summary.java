package staunch.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Says what came of a run: in lines for people, as a map for programs, and while it goes on in one line. */
public final class Summary {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_GB = 1e9;

    /** What a piece of work is called, and what the headline says of it. */
    public enum Kind {
        /** Handshakes per second. */
        HANDSHAKES("handshakes"),
        /** Requests per second. */
        REQUESTS("requests"),
        /** Bytes per second. */
        BULK("transfers");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }
    }

    private final Kind kind;
    private final Result result;
    private final Verdict verdict;

    /** The summary of a run. */
    public Summary(Kind kind, Result result) {
        this.kind = kind;
        this.result = result;
        this.verdict = Verdict.on(result);
    }

    /** Whether there is a headline. */
    public boolean isBelievable() {
        return verdict.holds();
    }

    // ---- for people ----

    /** The lines, without the headline. */
    public List<String> lines() {
        Counts counts = result.counts();
        List<String> lines = new ArrayList<>();
        lines.add(row(
                "done",
                counts.done() + " " + kind.plural + " in " + decimal(result.seconds()) + " s, " + decimal(result.rate())
                        + "/s" + offered()));
        if (kind == Kind.BULK) {
            lines.add(row("content", decimal(result.bytesPerSecond() / BYTES_PER_GB) + " GB/s"));
        }
        if (counts.full() + counts.resumed() > 0) {
            lines.add(row(
                    "handshakes",
                    mix(counts)
                            + (kind == Kind.HANDSHAKES ? "; asked for " + counts.wantedResumed() + " resumed" : "")));
        }
        if (result.before().done() + result.before().failed() > 0) {
            lines.add(row(
                    "before",
                    "to get ready and warm: " + mix(result.before()) + " handshakes"
                            + (result.before().failed() > 0
                                    ? ", failed: " + result.before().errors()
                                    : "")));
        }
        counts.negotiated().forEach((terms, count) -> lines.add(row("negotiated", count + " × " + terms)));
        counts.errors().forEach((name, count) -> lines.add(row("failed", count + " × " + name)));
        if (counts.neverStarted() > 0) {
            lines.add(row("never started", counts.neverStarted() + " that were due"));
        }
        if (counts.inFlight() > 0) {
            lines.add(row("given up", counts.inFlight() + " that went on when it ended"));
        }
        lines.addAll(times());
        lines.add(client());
        return lines;
    }

    private String offered() {
        return result.plan().isOpen() ? " of " + decimal(result.plan().ratePerSecond()) + " offered" : "";
    }

    private static String mix(Counts counts) {
        return counts.full() + " full, " + counts.resumed() + " resumed";
    }

    private List<String> times() {
        List<String> lines = new ArrayList<>();
        lines.add(row("ms", cells(Percentiles::name, "max")));
        result.times()
                .forEach((metric, times) -> lines.add(row(
                        metric.tag(),
                        cells(
                                        percentile -> Percentiles.text(times, percentile),
                                        Percentiles.millis(times.getMaxValue() / NANOS_PER_MILLI))
                                + "  " + metric.meaning())));
        return lines;
    }

    private static String cells(DoubleFunction<String> ofPercentile, String last) {
        return Stream.concat(Percentiles.SHOWN.stream().map(ofPercentile::apply), Stream.of(last))
                .map(cell -> String.format(Locale.ROOT, "%9s", cell))
                .collect(Collectors.joining());
    }

    private String client() {
        ClientUse client = result.client();
        return row(
                "client",
                String.format(
                        Locale.ROOT,
                        "%.3f ms of CPU for each; busiest loop %.0f %%, process %.0f %% of %d processors%s",
                        cpuMillisPerPiece(),
                        100 * client.loopShare(result.seconds()),
                        100 * client.processShare(result.seconds()),
                        client.processors(),
                        client.stolenShare() > 0
                                ? String.format(Locale.ROOT, "; %.1f %% stolen", 100 * client.stolenShare())
                                : ""));
    }

    private double cpuMillisPerPiece() {
        long done = result.counts().done();
        return done == 0 ? 0 : result.client().cpuNanos() / NANOS_PER_MILLI / done;
    }

    /** The figure that the run was made for, or why there is none. */
    public List<String> headline() {
        if (isBelievable()) {
            return List.of(figure());
        }
        List<String> lines = new ArrayList<>();
        lines.add("No headline:");
        verdict.reasons().forEach(reason -> lines.add("  " + reason));
        return lines;
    }

    private String figure() {
        return switch (kind) {
            case HANDSHAKES -> decimal(result.rate()) + " handshakes/s (" + sort() + ")" + latency(Metric.HANDSHAKE);
            case REQUESTS -> decimal(result.rate()) + " requests/s" + latency(Metric.TOTAL);
            case BULK -> decimal(result.bytesPerSecond() / BYTES_PER_GB) + " GB/s";
        };
    }

    private String sort() {
        Counts counts = result.counts();
        if (counts.resumed() == 0) {
            return "full";
        }
        return counts.full() == 0
                ? "resumed"
                : decimal(100.0 * counts.resumed() / (counts.full() + counts.resumed())) + " % resumed";
    }

    private String latency(Metric metric) {
        Histogram times = result.times().get(metric);
        return times == null ? "" : medianAndTail(", ", times);
    }

    /** Behind what comes before; nothing if there are too few samples. */
    private static String medianAndTail(String separator, Histogram times) {
        OptionalDouble tail = Percentiles.millis(times, 99);
        return tail.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%sp50 %.2f ms, p99 %.2f ms",
                        separator,
                        Percentiles.millis(times, 50).orElseThrow(),
                        tail.getAsDouble());
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-14s%s", name, value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    // ---- for programs ----

    /** Everything, with strings, numbers, booleans, lists and maps; of the percentiles those there are samples for. */
    public Map<String, Object> map() {
        Counts counts = result.counts();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind.plural);
        map.put("believable", isBelievable());
        map.put("reasons", verdict.reasons());
        map.put("interrupted", result.interrupted());
        map.put("endedEarly", result.ending() == Result.Ending.HOPELESS);
        map.put("seconds", result.seconds());
        map.put("offeredPerSecond", result.plan().ratePerSecond());
        map.put("places", result.plan().places());
        map.put("perSecond", result.rate());
        map.put("bytesPerSecond", result.bytesPerSecond());
        map.put("resumeShare", result.asked().resumeShare());
        map.put("suitesAskedFor", result.asked().suites());
        map.put("groupsAskedFor", result.asked().groups());
        map.put("unconfirmedCertificates", result.unconfirmed());
        map.put("measured", map(counts));
        map.put("before", map(result.before()));
        Map<String, Object> millis = new LinkedHashMap<>();
        result.times().forEach((metric, times) -> millis.put(metric.tag(), map(times)));
        map.put("ms", millis);
        map.put("client", client(result.client()));
        return map;
    }

    private static Map<String, Object> map(Counts counts) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("done", counts.done());
        map.put("full", counts.full());
        map.put("resumed", counts.resumed());
        map.put("wantedResumed", counts.wantedResumed());
        map.put("notAsWanted", counts.notAsWanted());
        map.put("bytes", counts.bytes());
        map.put("inFlight", counts.inFlight());
        map.put("neverStarted", counts.neverStarted());
        map.put("errors", counts.errors());
        map.put("negotiated", counts.negotiatedByName());
        return map;
    }

    private static Map<String, Object> map(Histogram times) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", times.getTotalCount());
        map.put("mean", times.getMean() / NANOS_PER_MILLI);
        for (double percentile : Percentiles.SHOWN) {
            Percentiles.millis(times, percentile).ifPresent(millis -> map.put(Percentiles.name(percentile), millis));
        }
        map.put("max", times.getMaxValue() / NANOS_PER_MILLI);
        return map;
    }

    private Map<String, Object> client(ClientUse use) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpuMillisPerPiece", cpuMillisPerPiece());
        map.put("loopShare", use.loopShare(result.seconds()));
        map.put("processShare", use.processShare(result.seconds()));
        map.put("processors", use.processors());
        map.put("stolenShare", use.stolenShare());
        return map;
    }

    // ---- while it goes on ----

    /** One line: the rate and the times of the last interval, and what went wrong so far. */
    public static String progress(Interval interval, double intervalSeconds) {
        Counts counts = interval.counts();
        if (interval.measuredNanos() == 0) {
            return "getting ready: " + mix(interval.before()) + " handshakes, "
                    + interval.before().failed() + " failed";
        }
        Histogram times = Objects.requireNonNull(interval.times().get(Metric.TOTAL));
        double rate = times.getTotalCount() / intervalSeconds;
        return String.format(
                Locale.ROOT,
                "%s/s, %d in flight, %d done (%s), %d failed%s",
                decimal(rate),
                counts.inFlight(),
                counts.done(),
                mix(counts),
                counts.failed(),
                medianAndTail("; ", times));
    }
}
