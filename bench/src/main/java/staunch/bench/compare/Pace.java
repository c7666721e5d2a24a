package staunch.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How long what takes.
 *
 * @param generations how often all servers are started anew: two runs of one JVM differ, however long each of them is measured
 * @param rounds how often each server has its turn in a generation
 * @param warmUpSeconds how long each server of a generation works before the first round
 * @param settlingSeconds how long a scenario is done before it is measured
 * @param measuringSeconds how long a scenario is measured
 * @param scenarios which are measured
 */
public record Pace(
        int generations,
        int rounds,
        double warmUpSeconds,
        double settlingSeconds,
        double measuringSeconds,
        List<Scenario> scenarios) {
    /** More than half of what a server can do is, by experience, more than a client on one processor can measure. */
    private static final Set<Scenario> FULL_ONLY =
            Set.of(Scenario.AMONG_IDLE, Scenario.LATENCY_30, Scenario.LATENCY_70, Scenario.LATENCY_85, Scenario.IDLE);

    /** Hours, for figures to decide by. */
    public static final Pace FULL = new Pace(2, 5, 60, 1, 3, List.of(Scenario.values()));
    /** At most twenty minutes, for all servers there are. */
    public static final Pace QUICK = new Pace(
            1,
            2,
            55,
            0.2,
            1.2,
            Arrays.stream(Scenario.values())
                    .filter(scenario -> !FULL_ONLY.contains(scenario))
                    .toList());

    /** What opening connections, collecting sessions and the like take of a turn. */
    private static final double OVERHEAD_SECONDS = 4;

    private static final double MEMORY_SECONDS = 15;
    private static final double START_SECONDS = 1;

    /**
     * The same for some of the scenarios.
     *
     * @throws IllegalArgumentException if one of them is not among those of this pace, or needs another one
     */
    public Pace only(Set<Scenario> wanted) {
        for (Scenario scenario : wanted) {
            if (!scenarios.contains(scenario)) {
                throw new IllegalArgumentException(scenario.label() + " is not measured at this pace");
            }
            if (scenario.kind() == Scenario.Kind.SHARE_OF_CAPACITY && !wanted.contains(Scenario.REQUESTS_256)) {
                throw new IllegalArgumentException(scenario.label() + " is a share of what "
                        + Scenario.REQUESTS_256.label() + " finds: measure both");
            }
        }
        return new Pace(
                generations,
                rounds,
                warmUpSeconds,
                settlingSeconds,
                measuringSeconds,
                scenarios.stream().filter(wanted::contains).toList());
    }

    /** Whether servers are started for their memory alone, before the first round. */
    boolean looksAtMemory() {
        return scenarios.contains(Scenario.IDLE);
    }

    /** Whether anything else is looked at. */
    boolean looksAtLoad() {
        return scenarios.stream().anyMatch(scenario -> scenario.kind() != Scenario.Kind.IDLE);
    }

    /** About how long it takes for so many servers. */
    public double expectedSeconds(int arms) {
        double turn = OVERHEAD_SECONDS + scenarios.size() * (settlingSeconds + measuringSeconds);
        double memory = looksAtMemory() ? MEMORY_SECONDS : 0;
        return arms * generations * (memory + START_SECONDS + warmUpSeconds + rounds * turn);
    }
}
