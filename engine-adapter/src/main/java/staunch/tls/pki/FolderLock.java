package staunch.tls.pki;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import staunch.tls.pki.PkiException.Kind;

/**
 * Lets one process, and in it one thread, at a time work on the files of a folder. The lock file stays; the system takes
 * the lock away when a process dies.
 */
final class FolderLock {
    private static final long POLL_INTERVAL_MILLIS = 20;

    private FolderLock() {}

    /** Asks for the lock at least once, then again until the timeout is over; does the work; gives the lock back. */
    static <T> T whileHeld(Path folder, Duration timeout, Supplier<T> work) {
        Path file = folder.resolve(".lock");
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                FileAccess.attributes(file, FileAccess.PRIVATE_FILE))) {
            if (poll(channel, timeout)) {
                return work.get(); // closing the channel gives the lock back
            }
        } catch (IOException e) {
            throw PkiException.of(
                    Kind.FILE_UNWRITABLE, file, "cannot be locked; check that you may write to its folder", e);
        }
        throw PkiException.of(
                Kind.LOCKED,
                file,
                "another process has held this lock for " + timeout.toSeconds() + " s; wait for it, or end it");
    }

    private static boolean poll(FileChannel channel, Duration timeout) throws IOException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        while (tryLock(channel).isEmpty()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Between threads of one process the system refuses by an exception. */
    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }
}
