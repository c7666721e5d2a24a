package staunch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Whether a run says something about the server: if not, it has no headline.
 *
 * @param reasons why not; empty if it does
 */
public record Verdict(List<String> reasons) {
    /** Above this share of its time a loop, or of its processors the process, is the limit rather than the server. */
    static final double MAX_CLIENT_SHARE = 0.85;
    /** An open loop must have done this share of what was due. */
    static final double MIN_ACHIEVED_SHARE = 0.98;
    /** A start that is so much later than it was due is a late one. */
    static final long MAX_START_LAG_MILLIS = 10;
    /** Of all starts so many may be late; of fewer than a hundred, one. */
    static final double MAX_LATE_SHARE = 0.01;
    /** Of all pieces of work so many may fail. */
    static final double MAX_ERROR_SHARE = 0.001;
    /** Of all handshakes so many may be full instead of resumed, or the other way round. */
    static final double MAX_WRONG_MIX_SHARE = 0.001;
    /** With fewer pieces of work done in its time a run has no rate; one that was to do so many has. */
    static final long MIN_DONE = 10;

    /** Copies the list. */
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /** Whether the run can be believed. */
    public boolean holds() {
        return reasons.isEmpty();
    }

    /** The verdict on a run. */
    public static Verdict on(Result result) {
        List<String> reasons = new ArrayList<>();
        if (result.interrupted()) {
            reasons.add("it was interrupted");
        }
        if (result.counts().done() > 0) {
            judgeClient(result, reasons);
        }
        judge(result, reasons);
        return new Verdict(reasons);
    }

    /**
     * The verdict on what a piece of work costs the server, which may be known where a rate is not: a client that was the
     * limit does not change it.
     */
    public static Verdict onCost(Result result) {
        List<String> reasons = new ArrayList<>();
        judge(result, reasons);
        return new Verdict(reasons);
    }

    private static void judge(Result result, List<String> reasons) {
        Counts counts = result.counts();
        if (counts.done() == 0) {
            reasons.add(whyNothingWasDone(result));
        }
        if (result.ending() == Result.Ending.HOPELESS) {
            reasons.add(format(
                    "it was ended early: a loop had %d failures or more, and not one success",
                    Driver.MAX_FAILURES_WITHOUT_SUCCESS));
        }
        judgePorts(counts, reasons);
        judgeUploads(counts, reasons);
        if (counts.done() > 0) {
            judgeDone(result, reasons);
        }
        judgeNegotiated(result, reasons);
        if (result.unconfirmed() > 0) {
            reasons.add(format(
                    "%d heard nothing of whether the server accepts their certificate, or wants one, which in TLS 1.3 comes"
                            + " behind the handshake: only an answer (--request) tells",
                    result.unconfirmed()));
        }
    }

    /** What failed, most of it first, while it measured or, if it never came to that, before. */
    private static String whyNothingWasDone(Result result) {
        boolean isMeasured = result.counts().failed() > 0;
        Counts counts = isMeasured ? result.counts() : result.before();
        if (counts.failed() == 0) {
            return "nothing was done";
        }
        String kinds = counts.errors().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(error -> error.getValue() + " × " + error.getKey())
                .collect(Collectors.joining(", "));
        return "nothing was done: " + kinds + (isMeasured ? "" : ", before anything was measured");
    }

    private static void judgeDone(Result result, List<String> reasons) {
        Counts counts = result.counts();
        judgeSchedule(result, reasons);
        long ended = counts.done() + counts.failed();
        if (counts.done() < MIN_DONE && ended < result.plan().count() && !result.interrupted()) {
            reasons.add(format(
                    "%d done are too few for a rate: give it more time (--seconds), or say how many (--count)",
                    counts.done()));
        }
        if (counts.failed() > MAX_ERROR_SHARE * ended) {
            reasons.add(format("%d of %d failed: more than %.1f %%", counts.failed(), ended, 100 * MAX_ERROR_SHARE));
        }
        long handshakes = counts.full() + counts.resumed();
        if (counts.notAsWanted() > MAX_WRONG_MIX_SHARE * handshakes) {
            reasons.add(format(
                    "the mix is not the one asked for: %d resumed of %d, where %d should have (%d not as wanted)",
                    counts.resumed(), handshakes, counts.wantedResumed(), counts.notAsWanted()));
        }
    }

