package staunch.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * A page about one or several logs: the percentiles, the rate over time, and bars that compare. One file of HTML with its
 * style and its plots inside, no script, nothing from elsewhere.
 */
public final class ReportPage {
    private static final double NANOS_PER_MILLI = 1e6;
    /** The percentiles' axis ends here: at one in 10^5. */
    private static final double MAX_NINES = 5;

    private static final List<SvgPlot.Mark> PERCENTILES = List.of(
            new SvgPlot.Mark(0, "0"),
            new SvgPlot.Mark(1 / MAX_NINES, "90 %"),
            new SvgPlot.Mark(2 / MAX_NINES, "99 %"),
            new SvgPlot.Mark(3 / MAX_NINES, "99.9 %"),
            new SvgPlot.Mark(4 / MAX_NINES, "99.99 %"),
            new SvgPlot.Mark(1, "99.999 %"));

    private final List<Logs.Log> logs;
    private final StringBuilder html = new StringBuilder();

    private ReportPage(List<Logs.Log> logs) {
        this.logs = logs;
    }

    /** The page's text. */
    public static String of(List<Logs.Log> logs) {
        return new ReportPage(logs).page();
    }

    private String page() {
        html.append(head("Staunch bench"));
        legend();
        Set<String> tags = new LinkedHashSet<>();
        logs.forEach(log -> tags.addAll(log.intervals().keySet()));
        section("Done per second, over time", rateOverTime());
        for (String tag : tags) {
            html.append("<h2 id=\"")
                    .append(Html.text(tag))
                    .append("\">Times: ")
                    .append(Html.text(tag))
                    .append("</h2>\n<p>")
                    .append(Html.text(meaning(tag)))
                    .append("</p>\n");
            html.append(percentiles(tag)).append('\n');
            table(tag);
        }
        section("Compared: done per second", bars(log -> rate(log, log.total(mainTag(log))), "/s"));
        section("Compared: median of " + Metric.TOTAL.tag(), bars(log -> millis(log.total(mainTag(log)), 50), "ms"));
        section(
                "Compared: 99th percentile of " + Metric.TOTAL.tag(),
                bars(log -> millis(log.total(mainTag(log)), 99), "ms"));
        return html.append("</body>\n</html>\n").toString();
    }

    /** All up to the heading, which it ends with: of this page and its siblings. */
    public static String head(String title) {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + title + "</title>\n<style>"
                + style() + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n";
    }

