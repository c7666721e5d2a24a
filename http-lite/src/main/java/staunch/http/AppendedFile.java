package staunch.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file to whose end lines are written, for a {@link LineWriter}. Who rotates logs may move it away or remove it: within a
 * second the file of that name is opened, or made, anew. Copying it and cutting it to nothing works too. On systems whose
 * files have no identity (Windows) an open file cannot be moved, and it stays the same.
 *
 * <p>Each write is a system call, and is whole before the next: what several processes append to a local file is not mixed.
 * Used by one thread.
 */
public final class AppendedFile extends OutputStream {
    /** How often, at most, a write looks whether the file is still there. */
    static final long LOOK_MILLIS = 1_000;

    private final Path path;
    private final LongSupplier nanoTime;
    private OutputStream out;
    private @Nullable Object identity;
    private long lookedNanos;

    private AppendedFile(Path path, LongSupplier nanoTime) throws IOException {
        this.path = path;
        this.nanoTime = nanoTime;
        this.out = append(path);
        this.identity = identity(path);
        this.lookedNanos = nanoTime.getAsLong();
    }

    /**
     * Opens it, or makes it if it is not there.
     *
     * @throws IOException if it cannot be written, or its folder is missing
     */
    public static AppendedFile open(Path path) throws IOException {
        return open(path, System::nanoTime);
    }

    static AppendedFile open(Path path, LongSupplier nanoTime) throws IOException {
        return new AppendedFile(path, nanoTime);
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Which file has that name; null for none, and where files have no identity. */
    private static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException moved) {
            return null;
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /**
     * Appends these bytes, to the file that now has the name.
     *
     * @throws IOException also if the file was moved away and none can be opened in its place; the next write tries again
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long now = nanoTime.getAsLong();
        if (now - lookedNanos >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
            if (!Objects.equals(identity(path), identity)) {
                openAnew();
            }
            lookedNanos = now;
        }
        out.write(bytes, offset, length);
    }

    /** The one that was moved stays open until there is another. */
    private void openAnew() throws IOException {
        OutputStream moved = out;
        out = append(path);
        identity = identity(path);
        moved.close();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
