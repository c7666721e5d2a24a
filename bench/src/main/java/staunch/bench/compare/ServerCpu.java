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

    private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

    /** @throws IOException if there is no such process, or this is not Linux */
    static ServerCpu of(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    static ServerCpu parse(String line) {
        ProcessStat stat = ProcessStat.parse(line);
        return new ServerCpu(stat.userTicks() * NANOS_PER_TICK, stat.systemTicks() * NANOS_PER_TICK);
    }

    ServerCpu since(ServerCpu earlier) {
        return new ServerCpu(userNanos - earlier.userNanos, systemNanos - earlier.systemNanos);
    }
}
