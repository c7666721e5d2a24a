package staunch.examples;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.http.AccessFormat;
import staunch.http.AccessLog;
import staunch.http.HttpServerListener;
import staunch.http.LineWriter;

/** All that a server tells of itself, and the thread for what it tells at intervals. */
final class ServerLogs {
    private final boolean json;
    private final ZoneId zone;
    private final LineWriter notes;
    private final List<LineWriter> writers = new ArrayList<>();
    private final ScheduledExecutorService intervals = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "intervals");
        thread.setDaemon(true);
        return thread;
    });
    private HttpServerListener listener;
    private @Nullable ServerMetrics metrics;

    /** @param notes prints what is for people */
    ServerLogs(PrintStream notes, boolean json, ZoneId zone) {
        this.json = json;
        this.zone = zone;
        this.notes = writer(notes);
        this.listener = new TroubleLog(lines());
    }

    private LineWriter writer(OutputStream out) {
        LineWriter writer = LineWriter.to(out);
        writers.add(writer);
        return writer;
    }

    private TimedLines lines() {
        return new TimedLines(notes, zone);
    }

    HttpServerListener listener() {
        return listener;
    }

    void requests(boolean withoutQueries) {
        listener = new RequestLog(lines(), withoutQueries).and(listener);
    }

    void access(OutputStream out, boolean withoutQueries) {
        AccessFormat format = json ? AccessFormat.json() : AccessFormat.combined(zone);
        listener = listener.and(new AccessLog(writer(out), withoutQueries ? format.withoutQueries() : format));
    }

    void metricsEvery(int seconds) {
        ServerMetrics counting = new ServerMetrics();
        metrics = counting;
        listener = listener.and(counting);
        every(seconds, () -> print(counting.sinceLast()));
    }

    private void print(Map<String, Object> shown) {
        note(json ? Json.of(Map.of("metrics", shown)) : ServerMetrics.line(shown));
    }

    /** Prints a line behind those that wait. */
    void note(String line) {
        notes.write(() -> line);
    }

    void every(long seconds, Runnable action) {
        intervals.scheduleAtFixedRate(action, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Writes what waits, and what was counted in all. */
    void close() {
        intervals.shutdown();
        if (metrics != null) {
            print(metrics.total());
        }
        writers.forEach(LineWriter::close);
    }
}
