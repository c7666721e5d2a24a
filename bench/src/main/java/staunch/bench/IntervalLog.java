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
    /** An interval without a sample that is shorter is no stall, but the end of a run. */
    static final long MIN_EMPTY_MILLIS = 500;

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

    /**
     * An interval has ended now; the first of those that were measured begins with the measuring. One in which nothing was done
     * is written too, as one of {@link Metric#TOTAL} without a sample: a stall is not to look like a line between what was
     * before and behind it.
     */
    public void write(Interval interval, long nowMillis) {
        long measuredMillis = TimeUnit.NANOSECONDS.toMillis(interval.measuredNanos());
        intervalBegan = Math.max(intervalBegan, nowMillis - measuredMillis);
        boolean isStall = nowMillis - intervalBegan >= MIN_EMPTY_MILLIS;
        interval.times().forEach((metric, histogram) -> {
            if (histogram.getTotalCount() > 0 || (isStall && metric == Metric.TOTAL)) {
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
