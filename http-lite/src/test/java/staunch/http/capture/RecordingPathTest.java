package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RecordingPathTest {
    private static final int STARTERS = 4;
    private static final int ROUNDS = 50;

    @TempDir
    Path folder;

    private Path old(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "old");
    }

    private static void write(RecordingPath path, String text) throws IOException {
        path.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String refusal(Path name) {
        String said = assertThrows(FileSystemException.class, () -> RecordingPath.open(name))
                .getMessage();
        assertTrue(said.endsWith("is being recorded to: name another"), said);
        return said;
    }

    @Test
    void shouldReplaceAFileOnlyWhenItIsPutInPlace() throws IOException {
        Path name = old("a.har");
        try (RecordingPath path = RecordingPath.open(name)) {
            write(path, "ne");
            assertEquals("old", Files.readString(name));
            path.putInPlace();
            write(path, "w");
        }
        assertEquals("new", Files.readString(name));
        assertEquals(List.of("a.har"), files());
    }

    @Test
    void shouldLeaveNothingBehindWithoutBeingPutInPlace() throws IOException {
        Path there = old("there.har");
        try (RecordingPath one = RecordingPath.open(there);
                RecordingPath other = RecordingPath.open(folder.resolve("none.har"))) {
            write(one, "new");
            write(other, "new");
        }
        assertEquals(List.of("there.har"), files());
        assertEquals("old", Files.readString(there));
        RecordingPath.open(there).close();
    }

    @Test
    void shouldReplaceAFileThatIsReadOnly() throws IOException {
        Path name = old("a.har");
        Files.setPosixFilePermissions(name, PosixFilePermissions.fromString("r--------"));
        try (RecordingPath path = RecordingPath.open(name)) {
            refusal(name);
            path.putInPlace();
            write(path, "new");
        }
        assertEquals("new", Files.readString(name));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(name)));
    }

    @Test
    void shouldNotReplaceWhatHasTakenTheNameMeanwhile() throws IOException {
        Path name = old("a.har");
        try (RecordingPath path = RecordingPath.open(name)) {
            Files.move(name, folder.resolve("moved.har"));
            Files.writeString(name, "somebody's");
            String said =
                    assertThrows(FileSystemException.class, path::putInPlace).getMessage();
            assertTrue(said.endsWith("is being recorded to: name another"), said);
        }
        assertEquals("somebody's", Files.readString(name));
        assertEquals(2, files().size());
    }

    @Test
    void shouldNotBePutInPlaceOnceItIsClosedOrItsNameIsAnothers() throws IOException {
        Path name = folder.resolve("a.har");
        RecordingPath closed = RecordingPath.open(name);
        closed.close();
        assertThrows(FileSystemException.class, closed::putInPlace);
        try (RecordingPath path = RecordingPath.open(name)) {
            Files.delete(name);
            Files.writeString(name, "somebody's");
            assertThrows(FileSystemException.class, path::putInPlace);
        }
        assertEquals("somebody's", Files.readString(name));
    }

    // ---- who else wants to record ----

    /** What is closed in this process takes the process's locks with it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepOthersOutAfterItRefusedASecondOfItsProcess(boolean isThere) throws Exception {
        Path name = isThere ? old("a.har") : folder.resolve("a.har");
        try (RecordingPath path = RecordingPath.open(name)) {
            String refusal = refusal(name);
            try (RecordingElsewhere other = RecordingElsewhere.start(name)) {
                assertEquals(refusal, other.said());
            }
            path.putInPlace();
            refusal(name);
            try (RecordingElsewhere other = RecordingElsewhere.start(name)) {
                assertEquals(refusal, other.said());
            }
            write(path, "new");
        }
        assertEquals("new", Files.readString(name));
        try (RecordingElsewhere other = RecordingElsewhere.start(name)) {
            assertEquals(RecordingElsewhere.RECORDING, other.said());
            refusal(name);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetOneOfSeveralStartersRecord(boolean isThere) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path name = isThere ? old("a" + round) : folder.resolve("a" + round);
            Queue<RecordingPath> recorded = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<String>> starters = IntStream.range(0, STARTERS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        try {
                            RecordingPath path = RecordingPath.open(name);
                            recorded.add(path); // held until all have tried
                            path.putInPlace();
                            write(path, "" + i);
                            return "" + i;
                        } catch (IOException e) {
                            return e.getMessage();
                        }
                    }))
                    .toList();
            List<String> said = new ArrayList<>();
            for (CompletableFuture<String> starter : starters) {
                said.add(starter.get());
            }
            recorded.remove().close();
            assertTrue(said.remove(Files.readString(name)), said::toString);
            assertEquals(
                    List.of(name + ": is being recorded to: name another"),
                    said.stream().distinct().toList());
        }
        assertEquals(ROUNDS, files().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetOneOfSeveralProcessesRecord(boolean isThere) throws Exception {
        Path name = isThere ? old("a.har") : folder.resolve("a.har");
        try (RecordingElsewhere first = RecordingElsewhere.start(name);
                RecordingElsewhere second = RecordingElsewhere.start(name);
                RecordingElsewhere third = RecordingElsewhere.start(name)) {
            List<String> said = new ArrayList<>(List.of(first.said(), second.said(), third.said()));
            assertTrue(said.remove(RecordingElsewhere.RECORDING), said::toString);
            String refusal = name + ": is being recorded to: name another";
            assertEquals(List.of(refusal, refusal), said);
        }
        assertEquals(List.of("a.har"), files());
    }
}
