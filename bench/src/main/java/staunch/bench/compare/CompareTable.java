package staunch.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The comparison as tables that are lines of text, and Markdown too. */
public final class CompareTable {
    /** So many scenarios beside one another still fit on a page. */
    private static final int COLUMNS = 6;

    private final Comparison comparison;
    private final List<String> lines = new ArrayList<>();

    private CompareTable(Comparison comparison) {
        this.comparison = comparison;
    }

    /** The lines. */
    public static List<String> of(Comparison comparison) {
        return new CompareTable(comparison).lines();
    }

    private List<String> lines() {
        for (Figure figure : Figure.values()) {
            List<Scenario> group = comparison.scenarios().stream()
                    .filter(scenario -> scenario.figure() == figure)
                    .toList();
            for (int from = 0; from < group.size(); from += COLUMNS) {
                table(group.subList(from, Math.min(group.size(), from + COLUMNS)), figure);
            }
        }
        lines.add("Behind each figure its ratio to " + comparison.reference()
                + "'s; less is better. * The figure is to be read with care, - there is none: the page says why.");
        lines.add(comparison.resolutionSentence());
        return lines;
    }

    private void table(List<Scenario> scenarios, Figure figure) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(figure.unit()));
        scenarios.forEach(scenario -> head.add(scenario.title()));
        rows.add(head);
        for (String arm : comparison.arms()) {
            List<String> row = new ArrayList<>(List.of(arm));
            scenarios.forEach(scenario -> row.add(text(arm, scenario)));
            rows.add(row);
        }
        write(rows);
    }

    private String text(String arm, Scenario scenario) {
        Optional<Comparison.Cell> found = comparison.cell(arm, scenario);
        if (found.isEmpty()) {
            return "-";
        }
        Comparison.Cell cell = found.get();
        String ratio = cell.ratio()
                .map(paired -> " (" + Numbers.ratio(paired.median()) + ")")
                .orElse("");
        return Numbers.number(cell.figure()) + ratio + (cell.remarks().isEmpty() ? "" : "*");
    }

    private void write(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            lines.add(row(rows.get(i), widths));
            if (i == 0) {
                lines.add(rule(widths));
            }
        }
        lines.add("");
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder row = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            row.append(' ')
                    .append(i == 0 ? cells.get(i) + padding : padding + cells.get(i))
                    .append(" |");
        }
        return row.toString();
    }

    private static String rule(int[] widths) {
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            rule.append("-".repeat(widths[i] + 1)).append(i == 0 ? "-|" : ":|");
        }
        return rule.toString();
    }
}
