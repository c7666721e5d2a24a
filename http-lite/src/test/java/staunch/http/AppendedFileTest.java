package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, open files cannot be moved")
class AppendedFileTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private Path log;
    private AppendedFile file;
    private long nanos;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temporary.resolve("logs"));
        log = folder.resolve("access.log");
        Files.writeString(log, "before\n");
        file = AppendedFile.open(log, () -> nanos);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private void write(String line) throws IOException {
        file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void shouldAppend() throws IOException {
        write("first");
        pass(AppendedFile.LOOK_MILLIS);
        write("second");
        assertEquals(List.of("before", "first", "second"), Files.readAllLines(log));
    }

    @Test
    void shouldGoOnInANewFileWhenItsOwnWasMovedAway() throws IOException {
        Path moved = Files.move(log, folder.resolve("access.log.1"));
        pass(AppendedFile.LOOK_MILLIS - 1);
        write("not looked yet");
        pass(1);
        write("new");
        write("newer");
        assertEquals(List.of("before", "not looked yet"), Files.readAllLines(moved));
        assertEquals(List.of("new", "newer"), Files.readAllLines(log));
    }

    @Test
    void shouldGoOnInTheFileThatWasPutInItsPlace() throws IOException {
        Path moved = Files.move(log, folder.resolve("access.log.1"));
        Files.writeString(log, "made by who rotates\n");
        pass(AppendedFile.LOOK_MILLIS);
        write("new");
        assertEquals(List.of("before"), Files.readAllLines(moved));
        assertEquals(List.of("made by who rotates", "new"), Files.readAllLines(log));
    }

    @Test
    void shouldGoOnAtTheBeginningWhenItsOwnWasCut() throws IOException {
        Files.writeString(log, "");
        write("new");
        assertEquals(List.of("new"), Files.readAllLines(log));
    }

    /** What would be written to a file that has no name any more is lost: better to say so. */
    @Test
    void shouldFailUntilThereIsAFileAgain() throws IOException {
        Path away = Files.move(folder, temporary.resolve("away"));
        pass(AppendedFile.LOOK_MILLIS);
        assertThrows(IOException.class, () -> write("lost"));
        assertThrows(IOException.class, () -> write("lost"));
        Files.createDirectory(folder);
        write("new");
        assertEquals(List.of("new"), Files.readAllLines(log));
        assertEquals(List.of("before"), Files.readAllLines(away.resolve("access.log")));
    }
}
