package staunch.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A page about microbenchmarks: for each class the times as bars, and a table with bytes and ratios. As {@link ReportPage}. */
public final class MicroPage {
    private final List<MicroScore> scores;
    private final StringBuilder html = new StringBuilder();

    private MicroPage(List<MicroScore> scores) {
        this.scores = scores;
    }

    /**
     * The page's text.
     *
     * @param about one line: on what and how it was measured
     */
    public static String of(String about, List<MicroScore> scores) {
        return new MicroPage(scores).page(about);
    }

    private String page(String about) {
        html.append(ReportPage.head("Staunch microbenchmarks")).append("<p>");
        html.append(Html.text(about)).append("</p>\n");
        html.append(
                        "<p>Bytes are what an operation allocates on the heap. A ratio, and the bytes behind it, are to the same ")
                .append("operation of the bare engine.</p>\n");
        Map<String, List<MicroScore>> groups = new LinkedHashMap<>();
        scores.forEach(score -> groups.computeIfAbsent(score.group() + ", " + score.unit(), group -> new ArrayList<>())
                .add(score));
        groups.forEach(this::group);
        return html.append("</body>\n</html>\n").toString();
    }

    private void group(String title, List<MicroScore> group) {
        html.append("<h2>").append(Html.text(title)).append("</h2>\n");
        html.append(SvgPlot.bars(
                        group.stream().map(MicroScore::title).toList(),
                        group.stream().mapToDouble(MicroScore::value).toArray(),
                        group.get(0).unit()))
                .append("\n<table>\n<tr><th>operation<th>time<th>±<th>bytes<th>ratio<th>bytes of ours</tr>\n");
        group.forEach(this::row);
        html.append("</table>\n");
    }

    private void row(MicroScore score) {
        Optional<MicroScore> control =
                scores.stream().filter(score::isMeasuredAgainst).findFirst();
        html.append("<tr><td>").append(Html.text(score.title()));
        cell("%.2f", score.value());
        cell("%.2f", score.error());
        cell("%.0f", score.bytes());
        cell("%.2f", control.map(bare -> score.value() / bare.value()).orElse(Double.NaN));
        cell("%.0f", control.map(bare -> score.bytes() - bare.bytes()).orElse(Double.NaN));
        html.append("</tr>\n");
    }

    private void cell(String form, double value) {
        html.append("<td>").append(Double.isNaN(value) ? "" : String.format(Locale.ROOT, form, value));
    }
}
