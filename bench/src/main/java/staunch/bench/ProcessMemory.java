package staunch.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The memory of a process: what is resident, as Linux tells it, and of our own what is in use. */
public final class ProcessMemory {
    /** Of anonymous and of shared memory: the pages of files the kernel takes away and brings back as it likes. */
    private static final Pattern RESIDENT = Pattern.compile("Rss(?:Anon|Shmem):\\s*(\\d+) kB");

    private ProcessMemory() {}

    /**
     * How many bytes of memory the process has in use: what is resident (RSS), without the pages of files such as libraries.
     *
     * @throws IOException if there is no such process, or no Linux to ask
     */
    public static long residentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            throw new IOException(
                    "the memory of process " + pid + " cannot be seen: is that its id, and is this Linux?");
        }
        return residentBytes(Files.readAllLines(status).stream());
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
        List<Matcher> found =
                lines.map(RESIDENT::matcher).filter(Matcher::matches).toList();
        if (found.isEmpty()) {
            throw new IOException("the process has ended");
        }
        return found.stream()
                .mapToLong(line -> Long.parseLong(line.group(1)) << 10)
                .sum();
    }
}
