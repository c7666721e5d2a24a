package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Who runs where, and who goes first. */
class ProcessorsTest {
    /** Of what stands behind the name in {@code /proc/PID/stat}, counted from 0: proc(5). */
    private static final int NICE = 16;

    private static int nice() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldHaveAThreadGiveWayAlone() throws Exception {
        int before = nice();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            int after = thread.submit(() -> {
                        Processors.giveWay();
                        return nice();
                    })
                    .get();
            assertEquals(before + 10, after);
            assertEquals(before, nice());
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void shouldRefuseOneProcessorForBoth() {
        assertThrows(IllegalArgumentException.class, () -> new Processors(1, 1));
    }
}
