package staunch.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What others on this machine use of its processors: as far as this process may see them, which in a container are its own.
 * Threads of the kernel are no others: what they do may be the traffic of those that are measured.
 *
 * @param proc the file system of processes, {@code /proc}
 * @param measured those that are not meant, by their ids: the server and its client
 */
record OtherProcesses(Path proc, Set<Long> measured) {
    private static final Path PROC = Path.of("/proc");

    /** All but this process and the server. */
    static OtherProcesses besides(long serverPid) {
        return new OtherProcesses(
                PROC, Set.of(serverPid, ProcessHandle.current().pid()));
    }

    /**
     * CPU times at one moment.
     *
     * @param byProcess by id and start, as ids are used again
     */
    record Snapshot(Map<String, ProcessStat> byProcess) {
        /**
         * The CPU time that was used since {@code earlier}, in Linux's ticks of a hundredth of a second; of processes that have
         * ended meanwhile too, if somebody waited for them.
         */
        long ticksSince(Snapshot earlier) {
            long own = 0;
            long childrens = 0;
            for (Map.Entry<String, ProcessStat> entry : byProcess.entrySet()) {
                ProcessStat before = earlier.byProcess.getOrDefault(entry.getKey(), ProcessStat.UNBORN);
                own += entry.getValue().ownTicks() - before.ownTicks();
                childrens += entry.getValue().childrensTicks() - before.childrensTicks();
            }
            long endeds = earlier.byProcess.entrySet().stream()
                    .filter(entry -> !byProcess.containsKey(entry.getKey()))
                    .mapToLong(entry ->
                            entry.getValue().ownTicks() + entry.getValue().childrensTicks())
                    .sum();
            return own
                    + Math.max(
                            0,
                            childrens - endeds); // who waits for a child has all of its time, also what was used before
        }
    }

    /** What there is now; nothing if this is not Linux. */
    Snapshot now() {
        Map<String, ProcessStat> byProcess = new HashMap<>();
        for (Path process : processes()) {
            try {
                ProcessStat stat = ProcessStat.parse(Files.readString(process.resolve("stat")));
                if (!stat.isOfTheKernel()) {
                    byProcess.put(process.getFileName() + " " + stat.startTicks(), stat);
                }
            } catch (IOException endedMeanwhile) {
                assert endedMeanwhile != null;
            }
        }
        return new Snapshot(byProcess);
    }

    private List<Path> processes() {
        try (Stream<Path> entries = Files.list(proc)) {
            return entries.filter(this::isAnother).toList();
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    private boolean isAnother(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.chars().allMatch(Character::isDigit) && !measured.contains(Long.parseLong(name));
    }
}