    private static void judgeClient(Result result, List<String> reasons) {
        double loop = result.client().loopShare(result.seconds());
        double process = result.client().processShare(result.seconds());
        if (loop > MAX_CLIENT_SHARE) {
            reasons.add(format(
                    "the client was the limit: a loop of it was busy, or waited for a processor, %.0f %% of the time;"
                            + " ask for less, or give it more --loops or another --provider",
                    100 * loop));
        } else if (process > MAX_CLIENT_SHARE) {
            reasons.add(format(
                    "the client was the limit: it used %.0f %% of its %d processors",
                    100 * process, result.client().processors()));
        }
    }

    private static void judgePorts(Counts counts, List<String> reasons) {
        Long withoutPort = counts.errors().get(ErrorKind.NO_LOCAL_PORT);
        if (withoutPort != null) {
            reasons.add(format(
                    "%d found no local port: each is taken for a minute after its connection; ask for less, or from more"
                            + " than one address",
                    withoutPort));
        }
    }

    private static void judgeUploads(Counts counts, List<String> reasons) {
        Long early = counts.errors().get(ErrorKind.ANSWERED_EARLY);
        if (early != null) {
            reasons.add(format(
                    "%d were answered before the server had the body, so it does not read it: send to what takes uploads"
                            + " (our own bench server does with --uploads)",
                    early));
        }
    }

    /** Connections that are kept are made before anything is measured, and so what was negotiated then is looked at too. */
    private static void judgeNegotiated(Result result, List<String> reasons) {
        long all = 0;
        long others = 0;
        Set<String> names = new TreeSet<>();
        for (Counts counts : List.of(result.before(), result.counts())) {
            for (Map.Entry<Terms, Long> terms : counts.negotiated().entrySet()) {
                all += terms.getValue();
                if (!result.asked().isMetBy(terms.getKey())) {
                    others += terms.getValue();
                    names.add(terms.getKey().toString());
                }
            }
        }
        if (others > MAX_WRONG_MIX_SHARE * all) {
            reasons.add(format(
                    "%d of %d handshakes negotiated %s, where %s was asked for: the client's provider offered others as"
                            + " well; another --provider may not",
                    others, all, String.join(" or ", names), result.asked().words()));
        }
    }

    private static void judgeSchedule(Result result, List<String> reasons) {
        if (!result.plan().isOpen()) {
            return;
        }
        Counts counts = result.counts();
        long due = counts.due();
        if (counts.done() < MIN_ACHIEVED_SHARE * due) {
            reasons.add(format(
                    "of %d that were due %d were done (%.1f %%), and %d were never started, for want of a place or of time",
                    due, counts.done(), 100.0 * counts.done() / due, counts.neverStarted()));
        }
        Histogram lags = result.times().get(Metric.START_LAG);
        if (lags == null) {
            return;
        }
        long allowedNanos = TimeUnit.MILLISECONDS.toNanos(MAX_START_LAG_MILLIS);
        long late = lags.getTotalCount() - lags.getCountBetweenValues(0, allowedNanos);
        if (late > Math.max(1, MAX_LATE_SHARE * lags.getTotalCount())) {
            reasons.add(format(
                    "%d of %d were started more than %d ms behind the schedule, the latest by %.1f ms: the client (is it"
                            + " warm? --warmup), or its places, were the limit",
                    late,
                    lags.getTotalCount(),
                    MAX_START_LAG_MILLIS,
                    lags.getMaxValue() / (double) TimeUnit.MILLISECONDS.toNanos(1)));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency worth having
    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
