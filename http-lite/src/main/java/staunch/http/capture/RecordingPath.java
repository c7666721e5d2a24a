package staunch.http.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file that a recording is written to, and the name that it is to have.
 *
 * <pre>
 *   nothing of that name      made under its name, locked
 *   a file of that name       locked;  another made beside it, locked -- putInPlace --&gt; takes its name, and its place
 *   -- close without putInPlace --&gt; what was made is removed, and what was there stays
 * </pre>
 *
 * Whoever else wants to record under the name finds a file there that is locked, until this is closed. Locks of POSIX belong to
 * the process, and go when <em>any</em> channel of the file is closed in it: so a file that this process has locked is known by
 * its identity, and not opened to see whether it is. Written by one thread, which closes it; any thread may put it in place.
 */
final class RecordingPath extends OutputStream {
    /** The byte that is locked: beyond all that is written, so that others may read that where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** What this process has locked, by identity; guarded by itself, as is what changes it. */
    private static final Set<Object> LOCKED = new HashSet<>();

    private final Path name;
    private final @Nullable LockedFile replaced;
    private final Path made;
    private final LockedFile file;
    private boolean inPlace;
    private boolean closed;

    private RecordingPath(Path name, @Nullable LockedFile replaced, Path made, LockedFile file) {
        this.name = name;
        this.replaced = replaced;
        this.made = made;
        this.file = file;
    }

    /**
     * Makes the file, readable by its owner alone where the file system knows that.
     *
     * @param name what it is called once it is in place
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    static RecordingPath open(Path name) throws IOException {
        synchronized (LOCKED) {
            if (!Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
                return new RecordingPath(name, null, name, LockedFile.make(name, name));
            }
            if (!Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(
                        name.toString(), null, "is not a regular file: name another to record to");
            }
            LockedFile replaced = LockedFile.thatIsThere(name);
            try {
                Path beside = name.resolveSibling(".staunch-" + UUID.randomUUID() + ".tmp");
                return new RecordingPath(name, replaced, beside, LockedFile.make(beside, name));
            } catch (IOException | RuntimeException | Error e) {
                replaced.close();
                throw e;
            }
        }
    }

    private static FileSystemException recordedTo(Path name) {
        return new FileSystemException(name.toString(), null, "is being recorded to: name another");
    }

    /**
     * Gives it its name, and with that replaces what had it.
     *
     * @throws IOException if that cannot be done, or another file has taken the name meanwhile, or this is closed; what has the
     *     name is left as it is
     */
    void putInPlace() throws IOException {
        synchronized (LOCKED) {
            if (closed) {
                throw new FileSystemException(name.toString(), null, "was closed before it was in place");
            }
            if (!inPlace) {
                takeName();
                inPlace = true;
            }
        }
    }

    private void takeName() throws IOException {
        if (!(replaced == null ? file : replaced).isStill(name)) {
            throw recordedTo(name);
        }
        if (replaced == null) {
            return; // it has had it from the beginning
        }
        if (!replaced.hasIdentity()) {
            replaced.close(); // on such a system (Windows) an open file cannot be replaced
        }
        Files.move(made, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        replaced.close();
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
        synchronized (LOCKED) {
            closed = true;
            try {
                if (!inPlace && file.isStill(made)) {
                    Files.deleteIfExists(made);
                }
            } finally {
                file.close();
                if (replaced != null) {
                    replaced.close();
                }
            }
        }
    }

    /** A file that nobody else records to until this is closed. Where the file system has no locks other processes may. */
    private static final class LockedFile {
        private final @Nullable FileChannel channel;
        private final @Nullable Object identity;
        private boolean isKnown;

        /**
         * Not locked yet.
         *
         * @param channel none if it cannot be written to
         * @param identity none where files have none
         */
        private LockedFile(@Nullable FileChannel channel, @Nullable Object identity) {
            this.channel = channel;
            this.identity = identity;
        }

        /** @param name whose recording it is for */
        static LockedFile make(Path path, Path name) throws IOException {
            FileChannel channel = newFile(path, name);
            try {
                // Somebody may have found it before it was locked, and replace it, or have done so.
                return taken(new LockedFile(channel, identity(path)), path, name);
            } catch (IOException | RuntimeException | Error failure) {
                channel.close();
                throw failure;
            }
        }

        /** Locks it, unless another has, or is found to have taken its place. */
        private static LockedFile taken(LockedFile file, Path path, Path name) throws IOException {
            boolean isOurs = false;
            try {
                isOurs = file.lock() && file.isStill(path);
            } finally {
                if (!isOurs) {
                    file.close();
                }
            }
            if (!isOurs) {
                throw recordedTo(name);
            }
            return file;
        }

        private static FileChannel newFile(Path path, Path name) throws IOException {
            FileAttribute<?>[] ownerOnly =
                    path.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0];
            try {
                return FileChannel.open(
                        path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly);
            } catch (FileAlreadyExistsException anotherWasFaster) {
                throw recordedTo(name);
            }
        }

        static LockedFile thatIsThere(Path name) throws IOException {
            Object identity = identity(name);
            if (identity != null && LOCKED.contains(identity)) {
                throw recordedTo(name);
            }
            return taken(new LockedFile(writable(name), identity), name, name);
        }

        /** Null for a file that is read-only: nobody records to that, and to take its name one need not write to it. */
        private static @Nullable FileChannel writable(Path name) throws IOException {
            try {
                return FileChannel.open(name, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            } catch (AccessDeniedException readOnly) {
                return null;
            }
        }

        private static @Nullable Object identity(Path path) throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        }

        private boolean lock() {
            try {
                if (channel != null && channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                    return false;
                }
            } catch (OverlappingFileLockException byThisProcess) {
                return false;
            } catch (IOException thereAreNoLocks) {
                // Nobody is kept out, then.
            }
            isKnown = identity != null && LOCKED.add(identity);
            return true;
        }

        boolean hasIdentity() {
            return identity != null;
        }

        /** Whether no other file has the name now. */
        boolean isStill(Path path) throws IOException {
            try {
                return identity == null || identity.equals(identity(path));
            } catch (NoSuchFileException removed) {
                return true;
            }
        }

        void write(ByteBuffer bytes) throws IOException {
            if (channel == null) {
                throw new IOException("it is read-only");
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void close() throws IOException {
            if (isKnown && identity != null) {
                LOCKED.remove(identity);
                isKnown = false;
            }
            if (channel != null) {
                channel.close();
            }
        }
    }
}
