package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CaptureFileTest {
    /** Held, or its level is collected with it. */
    private static final Logger LOGGER = Logger.getLogger("staunch.http.capture.CaptureFile");

    @AfterAll
    static void loudAgain() {
        LOGGER.setLevel(null);
    }

    private static Supplier<byte[]> piece(String text) {
        return () -> text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A stream that waits until the test lets it go on, or fails. */
    private static final class Disk extends OutputStream {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final Semaphore asked = new Semaphore(0);
        final Semaphore allowed = new Semaphore(0);
        volatile boolean full;
        final Semaphore ended = new Semaphore(0);
        volatile boolean closed;

        @Override
        public void write(int b) {
            throw new AssertionError("a piece is written whole");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            asked.release();
            allowed.acquireUninterruptibly();
            if (full) {
                throw new IOException("No space left on device");
            }
            written.write(bytes);
        }

        @Override
        public void close() {
            closed = true;
            ended.release();
        }
    }

    @Test
    void shouldLoseWhatDoesNotFitAndGoOn() {
        Disk disk = new Disk();
        CaptureFile file = CaptureFile.to(disk, "test", 100);
        file.write(0, 60, piece("a"));
        disk.asked.acquireUninterruptibly();
        file.write(0, 41, piece("never"));
        assertEquals(1, file.lost());
        file.write(0, 40, piece("b"));
        assertEquals(100, file.heldBytes());
        disk.allowed.release(3);
        file.close(piece("."));
        assertEquals("ab.", disk.written.toString(StandardCharsets.US_ASCII));
        assertEquals(0, file.heldBytes());
        assertTrue(disk.closed);
    }

    /** What is given at the very moment of the end is written or counted, and its room given back. */
    @Test
    void shouldWriteOrCountEachPieceWhileItIsClosed() throws Exception {
        LOGGER.setLevel(Level.OFF); // it says each time that pieces are lost
        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            CaptureFile file = CaptureFile.to(written, "test", 1 << 20);
            CompletableFuture<Integer> given = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                for (; count < 100 || file.lost() == 0; count++) {
                    file.write(0, 1, piece("a"));
                }
                return count;
            });
            file.close();
            int count = given.get();
            assertEquals(count, written.size() + file.lost(), "round " + round);
            assertEquals(0, file.heldBytes(), "round " + round);
        }
    }

    @Test
    void shouldGiveBackWhatWasReservedForAPieceThatIsLost() {
        Disk disk = new Disk();
        CaptureFile file = CaptureFile.to(disk, "test", 100);
        assertTrue(file.reserve(100));
        assertFalse(file.reserve(1));
        file.write(100, 1, piece("a"));
        assertEquals(1, file.lost());
        assertEquals(0, file.heldBytes());
        disk.allowed.release();
        file.close();
        file.write(0, 1, piece("late"));
        assertEquals(2, file.lost());
    }

    @Test
    void shouldCountWhatADiskDoesNotTake() {
        Disk disk = new Disk();
        disk.full = true;
        disk.allowed.release(10);
        CaptureFile file = CaptureFile.to(disk, "test", 100);
        file.write(0, 10, piece("a"));
        file.write(0, 10, piece("b"));
        file.close(piece("."));
        assertEquals(3, file.lost(), "two pieces, and the end");
        assertEquals(0, file.heldBytes());
        assertTrue(disk.closed);
    }

    @Test
    void shouldCountWhatIsNotWrittenInTime() throws Exception {
        Disk disk = new Disk();
        CaptureFile file = CaptureFile.to(disk, "test", 100);
        file.write(0, 10, piece("a"));
        file.write(0, 10, piece("b"));
        file.write(0, 10, piece("c"));
        disk.allowed.release();
        disk.asked.acquire(2);
        file.close(piece("."), 1);
        assertEquals(2, file.lost(), "what was being written, and what waited");
        assertEquals(10, file.heldBytes());
        disk.allowed.release(2); // goes on after all
        disk.asked.acquire();
        disk.ended.acquire();
        assertEquals("ab.", disk.written.toString(StandardCharsets.US_ASCII));
        assertEquals(2, file.lost());
        assertEquals(0, file.heldBytes());
    }

    /** Making a piece may fail by more than an exception, and nobody would be told if the thread just went. */
    @Test
    void shouldCountWhatCannotBeMade() {
        LOGGER.setLevel(Level.OFF);
        Disk disk = new Disk();
        disk.allowed.release(10);
        CaptureFile file = CaptureFile.to(disk, "test", 100);
        file.write(0, 10, () -> {
            throw new OutOfMemoryError("as for a body that is too long");
        });
        file.close(piece("."));
        assertEquals(2, file.lost(), "the piece, and the end");
        assertEquals(0, file.heldBytes());
        assertTrue(disk.closed);
        IOException refusal = assertThrows(IOException.class, file::putInPlace);
        assertTrue(String.valueOf(refusal.getMessage()).contains("too long"), refusal::toString);
    }

    private static CaptureFile create(Path path, long maxBytes) throws IOException {
        CaptureFile file = CaptureFile.prepare(path, maxBytes, new byte[0]);
        file.putInPlace();
        return file;
    }

    @Test
    void shouldReplaceAFileByOneThatIsItsOwnersAlone(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.har");
        Files.writeString(path, "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        CaptureFile file = create(path, 100);
        file.close(piece("new"));
        assertEquals("new", Files.readString(path));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void shouldNotReplaceAnythingButAFile(@TempDir Path folder) throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "kept");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        for (Path other : new Path[] {folder, link}) {
            String said = assertThrows(FileSystemException.class, () -> create(other, 100))
                    .getMessage();
            assertTrue(said.endsWith("is not a regular file: name another to record to"), said);
        }
        assertEquals("kept", Files.readString(target));
    }

    @Test
    void shouldNotReplaceAFileThatIsRecordedTo(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.har");
        CaptureFile first = create(path, 100);
        first.write(0, 5, piece("first"));
        String said =
                assertThrows(FileSystemException.class, () -> create(path, 100)).getMessage();
        assertTrue(said.endsWith("is being recorded to: name another"), said);
        first.close(piece("."));
        assertEquals("first.", Files.readString(path));
        create(path, 100).close(piece("second"));
        assertEquals("second", Files.readString(path));
    }
}
