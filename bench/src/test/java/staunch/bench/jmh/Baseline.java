package staunch.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What each step of ours may cost, as {@code bench/baseline.txt} says. There is no time in it: ratios to the bare engine, and
 * bytes, which do not depend on the machine.
 */
final class Baseline {
    /** How much more than its ratio a step may take: machines differ, and some are busy. */
    static final double RATIO_TOLERANCE = 1.5;

    private static final String ADVICE =
            "If that is not meant, find what made it so. If it is meant, say why in the commit,"
                    + " and let these be the lines of bench/baseline.txt:";

    private final Map<String, Allowed> rows = new LinkedHashMap<>();

    /**
     * @param ratio to the time of the bare engine; empty where there is none to compare with
     * @param bytes of ours, for an operation
     * @param toleranceBytes how many more there may be
     */
    record Allowed(OptionalDouble ratio, double bytes, double toleranceBytes) {}

    /**
     * What was found.
     *
     * @param ratio empty where there is nothing to compare with
     */
    record Measured(String step, OptionalDouble ratio, double bytes) {}

    private Baseline() {}

    static Baseline read(Path file) throws IOException {
        return of(Files.readAllLines(file));
    }

    /** Of lines of a name, a ratio or {@code -}, bytes, and how many more are tolerated; {@code #} begins a comment. */
    static Baseline of(List<String> lines) {
        Baseline baseline = new Baseline();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (words.length != 4) {
                throw new IllegalArgumentException("a line of the baseline has a name and three numbers, not: " + line);
            }
            OptionalDouble ratio =
                    words[1].equals("-") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(words[1]));
            baseline.rows.put(words[0], new Allowed(ratio, Double.parseDouble(words[2]), Double.parseDouble(words[3])));
        }
        return baseline;
    }

    /** The steps that cost more than they may, or are not in the baseline. */
    List<Measured> exceeding(List<Measured> found) {
        return found.stream()
                .filter(measured -> !complaints(measured).isEmpty())
                .toList();
    }

    /** What is wrong, and what to do, for people; empty if nothing is. */
    String verdict(List<Measured> found) {
        List<String> complaints = new ArrayList<>();
        found.forEach(measured -> complaints.addAll(complaints(measured)));
        rows.keySet().stream()
                .filter(step ->
                        found.stream().noneMatch(measured -> measured.step().equals(step)))
                .forEach(step -> complaints.add(step + " is in the baseline and was not measured"));
        if (complaints.isEmpty()) {
            return "";
        }
        List<String> text = new ArrayList<>(complaints);
        text.add(ADVICE);
        exceeding(found).forEach(measured -> text.add("  " + line(measured)));
        return String.join("\n", text);
    }

    private List<String> complaints(Measured measured) {
        Allowed allowed = rows.get(measured.step());
        if (allowed == null) {
            return List.of(measured.step() + " was measured and is not in the baseline");
        }
        List<String> complaints = new ArrayList<>();
        if (measured.bytes() > allowed.bytes() + allowed.toleranceBytes()) {
            complaints.add(format(
                    "%s allocates %.0f bytes of ours for each operation; the baseline has %.0f, and tolerates %.0f more",
                    measured.step(), measured.bytes(), allowed.bytes(), allowed.toleranceBytes()));
        }
        if (measured.ratio().isPresent() != allowed.ratio().isPresent()) {
            complaints.add(
                    measured.step() + " has a ratio in the baseline and not in the measurement, or the other way");
        } else if (measured.ratio().orElse(0) > allowed.ratio().orElse(0) * RATIO_TOLERANCE) {
            complaints.add(format(
                    "%s takes %.2f times as long as the bare engine; the baseline has %.2f, and %.2f would be tolerated",
                    measured.step(),
                    measured.ratio().getAsDouble(),
                    allowed.ratio().getAsDouble(),
                    allowed.ratio().getAsDouble() * RATIO_TOLERANCE));
        }
        return complaints;
    }

    /** As it stands in the file. */
    private String line(Measured measured) {
        Allowed allowed = rows.get(measured.step());
        String ratio =
                measured.ratio().isPresent() ? format("%.2f", measured.ratio().getAsDouble()) : "-";
        return format(
                "%-18s %6s %7d %7.0f",
                measured.step(),
                ratio,
                Math.max(0, Math.round(measured.bytes())),
                allowed == null ? 0 : allowed.toleranceBytes());
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
