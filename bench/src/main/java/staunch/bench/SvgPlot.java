package staunch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One plot as an SVG element: lines over two axes, or bars. Colours are the page's classes {@code s0}, {@code s1}, …, so that
 * one legend serves all plots. No script, and nothing from elsewhere.
 */
public final class SvgPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 76;
    private static final int RIGHT = 36;
    private static final int TOP = 14;
    private static final int BOTTOM = 42;
    /** How many lines an axis is divided by, about. */
    private static final int DIVISIONS = 5;
    /** How many characters of a name there is room for beside a bar. */
    static final int MAX_NAME = 38;

    /** One line: points of an x from 0 to 1, and a y in the axis's unit. */
    record Line(int series, List<double[]> points) {}

    /** A mark on the x axis: where, from 0 to 1, and what it says. */
    record Mark(double at, String label) {}

    private final StringBuilder svg = new StringBuilder();

    private SvgPlot() {}

    /** Lines over a linear y axis from 0. */
    static String lines(String xTitle, String yTitle, List<Mark> marks, List<Line> lines) {
        SvgPlot plot = new SvgPlot();
        double top = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point[1])
                .max()
                .orElse(1);
        double step = niceStep(top / DIVISIONS);
        double limit = Math.max(step, Math.ceil(top / step) * step);
        plot.begin(xTitle, yTitle);
        for (double y = 0; y <= limit * 1.0001; y += step) {
            plot.horizontal(y / limit, label(y));
        }
        marks.forEach(plot::vertical);
        lines.forEach(line -> plot.polyline(line, limit));
        return plot.end();
    }

    /**
     * One bar.
     *
     * @param name what is measured
     * @param value how long it is; not a number if there are too few samples for it
     * @param doubt why it may not be believed, in two words; empty if it may
     */
    record Bar(String name, double value, Optional<String> doubt) {}

    /** One bar for each value, from 0, each series in its colour, with the value beside it. */
    public static String bars(List<String> names, double[] values, String unit) {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            bars.add(new Bar(names.get(i), values[i], Optional.empty()));
        }
        return bars(bars, unit);
    }

    /** One bar for each, from 0, each series in its colour, paler if it is doubted, with the value and the doubt beside it. */
    static String bars(List<Bar> bars, String unit) {
        int rowHeight = 26;
        int labelWidth = 260;
        int roomForValue = bars.stream().allMatch(bar -> bar.doubt().isEmpty()) ? 130 : 200;
        double top = Math.max(
                Double.MIN_NORMAL,
                bars.stream()
                        .mapToDouble(Bar::value)
                        .filter(value -> !Double.isNaN(value))
                        .max()
                        .orElse(1));
        StringBuilder svg = new StringBuilder();
        svg.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, rowHeight * bars.size() + 4));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            boolean none = Double.isNaN(bar.value());
            double width = none ? 0 : (WIDTH - labelWidth - roomForValue) * bar.value() / top;
            int y = i * rowHeight;
            svg.append(format(
                    "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>",
                    labelWidth - 8, y + 18, Html.text(shortened(bar.name(), MAX_NAME))));
            svg.append(format(
                    "<rect class=\"s%d%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    i % Html.COLOURS,
                    bar.doubt().isPresent() ? " doubted" : "",
                    labelWidth,
                    y + 4,
                    Math.max(1, width),
                    rowHeight - 8));
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\">%s%s</text>",
                    labelWidth + width + 8,
                    y + 18,
                    none ? "too few samples" : label(bar.value()) + " " + unit,
                    bar.doubt().map(doubt -> ", " + Html.text(doubt)).orElse("")));
        }
        return svg.append("</svg>").toString();
    }

    /** By its end: what is compared differs there. */
    static String shortened(String name, int most) {
        int[] characters = name.codePoints().toArray();
        int left = Math.min(characters.length, most - 1);
        return characters.length <= most ? name : "…" + new String(characters, characters.length - left, left);
    }

    // ---- its parts ----

    private void begin(String xTitle, String yTitle) {
        svg.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT));
        svg.append(format(
                "<text class=\"mid\" x=\"%d\" y=\"%d\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, Html.text(xTitle)));
        svg.append(format(
                "<text class=\"mid\" transform=\"translate(14 %d) rotate(-90)\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, Html.text(yTitle)));
    }

    private void horizontal(double at, String label) {
        double y = y(at);
        svg.append(format(
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, y, y));
        svg.append(format("<text class=\"end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 6, y + 4, label));
    }

    private void vertical(Mark mark) {
        double x = x(mark.at());
        svg.append(format(
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x, TOP, HEIGHT - BOTTOM));
        svg.append(format(
                "<text class=\"mid\" x=\"%.1f\" y=\"%d\">%s</text>", x, HEIGHT - BOTTOM + 16, Html.text(mark.label())));
    }

    private void polyline(Line line, double limit) {
        List<String> points = new ArrayList<>();
        line.points().forEach(point -> points.add(format("%.1f,%.1f", x(point[0]), y(point[1] / limit))));
        svg.append(format(
                "<polyline class=\"line s%d\" points=\"%s\"/>",
                line.series() % Html.COLOURS, String.join(" ", points)));
    }

    private String end() {
        return svg.append("</svg>").toString();
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    /** The next of 1, 2, 5, 10, … times a power of ten. */
    static double niceStep(double atLeast) {
        if (atLeast <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String label(double value) {
        if (value == 0) {
            return "0";
        }
        return value >= 100 ? format("%.0f", value) : value >= 1 ? format("%.1f", value) : format("%.3f", value);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency worth having
    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
