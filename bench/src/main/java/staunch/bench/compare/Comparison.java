package staunch.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What the measurements say: of each server in each scenario the figure, and its ratio to the reference's. */
public final class Comparison {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * One server in one scenario. Each number is the median of its measurements.
     *
     * @param figure the scenario's figure
     * @param ratio to the reference's; empty if there was no pair
     * @param rate pieces of work per second
     * @param p50Millis the median time of a piece of work
     * @param p99Millis what 99 of 100 took at most
     * @param systemShare the share of the server's CPU time in the kernel
     * @param remarks what is to be known beside it
     */
    public record Cell(
            double figure,
            Optional<PairedRatios> ratio,
            double rate,
            double p50Millis,
            double p99Millis,
            double systemShare,
            Set<String> remarks) {}

    private final List<String> arms;
    private final List<Scenario> scenarios;
    private final String reference;
    private final Map<String, Map<Scenario, List<Measurement>>> measured = new LinkedHashMap<>();

    private Comparison(List<String> arms, List<Scenario> scenarios, String reference) {
        this.arms = arms;
        this.scenarios = scenarios;
        this.reference = reference;
    }

    /**
     * Compares.
     *
     * @param measurements of any number of turns
     * @param arms the servers, in the order in which they are shown
     * @param reference whose figures the others are divided by
     * @throws IllegalArgumentException if the reference is none of the servers
     */
    public static Comparison of(List<Measurement> measurements, List<String> arms, String reference) {
        if (!arms.contains(reference)) {
            throw new IllegalArgumentException("the reference " + reference + " is none of the servers: " + arms);
        }
        Set<Scenario> scenarios = new TreeSet<>();
        measurements.forEach(measurement -> scenarios.add(measurement.scenario()));
        Comparison comparison = new Comparison(List.copyOf(arms), List.copyOf(scenarios), reference);
        measurements.forEach(measurement -> comparison
                .measured
                .computeIfAbsent(measurement.turn().arm(), arm -> new LinkedHashMap<>())
                .computeIfAbsent(measurement.scenario(), scenario -> new ArrayList<>())
                .add(measurement));
        return comparison;
    }

    /** The servers, in order. */
    public List<String> arms() {
        return arms;
    }

    /** What was measured. */
    public List<Scenario> scenarios() {
        return scenarios;
    }

    /** Whose figures the others are divided by. */
    public String reference() {
        return reference;
    }

    private List<Measurement> all(String arm, Scenario scenario) {
        return measured.getOrDefault(arm, Map.of()).getOrDefault(scenario, List.of());
    }

    /** One server in one scenario; empty if it has no figure there. */
    public Optional<Cell> cell(String arm, Scenario scenario) {
        List<Measurement> good = all(arm, scenario).stream()
                .filter(measurement -> measurement.figure().isPresent())
                .toList();
        if (good.isEmpty()) {
            return Optional.empty();
        }
        Set<String> remarks = new LinkedHashSet<>();
        good.stream()
                .map(Measurement::remark)
                .filter(remark -> !remark.isEmpty())
                .forEach(remarks::add);
        return Optional.of(new Cell(
                median(good, measurement -> measurement.figure().orElseThrow()),
                ratio(arm, reference, scenario),
                median(good, Measurement::rate),
                median(good, measurement -> measurement.p50Nanos() / NANOS_PER_MILLI),
                median(good, measurement -> measurement.p99Nanos() / NANOS_PER_MILLI),
                median(good, Measurement::systemShare),
                remarks));
    }

    private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
        return PairedRatios.median(
                measurements.stream().mapToDouble(value).sorted().toArray());
    }

    /** Why a server has no figure in a scenario, in whatever words there are. */
    public Set<String> refusals(String arm, Scenario scenario) {
        Set<String> refusals = new LinkedHashSet<>();
        all(arm, scenario).stream()
                .map(Measurement::refusal)
                .filter(refusal -> !refusal.isEmpty())
                .forEach(refusals::add);
        return refusals;
    }

    /** One server's figures over another's, by pairs of the same round. */
    Optional<PairedRatios> ratio(String arm, String other, Scenario scenario) {
        Map<String, Double> figures = new LinkedHashMap<>();
        all(other, scenario)
                .forEach(measurement ->
                        measurement.figure().ifPresent(figure -> figures.put(pairing(measurement.turn()), figure)));
        List<Double> ratios = new ArrayList<>();
        for (Measurement measurement : all(arm, scenario)) {
            Double against = figures.get(pairing(measurement.turn()));
            if (against != null && against > 0) {
                measurement.figure().ifPresent(figure -> ratios.add(figure / against));
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(PairedRatios.of(ratios));
    }

    private static String pairing(Turn turn) {
        return turn.generation() + "." + turn.round();
    }

    /** How far one server was from itself in a scenario: no smaller difference means anything. */
    public Optional<Double> resolution(Scenario scenario) {
        return ratio(Arm.AGAIN.name(), Arm.STAUNCH.name(), scenario).map(PairedRatios::farthestFromOne);
    }

    /** The sentence about which differences mean something. */
    public String resolutionSentence() {
        List<String> parts = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            resolution(scenario)
                    .ifPresent(resolved -> parts.add(scenario.title() + " " + Numbers.number(100 * resolved) + " %"));
        }
        return parts.isEmpty()
                ? "Without a second " + Arm.STAUNCH.name() + " (" + Arm.AGAIN.name()
                        + ") nothing says which differences mean something."
                : "The same server, run twice, differed from itself by up to: " + String.join(", ", parts)
                        + ". No smaller difference means anything.";
    }

    // ---- for programs ----

    /** Everything, with strings, numbers, lists and maps. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reference", reference);
        List<Object> list = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("scenario", scenario.name());
            entry.put("title", scenario.title());
            entry.put("unit", scenario.figure().unit());
            resolution(scenario).ifPresent(resolved -> entry.put("resolution", resolved));
            Map<String, Object> servers = new LinkedHashMap<>();
            arms.forEach(arm -> servers.put(arm, map(arm, scenario)));
            entry.put("servers", servers);
            list.add(entry);
        }
        map.put("scenarios", list);
        return map;
    }

    private Map<String, Object> map(String arm, Scenario scenario) {
        Map<String, Object> map = new LinkedHashMap<>();
        cell(arm, scenario).ifPresent(cell -> {
            map.put("figure", cell.figure());
            cell.ratio().ifPresent(ratio -> {
                map.put("ratio", ratio.median());
                map.put("ratioLow", ratio.low());
                map.put("ratioHigh", ratio.high());
                map.put("pairs", ratio.pairs());
            });
            map.put("perSecond", cell.rate());
            map.put("p50Millis", cell.p50Millis());
            map.put("p99Millis", cell.p99Millis());
            map.put("systemShare", cell.systemShare());
            map.put("remarks", List.copyOf(cell.remarks()));
        });
        Set<String> refusals = refusals(arm, scenario);
        if (!refusals.isEmpty()) {
            map.put("refusals", List.copyOf(refusals));
        }
        return map;
    }
}
