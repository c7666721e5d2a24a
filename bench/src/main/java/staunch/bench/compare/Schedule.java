package staunch.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who has a turn when: in each round everybody, in one round forwards and in the next backwards. */
final class Schedule {
    private Schedule() {}

    /** The turns of a generation, those for memory first. */
    static List<Turn> turns(int generation, int rounds, List<String> arms) {
        List<Turn> turns = new ArrayList<>();
        List<String> order = new ArrayList<>(arms);
        for (int round = Turn.MEMORY; round <= rounds; round++) {
            for (String arm : order) {
                turns.add(new Turn(generation, round, arm));
            }
            Collections.reverse(order);
        }
        return turns;
    }
}
