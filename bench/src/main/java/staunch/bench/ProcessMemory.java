package staunch.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of a process: what is resident, as Linux tells it, and of our own what is in use. */
public final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";

    private ProcessMemory() {}

    /**
     * How many bytes of memory the process has in use (RSS).
     *
     * @throws IOException if there is no such process, or no Linux to ask
     */
    public static long residentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            throw new IOException(
                    "the memory of process " + pid + " cannot be seen: is that its id, and is this Linux?");
        }
        try (Stream<String> lines = Files.lines(status)) {
            return residentBytes(lines);
        }
    }

    /** How many bytes of this process's Java heap, once its garbage is collected, and of its direct buffers are in use. */
    public static long liveBytesHere() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
    }

    static long residentBytes(Stream<String> lines) throws IOException {
        String kibibytes = lines.filter(line -> line.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow(() -> new IOException("the process has ended"))
                .replaceAll("\\D", "");
        return Long.parseLong(kibibytes) * 1024;
    }
}
