package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherProcessesTest {
    private static final int OF_A_PROGRAM = 0x0040_0100;
    private static final int OF_THE_KERNEL = 0x0020_8040;
    private static final int START = 7_000;

    @TempDir
    private Path proc;

    private void process(int id, int own, int childrens) throws IOException {
        process(id, OF_A_PROGRAM, own, childrens, START);
    }

    /** All are children of 1. */
    private void process(int id, int flags, int own, int childrens, int start) throws IOException {
        Path folder = Files.createDirectories(proc.resolve("" + id));
        Files.writeString(
                folder.resolve("stat"),
                id + " (name 1) 2) S 1 4711 4711 0 -1 " + flags + " 100 0 0 0 " + own + " 0 0 " + childrens
                        + " 20 0 12 0 " + start + " 1 2\n");
    }

    private void ends(int id) throws IOException {
        Files.delete(proc.resolve("" + id).resolve("stat"));
    }

    private OtherProcesses others() {
        return new OtherProcesses(proc, Set.of(4711L));
    }

    @Test
    void shouldAddUpWhatAllButTheMeasuredUse() throws IOException {
        process(1, 10, 0);
        process(4711, 100, 0);
        process(2, OF_THE_KERNEL, 100, 0, START);
        Files.createDirectory(proc.resolve("self"));
        Files.createDirectory(proc.resolve("99")); // has ended since its folder was listed
        OtherProcesses.Snapshot before = others().now();
        process(1, 13, 0);
        process(4711, 900, 0);
        process(2, OF_THE_KERNEL, 900, 0, START);
        process(3, 40, 0);
        assertEquals(43, others().now().ticksSince(before));
    }

    @Test
    void shouldCountWhatAChildUsedSinceWhenItsParentHasWaitedForIt() throws IOException {
        process(1, 10, 5);
        process(2, 300, 0);
        OtherProcesses.Snapshot before = others().now();
        ends(2);
        process(1, 10, 5 + 320);
        assertEquals(20, others().now().ticksSince(before));
    }

    /** Its time goes with it; that of others must not. */
    @Test
    void shouldNotTakeFromOthersWhatAProcessTookWithIt() throws IOException {
        process(1, 10, 0);
        process(2, 300, 0);
        OtherProcesses.Snapshot before = others().now();
        ends(2);
        process(1, 17, 0);
        assertEquals(7, others().now().ticksSince(before));
    }

    /** An ended child is its parent's, and takes nothing from what other parents' children used. */
    @Test
    void shouldNotTakeFromOtherParentsChildren() throws IOException {
        process(1, 10, 0);
        process(2, 300, 0);
        process(3, 10, 0);
        OtherProcesses.Snapshot before = others().now();
        ends(2);
        process(3, 10, 70);
        assertEquals(70, others().now().ticksSince(before));
    }

    @Test
    void shouldTellAProcessFromAnEarlierOneOfItsNumber() throws IOException {
        process(1, OF_A_PROGRAM, 300, 0, START);
        OtherProcesses.Snapshot before = others().now();
        process(1, OF_A_PROGRAM, 4, 0, START + 1);
        assertEquals(4, others().now().ticksSince(before));
    }

    @Test
    void shouldSeeNobodyWhereThereIsNoSuchFileSystem() {
        OtherProcesses.Snapshot nobody = new OtherProcesses(proc.resolve("nowhere"), Set.of()).now();
        assertEquals(0, nobody.ticksSince(nobody));
    }
}
