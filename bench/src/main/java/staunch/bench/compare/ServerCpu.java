package staunch.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * CPU time of a process, of all its threads, those that have ended too.
 *
 * @param userNanos in user mode
 * @param systemNanos in the kernel
 */
record ServerCpu(long userNanos, long systemNanos) {
    static final ServerCpu NONE = new ServerCpu(0, 0);

    /** Linux counts in hundredths of a second towards programs (USER_HZ), whatever its own clock. */
    private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;
    /** Places of utime and stime in {@code /proc/PID/stat}, behind the name in brackets (proc(5)). */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** @throws IOException if there is no such process, or this is not Linux */
    static ServerCpu of(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    static ServerCpu parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return new ServerCpu(
                Long.parseLong(fields[USER]) * NANOS_PER_TICK, Long.parseLong(fields[SYSTEM]) * NANOS_PER_TICK);
    }

    ServerCpu since(ServerCpu earlier) {
        return new ServerCpu(userNanos - earlier.userNanos, systemNanos - earlier.systemNanos);
    }
}
