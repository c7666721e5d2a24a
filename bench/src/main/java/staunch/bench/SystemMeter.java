package staunch.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Asks the system. Linux tells how long a thread waited for a processor ({@code schedstat}); elsewhere only how long it ran
 * is known.
 */
public final class SystemMeter implements Meter {
    private static final Path SCHEDULING = Path.of("/proc/thread-self/schedstat");
    private static final Path MACHINE = Path.of("/proc/stat");
    /** The place of stolen time in the first line of {@code /proc/stat}, behind user, nice, system, idle, iowait, irq, softirq. */
    private static final int STOLEN = 7;

    /** The system has no state of ours. */
    public SystemMeter() {}

    @Override
    public long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }

    @Override
    public long threadBusyNanos() {
        try {
            String[] fields = Files.readString(SCHEDULING).strip().split(" ", -1);
            return Long.parseLong(fields[0]) + Long.parseLong(fields[1]);
        } catch (IOException noSuchFile) {
            return Math.max(0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        }
    }

    @Override
    public MachineTime machineTime() {
        try (Stream<String> lines = Files.lines(MACHINE)) {
            long[] times = lines.findFirst().stream()
                    .flatMap(line -> Stream.of(line.split(" +")).skip(1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            // Guests' time, behind it, is in the users' already.
            return new MachineTime(
                    times[STOLEN], LongStream.of(times).limit(STOLEN + 1).sum());
        } catch (IOException noSuchFile) {
            return new MachineTime(0, 0);
        }
    }
}
