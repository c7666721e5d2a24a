package staunch.bench;

import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Security;

/**
 * What was counted and timed. Loops write to it, at most one other thread reads; neither waits for the other. What is read
 * while loops write may lack what they are writing.
 */
final class Samples {
    static final int SIGNIFICANT_DIGITS = 3;

    private final Map<Metric, Recorder> recorders = new EnumMap<>(Metric.class);
    private final Map<Metric, Histogram> all = new EnumMap<>(Metric.class);
    private final LongAdder done = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder wantedResumed = new LongAdder();
    private final LongAdder notAsWanted = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder neverStarted = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<Terms, LongAdder> negotiated = new ConcurrentHashMap<>();
    /** The first that was shown. */
    private volatile @Nullable X509Certificate serverCertificate;

    Samples() {
        for (Metric metric : Metric.values()) {
            recorders.put(metric, new Recorder(SIGNIFICANT_DIGITS));
            all.put(metric, new Histogram(SIGNIFICANT_DIGITS));
        }
    }

    // ---- written by the loops ----

    void began(long startLagNanos) {
        inFlight.increment();
        record(Metric.START_LAG, startLagNanos);
    }

    void ended() {
        inFlight.decrement();
    }

    void record(Metric metric, long nanos) {
        of(recorders, metric).recordValue(Math.max(0, nanos));
    }

    /** A piece of work has been done as it should be. */
    void done() {
        done.increment();
    }

    void failed(String kind) {
        errors.computeIfAbsent(kind, k -> new LongAdder()).increment();
    }

    void handshake(Security security, boolean wantedToResume) {
        (security.resumed() ? resumed : full).increment();
        if (wantedToResume) {
            wantedResumed.increment();
        }
        if (security.resumed() != wantedToResume) {
            notAsWanted.increment();
        }
        negotiated.computeIfAbsent(Terms.of(security), k -> new LongAdder()).increment();
        note(security);
    }

    private void note(Security security) {
        if (serverCertificate == null && !security.peerCertificates().isEmpty()) {
            serverCertificate = security.peerCertificates().get(0);
        }
    }

    /** Nothing was heard of whether the client is accepted. */
    void unconfirmed() {
        unconfirmed.increment();
    }

    void transferred(long count) {
        bytes.add(count);
    }

    void neverStarted(long count) {
        neverStarted.add(count);
    }

    // ---- read by one ----

    /** The times since the last call, which also go into {@link #times}. */
    Map<Metric, Histogram> sinceLast() {
        Map<Metric, Histogram> interval = new EnumMap<>(Metric.class);
        recorders.forEach((metric, recorder) -> {
            Histogram since = recorder.getIntervalHistogram();
            of(all, metric).add(since);
            interval.put(metric, since);
        });
        return interval;
    }

    /** All times up to the last {@link #sinceLast}. */
    Histogram times(Metric metric) {
        return of(all, metric);
    }

    /** There is one for each metric. */
    private static <T> T of(Map<Metric, T> each, Metric metric) {
        return Objects.requireNonNull(each.get(metric), metric::name);
    }

    long unconfirmedCount() {
        return unconfirmed.sum();
    }

    Counts counts() {
        return new Counts(
                done.sum(),
                full.sum(),
                resumed.sum(),
                wantedResumed.sum(),
                notAsWanted.sum(),
                bytes.sum(),
                inFlight.sum(),
                neverStarted.sum(),
                sums(errors),
                sums(negotiated));
    }

    Optional<ServerKey> serverKey() {
        return Optional.ofNullable(serverCertificate).map(certificate -> ServerKey.of(certificate.getPublicKey()));
    }

    private static <K extends Comparable<K>> Map<K, Long> sums(Map<K, LongAdder> adders) {
        Map<K, Long> sums = new TreeMap<>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