    private static String style() {
        try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing beside " + ReportPage.class);
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("report.css cannot be read", e);
        }
    }

    private void section(String title, String content) {
        html.append("<h2>")
                .append(Html.text(title))
                .append("</h2>\n")
                .append(content)
                .append('\n');
    }

    private void legend() {
        html.append("<ol class=\"legend\">\n");
        for (int i = 0; i < logs.size(); i++) {
            html.append("<li><svg viewBox=\"0 0 12 12\"><rect class=\"s")
                    .append(i % Html.COLOURS)
                    .append("\" width=\"12\" height=\"12\"/></svg> ")
                    .append(Html.text(numbered(i)))
                    .append(": ")
                    .append(verdict(logs.get(i)))
                    .append("</li>\n");
        }
        html.append("</ol>\n");
    }

    /** As it is found again in the bars and the tables, where titles may be the same, or cut. */
    private String numbered(int index) {
        return (index + 1) + " " + logs.get(index).title();
    }

    private static String verdict(Logs.Log log) {
        return doubt(log)
                .map(doubt -> "<em>" + Html.text(doubt + ": " + reasons(log)) + "</em>")
                .orElse("believable");
    }

    /** Why a log's figures may not be the server's, in two words; empty if they may be believed. */
    private static Optional<String> doubt(Logs.Log log) {
        if (log.verdict().isEmpty()) {
            return Optional.of("no verdict");
        }
        return log.verdict().get().holds() ? Optional.empty() : Optional.of("no headline");
    }

    private static String reasons(Logs.Log log) {
        return log.verdict()
                .map(verdict -> String.join("; ", verdict.reasons()))
                .orElse("the log does not say how its run ended");
    }

    private static String meaning(String tag) {
        for (Metric metric : Metric.values()) {
            if (metric.tag().replace(' ', '-').equals(tag)) {
                return "Milliseconds " + metric.meaning() + ".";
            }
        }
        return "Milliseconds.";
    }

    private static String mainTag(Logs.Log log) {
        boolean isUsual = log.intervals().isEmpty() || log.intervals().containsKey(Metric.TOTAL.tag());
        return isUsual
                ? Metric.TOTAL.tag()
                : log.intervals().keySet().iterator().next();
    }

    // ---- plots ----

    private String rateOverTime() {
        List<SvgPlot.Line> lines = new ArrayList<>();
        double longest = logs.stream()
                .mapToDouble(log -> log.seconds(mainTag(log)))
                .filter(seconds -> seconds > 0)
                .max()
                .orElse(1);
        for (int i = 0; i < logs.size(); i++) {
            List<Histogram> intervals = logs.get(i).intervals().getOrDefault(mainTag(logs.get(i)), List.of());
            if (intervals.isEmpty()) {
                continue; // it did not come to measuring
            }
            long first = intervals.get(0).getStartTimeStamp();
            List<double[]> points = new ArrayList<>();
            for (Histogram interval : intervals) {
                double middle = ((interval.getStartTimeStamp() + interval.getEndTimeStamp()) / 2.0 - first) / 1e3;
                double seconds = Math.max(1, interval.getEndTimeStamp() - interval.getStartTimeStamp()) / 1e3;
                points.add(new double[] {middle / longest, interval.getTotalCount() / seconds});
            }
            lines.add(new SvgPlot.Line(i, points));
        }
        List<SvgPlot.Mark> marks = new ArrayList<>();
        double step = SvgPlot.niceStep(longest / 8);
        for (double at = 0; at <= longest * 1.0001; at += step) {
            marks.add(new SvgPlot.Mark(at / longest, SvgPlot.label(at)));
        }
        return SvgPlot.lines("seconds", "done per second", marks, lines);
    }

    /** Each nine of the percentile has the same width, as in HdrHistogram's own plots. */
    private String percentiles(String tag) {
        List<SvgPlot.Line> lines = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            Histogram total = logs.get(i).total(tag);
            if (total.getTotalCount() == 0) {
                continue;
            }
            double most = Math.min(MAX_NINES, Math.log10((double) total.getTotalCount()));
            List<double[]> points = new ArrayList<>();
            for (double nines = 0; nines <= most; nines += MAX_NINES / 200) {
                double percentile = 100 * (1 - Math.pow(10, -nines));
                points.add(new double[] {nines / MAX_NINES, total.getValueAtPercentile(percentile) / NANOS_PER_MILLI});
            }
            points.add(new double[] {most / MAX_NINES, total.getMaxValue() / NANOS_PER_MILLI});
            lines.add(new SvgPlot.Line(i, points));
        }
        return SvgPlot.lines("percentile", "ms", PERCENTILES, lines);
    }

    private String bars(ToDoubleFunction<Logs.Log> value, String unit) {
        List<SvgPlot.Bar> bars = new ArrayList<>();
        Set<String> common = commonParts();
        for (int i = 0; i < logs.size(); i++) {
            String number = (i + 1) + " ";
            String name = number + SvgPlot.shortened(ownParts(logs.get(i), common), SvgPlot.MAX_NAME - number.length());
            bars.add(new SvgPlot.Bar(name, value.applyAsDouble(logs.get(i)), doubt(logs.get(i))));
        }
        return SvgPlot.bars(bars, unit);
    }

    /** What all titles have: it tells none from the others, and there is little room beside a bar. */
    private Set<String> commonParts() {
        Set<String> common = new LinkedHashSet<>(parts(logs.get(0)));
        logs.forEach(log -> common.retainAll(parts(log)));
        return common;
    }

    private static List<String> parts(Logs.Log log) {
        return List.of(log.title().split(", ", -1));
    }

    private static String ownParts(Logs.Log log, Set<String> common) {
        String own = parts(log).stream().filter(part -> !common.contains(part)).collect(Collectors.joining(", "));
        return own.isEmpty() ? log.title() : own;
    }

    private static double rate(Logs.Log log, Histogram total) {
        double seconds = log.seconds(mainTag(log));
        return seconds > 0 ? total.getTotalCount() / seconds : 0;
    }

    private static double millis(Histogram times, double percentile) {
        return Percentiles.millis(times, percentile).orElse(Double.NaN);
    }

    // ---- numbers ----

    private void table(String tag) {
        html.append("<table>\n<tr><th>log<th>count<th>mean");
        Percentiles.SHOWN.forEach(percentile -> html.append("<th>").append(Percentiles.name(percentile)));
        html.append("<th>max</tr>\n");
        for (int i = 0; i < logs.size(); i++) {
            Histogram total = logs.get(i).total(tag);
            if (total.getTotalCount() == 0) {
                continue;
            }
            html.append("<tr><td>")
                    .append(Html.text(numbered(i)
                            + doubt(logs.get(i)).map(doubt -> ": " + doubt).orElse("")))
                    .append("<td>")
                    .append(total.getTotalCount())
                    .append(cell(Percentiles.millis(total.getMean() / NANOS_PER_MILLI)));
            Percentiles.SHOWN.forEach(percentile -> html.append(cell(Percentiles.text(total, percentile))));
            html.append(cell(Percentiles.millis(total.getMaxValue() / NANOS_PER_MILLI)))
                    .append("</tr>\n");
        }
        html.append("</table>\n");
    }

    private static String cell(String text) {
        return "<td>" + text;
    }
}
