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

    /** A process, by its id and when it began, as ids are used again. */
    private record Id(long pid, long startTicks) {}

    /** CPU times at one moment. */
    record Snapshot(Map<Id, ProcessStat> byId) {
        /**
         * The CPU time that was used since {@code earlier}, in Linux's ticks of a hundredth of a second; of processes that have
         * ended meanwhile too, if somebody waited for them.
         */
        long ticksSince(Snapshot earlier) {
            // Who waits for a child has all of its time, also what was used before.
            Map<Long, Long> endedByParent = new HashMap<>();
            earlier.byId.forEach((id, stat) -> {
                if (!byId.containsKey(id)) {
                    endedByParent.merge(stat.parent(), stat.allTicks(), Long::sum);
                }
            });
            long ticks = 0;
            for (Map.Entry<Id, ProcessStat> entry : byId.entrySet()) {
                ProcessStat now = entry.getValue();
                ProcessStat before = earlier.byId.getOrDefault(entry.getKey(), ProcessStat.UNBORN);
                long childrens = now.childrensTicks()
                        - before.childrensTicks()
                        - endedByParent.getOrDefault(entry.getKey().pid(), 0L);
                ticks += now.ownTicks() - before.ownTicks() + Math.max(0, childrens);
            }
            return ticks;
        }
    }

    /** What there is now; nothing if this is not Linux. */
    Snapshot now() {
        Map<Id, ProcessStat> byId = new HashMap<>();
        for (Path process : processes()) {
            try {
                ProcessStat stat = ProcessStat.parse(Files.readString(process.resolve("stat")));
                if (!stat.isOfTheKernel()) {
                    byId.put(new Id(pid(process), stat.startTicks()), stat);
                }
            } catch (IOException endedMeanwhile) {
                assert endedMeanwhile != null;
            }
        }
        return new Snapshot(byId);
    }

    private List<Path> processes() {
        try (Stream<Path> entries = Files.list(proc)) {
            return entries.filter(this::isAnother).toList();
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    private boolean isAnother(Path entry) {
        return String.valueOf(entry.getFileName()).chars().allMatch(Character::isDigit)
                && !measured.contains(pid(entry));
    }

    private static long pid(Path process) {
        return Long.parseLong(String.valueOf(process.getFileName()));
    }
}
