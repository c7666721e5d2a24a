package staunch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/** Reads interval logs, and joins those of several processes or machines that measured at the same time. */
public final class Logs {
    static final String TITLE = "Staunch bench: ";

    private static final double NANOS_PER_MILLI = 1e6;
    /** Intervals of several processes are joined when they began in the same second. */
    private static final long JOIN_MILLIS = 1_000;

    private Logs() {}

    /**
     * A log as it was read.
     *
     * @param title what was measured
     * @param intervals for each tag its intervals, in order
     */
    public record Log(String title, Map<String, List<Histogram>> intervals) {
        /** All intervals of a tag in one. */
        public Histogram total(String tag) {
            Histogram total = new Histogram(Samples.SIGNIFICANT_DIGITS);
            intervals.getOrDefault(tag, List.of()).forEach(total::add);
            return total;
        }

        /** From the beginning of the first interval of a tag to the end of its last. */
        double seconds(String tag) {
            List<Histogram> all = intervals.getOrDefault(tag, List.of());
            if (all.isEmpty()) {
                return 0;
            }
            long first =
                    all.stream().mapToLong(Histogram::getStartTimeStamp).min().orElseThrow();
            long last = all.stream().mapToLong(Histogram::getEndTimeStamp).max().orElseThrow();
            return (last - first) / 1e3;
        }
    }

    /**
     * Reads one log.
     *
     * @throws IOException if it cannot be read, or is none
     */
    public static Log read(Path file) throws IOException {
        Map<String, List<Histogram>> intervals = new LinkedHashMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram) {
                    String tag = histogram.getTag() == null ? Metric.TOTAL.tag() : histogram.getTag();
                    intervals.computeIfAbsent(tag, t -> new ArrayList<>()).add(histogram);
                }
            }
        } catch (RuntimeException broken) {
            throw new IOException(file + " is no histogram log: " + broken.getMessage(), broken);
        }
        if (intervals.isEmpty()) {
            throw new IOException(file + " holds no histogram: was it written by --hlog?");
        }
        return new Log(title(file), intervals);
    }

    private static String title(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            int at = first == null ? -1 : first.indexOf(TITLE);
            return first == null || at < 0 ? String.valueOf(file.getFileName()) : first.substring(at + TITLE.length());
        }
    }

    /** Joins logs of processes that did the same at the same time: intervals of the same second are added up. */
    public static Log merge(List<Log> logs) {
        Map<String, Map<Long, Histogram>> bySecond = new LinkedHashMap<>();
        for (Log log : logs) {
            log.intervals().forEach((tag, intervals) -> {
                Map<Long, Histogram> joined = bySecond.computeIfAbsent(tag, t -> new TreeMap<>());
                for (Histogram interval : intervals) {
                    joined.merge(interval.getStartTimeStamp() / JOIN_MILLIS, interval.copy(), Logs::joined);
                }
            });
        }
        Map<String, List<Histogram>> intervals = new LinkedHashMap<>();
        bySecond.forEach((tag, joined) -> intervals.put(tag, List.copyOf(joined.values())));
        return new Log(logs.get(0).title() + " (" + logs.size() + " logs)", intervals);
    }

    private static Histogram joined(Histogram one, Histogram other) {
        long start = Math.min(one.getStartTimeStamp(), other.getStartTimeStamp());
        long end = Math.max(one.getEndTimeStamp(), other.getEndTimeStamp());
        one.add(other);
        one.setStartTimeStamp(start);
        one.setEndTimeStamp(end);
        return one;
    }

    /** Writes what comes before the first interval; times are told from {@code baseMillis}, which is since 1970. */
    static HistogramLogWriter begin(PrintStream out, String title, long baseMillis) {
        HistogramLogWriter writer = new HistogramLogWriter(out);
        writer.outputComment(TITLE + title);
        writer.outputLogFormatVersion();
        writer.outputStartTime(baseMillis);
        writer.setBaseTime(baseMillis);
        writer.outputLegend();
        return writer;
    }

    /** Writes a log. */
    public static void write(Log log, Path file) throws IOException {
        List<Histogram> all = log.intervals().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().peek(histogram -> histogram.setTag(entry.getKey())))
                .sorted((a, b) -> Long.compare(a.getStartTimeStamp(), b.getStartTimeStamp()))
                .toList();
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter writer = begin(out, log.title(), all.get(0).getStartTimeStamp());
            all.forEach(histogram -> writer.outputIntervalHistogram(histogram));
        }
    }

    /** Writes the percentiles of a histogram in HdrHistogram's text form, in milliseconds. */
    public static void writePercentiles(Histogram histogram, Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, NANOS_PER_MILLI);
        }
    }
}
