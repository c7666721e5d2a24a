package staunch.examples;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import staunch.http.Exchange;
import staunch.http.HttpServerListener;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;

/**
 * Counts what a server does, and how long its answers take: from a request's head to the end of its answer, by the clock of
 * the loop, which moves once a turn, so that an answer at once takes no time. Any thread.
 */
final class ServerMetrics implements HttpServerListener {
    private static final int STATUS_CLASSES = 5;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final LongAdder[] answersByClass = new LongAdder[STATUS_CLASSES];
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder openConnections = new LongAdder();
    private final LongAdder failedConnections = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder bodyBytes = new LongAdder();
    private final Recorder nanos = new Recorder(SIGNIFICANT_DIGITS);
    private final Histogram allNanos = new Histogram(SIGNIFICANT_DIGITS);

    ServerMetrics() {
        for (int i = 0; i < STATUS_CLASSES; i++) {
            answersByClass[i] = new LongAdder();
        }
    }

    // ---- what is counted ----

    @Override
    public void onConnected(Channel channel) {
        connections.increment();
        openConnections.increment();
    }

    @Override
    public void onDisconnected(Channel channel, CloseCause cause) {
        openConnections.decrement();
    }

    @Override
    public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
        failedConnections.increment();
    }

    @Override
    public void onRequest(Exchange exchange) {
        inFlight.increment();
    }

    @Override
    public void onExchange(Exchange exchange, Status status, long sentBytes, boolean whole) {
        answered(status.code(), sentBytes, exchange.ageNanos());
        if (!whole) {
            cut.increment();
        }
    }

    void answered(int code, long sentBytes, long durationNanos) {
        inFlight.decrement();
        answersByClass[Math.min(code / 100, STATUS_CLASSES) - 1].increment();
        bodyBytes.add(sentBytes);
        nanos.recordValue(durationNanos);
    }

    @Override
    public void onUnanswered(Exchange exchange) {
        inFlight.decrement();
        unanswered.increment();
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        refused.increment();
    }

    // ---- what is shown ----

    /** The counts from the beginning, and the times since the last call. */
    synchronized Map<String, Object> sinceLast() {
        Histogram since = nanos.getIntervalHistogram();
        allNanos.add(since);
        return shown(since);
    }

    /** Counts and times from the beginning. */
    synchronized Map<String, Object> total() {
        allNanos.add(nanos.getIntervalHistogram());
        return shown(allNanos);
    }

    private Map<String, Object> shown(Histogram times) {
        Map<String, Object> shown = new LinkedHashMap<>();
        Map<String, Object> answers = new LinkedHashMap<>();
        for (int i = 0; i < STATUS_CLASSES; i++) {
            answers.put(i + 1 + "xx", answersByClass[i].sum());
        }
        shown.put("answers", answers);
        shown.put("cut", cut.sum());
        shown.put("refused", refused.sum());
        shown.put("unanswered", unanswered.sum());
        shown.put("in flight", inFlight.sum());
        shown.put("connections", connections.sum());
        shown.put("open", openConnections.sum());
        shown.put("failed", failedConnections.sum());
        shown.put("body bytes", bodyBytes.sum());
        Map<String, Object> millis = new LinkedHashMap<>();
        millis.put("p50", millis(times.getValueAtPercentile(50)));
        millis.put("p90", millis(times.getValueAtPercentile(90)));
        millis.put("p99", millis(times.getValueAtPercentile(99)));
        millis.put("p99.9", millis(times.getValueAtPercentile(99.9)));
        millis.put("max", millis(times.getMaxValue()));
        shown.put("ms", millis);
        return shown;
    }

    private static double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1_000.0;
    }

    /** For people: {@code answers 2xx 5, refused 0, …}; of the answers only the classes that there were. */
    static String line(Map<String, Object> shown) {
        return "Metrics: "
                + shown.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + value(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String value(Object value) {
        return value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(0L))
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ", "(", ")"))
                : value.toString();
    }
}
