package staunch.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import staunch.bench.Html;
import staunch.bench.ReportPage;
import staunch.bench.SvgPlot;

/** The comparison as a page: for each scenario bars, and a table with all there is to know. As {@link ReportPage}. */
public final class ComparePage {
    private final Comparison comparison;
    private final StringBuilder html = new StringBuilder();

    private ComparePage(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * The page's text.
     *
     * @param about one line: on what and how it was measured
     * @param left servers that could not be measured, and why
     */
    public static String of(Comparison comparison, String about, List<String> left) {
        return new ComparePage(comparison).page(about, left);
    }

    private String page(String about, List<String> left) {
        html.append(ReportPage.head("Servers compared"));
        paragraph(about);
        paragraph("Of all figures, less is better. A ratio is to " + comparison.reference()
                + ", the median of pairs of the same round; behind it is where it lies with 95 %, or with fewer than six"
                + " pairs the least and the largest of them.");
        paragraph(comparison.resolutionSentence());
        left.forEach(this::paragraph);
        comparison.scenarios().forEach(this::scenario);
        return html.append("</body>\n</html>\n").toString();
    }

    private void paragraph(String text) {
        html.append("<p>").append(Html.text(text)).append("</p>\n");
    }

    private void scenario(Scenario scenario) {
        html.append("<h2 id=\"")
                .append(scenario.name())
                .append("\">")
                .append(Html.text(scenario.title() + ": " + scenario.figure().unit()))
                .append("</h2>\n");
        List<String> names = new ArrayList<>();
        List<Double> figures = new ArrayList<>();
        for (String arm : comparison.arms()) {
            comparison.cell(arm, scenario).ifPresent(cell -> {
                names.add(arm);
                figures.add(cell.figure());
            });
        }
        html.append(SvgPlot.bars(
                names, figures.stream().mapToDouble(Double::doubleValue).toArray(), ""));
        html.append("\n<table>\n<tr><th>server<th>")
                .append(Html.text(scenario.figure().unit()))
                .append("<th>ratio<th>from – to<th>in the kernel<th>per second<th>p50 ms<th>p99 ms</tr>\n");
        comparison.arms().forEach(arm -> row(arm, scenario));
        html.append("</table>\n");
    }

    private void row(String arm, Scenario scenario) {
        html.append("<tr><td>").append(Html.text(arm));
        Optional<Comparison.Cell> found = comparison.cell(arm, scenario);
        if (found.isPresent()) {
            cells(found.get());
        } else {
            html.append("<td>-".repeat(7));
        }
        html.append("</tr>\n");
        found.ifPresent(cell -> notes("With care", cell.remarks()));
        notes("Refused", comparison.refusals(arm, scenario));
    }

    private void cells(Comparison.Cell cell) {
        cell(Numbers.number(cell.figure()));
        cell(cell.ratio().map(ratio -> Numbers.ratio(ratio.median())).orElse("-"));
        cell(cell.ratio()
                .map(ratio -> Numbers.ratio(ratio.low()) + " – " + Numbers.ratio(ratio.high()))
                .orElse("-"));
        cell(Numbers.number(100 * cell.systemShare()) + " %");
        cell(Numbers.number(cell.rate()));
        percentile(cell.p50Millis());
        percentile(cell.p99Millis());
    }

    private void percentile(double millis) {
        cell(millis > 0 ? Numbers.number(millis) : "-");
    }

    private void cell(String text) {
        html.append("<td>").append(Html.text(text));
    }

    private void notes(String word, Set<String> notes) {
        notes.forEach(note -> html.append("<tr><td colspan=\"8\"><small>")
                .append(Html.text(word + ": " + note))
                .append("</small></tr>\n"));
    }
}
