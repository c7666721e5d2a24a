package staunch.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes the times of each interval, one line for each metric, in HdrHistogram's log format (version 1.3), tagged with the
 * metric's name; nanoseconds inside, milliseconds in the readable maximum.
 */
public final class IntervalLog implements AutoCloseable {
    private final PrintStream out;
    private final HistogramLogWriter writer;
    private long intervalBegan;

    /**
     * @param title what is measured, on one line: shown by what reads the log
     * @param nowMillis since 1970
     */
    public IntervalLog(Path file, String title, long nowMillis) throws IOException {
        this.out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
        this.writer = Logs.begin(out, title, nowMillis);
        this.intervalBegan = nowMillis;
    }

    /** An interval has ended now; the first of those that were measured begins with the measuring. */
    public void write(Interval interval, long nowMillis) {
        long measuredMillis = TimeUnit.NANOSECONDS.toMillis(interval.measuredNanos());
        intervalBegan = Math.max(intervalBegan, nowMillis - measuredMillis);
        interval.times().forEach((metric, histogram) -> {
            if (histogram.getTotalCount() > 0) {
                histogram.setTag(metric.tag().replace(' ', '-'));
                histogram.setStartTimeStamp(intervalBegan);
                histogram.setEndTimeStamp(nowMillis);
                writer.outputIntervalHistogram(histogram);
            }
        });
        intervalBegan = nowMillis;
        out.flush();
    }

    /**
     * Says at the end whether the run can be believed; a log without it is one of a run that was killed.
     *
     * @throws IOException if not all of the log could be written
     */
    public void conclude(Verdict verdict) throws IOException {
        Logs.conclude(writer, verdict);
        Logs.requireWritten(out);
    }

    @Override
    public void close() {
        out.close();
    }
}
