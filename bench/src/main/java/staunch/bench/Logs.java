package staunch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/** Reads interval logs, and joins those of several processes or machines that measured at the same time. */
public final class Logs {
    static final String TITLE = "Staunch bench: ";
    /** What comments say in the end, when it is known: one line, and one for each reason. */
    private static final String VERDICT = "Staunch bench verdict: ";

    private static final String BELIEVABLE = "believable";
    private static final String NO_HEADLINE = "no headline";
    private static final String REASON = "Staunch bench reason: ";

    private static final double NANOS_PER_MILLI = 1e6;
    /** Intervals of several processes are joined when they began in the same second. */
    private static final long JOIN_MILLIS = 1_000;
    /** Runs that are joined must have gone on together for this share of the time that they took in all. */
    private static final double MIN_TOGETHER_SHARE = 0.9;

    private Logs() {}

    /**
     * A log as it was read.
     *
     * @param title what was measured
     * @param intervals for each tag its intervals, in order, those without a sample too; empty if there were none
     * @param verdict whether the run can be believed; empty if the log does not say, because it was killed or is older
     */
    public record Log(String title, Map<String, List<Histogram>> intervals, Optional<Verdict> verdict) {
        /** All intervals of a tag in one. */
        public Histogram total(String tag) {
            Histogram total = new Histogram(Samples.SIGNIFICANT_DIGITS);
            intervals.getOrDefault(tag, List.of()).forEach(total::add);
            return total;
        }

        /** From the beginning of the first interval of a tag to the end of its last. */
        double seconds(String tag) {
            List<Histogram> all = intervals.getOrDefault(tag, List.of());
            return all.isEmpty() ? 0 : (endMillis(all.stream()) - beginMillis(all.stream())) / 1e3;
        }

        /** When it began, of what tag ever; there must be an interval. */
        long beginMillis() {
            return beginMillis(intervals.values().stream().flatMap(List::stream));
        }

        long endMillis() {
            return endMillis(intervals.values().stream().flatMap(List::stream));
        }

        private static long beginMillis(Stream<Histogram> all) {
            return all.mapToLong(Histogram::getStartTimeStamp).min().orElseThrow();
        }

        private static long endMillis(Stream<Histogram> all) {
            return all.mapToLong(Histogram::getEndTimeStamp).max().orElseThrow();
        }
    }

    /**
     * Reads one log.
     *
     * @throws IOException if it cannot be read, or is none
     */
    public static Log read(Path file) throws IOException {
        requireReadable(file);
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
        List<String> comments = comments(file);
        Optional<String> title = comments.stream()
                .filter(comment -> comment.startsWith(TITLE))
                .findFirst()
                .map(comment -> comment.substring(TITLE.length()));
        if (intervals.isEmpty() && title.isEmpty()) {
            throw new IOException(file + " holds no histogram: was it written by --hlog?");
        }
        return new Log(title.orElse(String.valueOf(file.getFileName())), intervals, verdict(comments));
    }

    private static void requireReadable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder; name a log in it");
        }
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file; check the path");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": cannot be read; check its permissions (ls -l)");
        }
    }

    private static List<String> comments(Path file) throws IOException {
        // Not by Files.lines, which throws when a file is no text: such a file is no log, and is told so.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.substring(1))
                    .toList();
        }
    }

    private static Optional<Verdict> verdict(List<String> comments) {
        if (comments.contains(VERDICT + BELIEVABLE)) {
            return Optional.of(new Verdict(List.of()));
        }
        if (!comments.contains(VERDICT + NO_HEADLINE)) {
            return Optional.empty();
        }
        List<String> reasons = comments.stream()
                .filter(comment -> comment.startsWith(REASON))
                .map(comment -> comment.substring(REASON.length()))
                .toList();
        return Optional.of(new Verdict(reasons.isEmpty() ? List.of("the log does not say why") : reasons));
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
        return new Log(logs.get(0).title() + " (" + logs.size() + " logs)", intervals, joinedVerdict(logs));
    }

    /** Believable if each is, and of the others the reasons; empty if none is against it, but one does not say. */
    private static Optional<Verdict> joinedVerdict(List<Log> logs) {
        List<String> reasons = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            String which = "log " + (i + 1) + " of " + logs.size() + ": ";
            Optional<Verdict> verdict = logs.get(i).verdict();
            verdict.ifPresent(known -> known.reasons().forEach(reason -> reasons.add(which + reason)));
            if (verdict.isEmpty()) {
                silent.add(which + "does not say how its run ended");
            }
        }
        apart(logs).ifPresent(reasons::add);
        if (reasons.isEmpty() && !silent.isEmpty()) {
            return Optional.empty();
        }
        reasons.addAll(silent);
        return Optional.of(new Verdict(reasons));
    }

    /** Why a rate over all of the time is nobody's, if the runs did not go on at the same time. */
    private static Optional<String> apart(List<Log> logs) {
        List<Log> full = logs.stream().filter(log -> !log.intervals().isEmpty()).toList();
        long begin = full.stream().mapToLong(Log::beginMillis).min().orElse(0);
        long end = full.stream().mapToLong(Log::endMillis).max().orElse(0);
        long together = full.stream().mapToLong(Log::endMillis).min().orElse(0)
                - full.stream().mapToLong(Log::beginMillis).max().orElse(0);
        return together >= MIN_TOGETHER_SHARE * (end - begin)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "of %.1f s they went on together for %.1f s, so that no rate is that of all",
                        (end - begin) / 1e3,
                        Math.max(0, together) / 1e3));
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
        writer.outputComment(TITLE + oneLine(title));
        writer.outputLogFormatVersion();
        writer.outputStartTime(baseMillis);
        writer.setBaseTime(baseMillis);
        writer.outputLegend();
        return writer;
    }

    /** Writes what comes after the last interval. */
    static void conclude(HistogramLogWriter writer, Verdict verdict) {
        writer.outputComment(VERDICT + (verdict.holds() ? BELIEVABLE : NO_HEADLINE));
        verdict.reasons().forEach(reason -> writer.outputComment(REASON + oneLine(reason)));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }

    /** Writes a log. */
    public static void write(Log log, Path file) throws IOException {
        List<Histogram> all = log.intervals().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().peek(histogram -> histogram.setTag(entry.getKey())))
                .sorted((a, b) -> Long.compare(a.getStartTimeStamp(), b.getStartTimeStamp()))
                .toList();
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter writer =
                    begin(out, log.title(), all.isEmpty() ? 0 : all.get(0).getStartTimeStamp());
            all.forEach(histogram -> writer.outputIntervalHistogram(histogram));
            log.verdict().ifPresent(verdict -> conclude(writer, verdict));
            requireWritten(out);
        }
    }

    /**
     * What prints does not throw when a disk is full.
     *
     * @throws IOException if not all that was printed has been written
     */
    public static void requireWritten(PrintStream out) throws IOException {
        if (out.checkError()) {
            throw new IOException("not all of it could be written: is the disk full?");
        }
    }

    /** Writes the percentiles of a histogram in HdrHistogram's text form, in milliseconds. */
    public static void writePercentiles(Histogram histogram, Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, NANOS_PER_MILLI);
            requireWritten(out);
        }
    }
}
