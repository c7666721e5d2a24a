package staunch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of a process, as Linux tells it. */
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

    static long residentBytes(Stream<String> lines) throws IOException {
        String kibibytes = lines.filter(line -> line.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow(() -> new IOException("the process has ended"))
                .replaceAll("\\D", "");
        return Long.parseLong(kibibytes) * 1024;
    }
}
