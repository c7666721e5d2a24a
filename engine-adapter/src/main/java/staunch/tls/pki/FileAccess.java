package staunch.tls.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import staunch.tls.pki.PkiException.Kind;

/**
 * Files and folders that have their permissions from the moment at which they are created, and appear whole or not at
 * all. On file systems without POSIX permissions, those are left to the folder.
 */
final class FileAccess {
    static final Set<PosixFilePermission> PUBLIC_FILE = PosixFilePermissions.fromString("rw-r--r--");
    static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> WRITE_OF_OTHERS = PosixFilePermissions.fromString("----w--w-");

    private FileAccess() {}

    /** Writes a temporary file beside the target and moves it over: a reader sees the old content or the new. */
    static void writeAtomically(Path file, byte[] content, Set<PosixFilePermission> permissions) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path temporary = Files.createTempFile(folder, ".staunch-", ".tmp", attributes(file, permissions));
            try {
                writeThrough(temporary, content);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw PkiException.of(
                    Kind.FILE_UNWRITABLE,
                    file,
                    "cannot be written; check that its folder exists, may be written to and has space",
                    e);
        }
    }

    private static void writeThrough(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer remaining = ByteBuffer.wrap(content);
            while (remaining.hasRemaining()) {
                channel.write(remaining);
            }
            channel.force(true);
        }
    }

    /** Creates the folder, and those above it, 0700; one that is there keeps its permissions. */
    static void createPrivateFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, attributes(folder, PRIVATE_FOLDER));
            }
        } catch (IOException e) {
            throw PkiException.of(
                    Kind.FILE_UNWRITABLE, folder, "cannot be created; name a folder that you may write to", e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw PkiException.of(Kind.FILE_UNWRITABLE, file, "cannot be deleted; check its folder's permissions", e);
        }
    }

    /** Who may write to the folder could replace the key in it. */
    static void requireNoOtherWriter(Path folder) {
        if (allowsAny(folder, WRITE_OF_OTHERS)) {
            throw PkiException.of(Kind.PERMISSIONS_TOO_WIDE, folder, writableByOthers(folder));
        }
    }

    private static String writableByOthers(Path folder) {
        return "others may write to this folder and replace keys in it; run: chmod go-w " + folder;
    }

    /** What {@link #requireNoOtherWriter} refuses, as one line, for folders that are not ours. */
    static Optional<String> otherWriterWarning(Path folder) {
        return allowsAny(folder, WRITE_OF_OTHERS)
                ? Optional.of(folder + ": " + writableByOthers(folder))
                : Optional.empty();
    }

    /** Not tightened silently: somebody may have read the key, and only its owner can judge that. */
    static void requirePrivate(Path file) {
        if (allowsAny(file, OF_OTHERS)) {
            throw PkiException.of(
                    Kind.PERMISSIONS_TOO_WIDE,
                    file,
                    readableByOthers(file) + " (or delete it, to have a new one made, if somebody may have)");
        }
    }

    private static String readableByOthers(Path file) {
        return "others may read this private key; run: chmod 600 " + file;
    }

    /** What {@link #requirePrivate} refuses, as one line, for files that are not ours. */
    static Optional<String> otherReaderWarning(Path file) {
        return allowsAny(file, OF_OTHERS) ? Optional.of(file + ": " + readableByOthers(file)) : Optional.empty();
    }

    private static boolean allowsAny(Path path, Set<PosixFilePermission> unwanted) {
        try {
            Set<PosixFilePermission> allowed = EnumSet.noneOf(PosixFilePermission.class);
            if (isPosix(path)) {
                allowed.addAll(Files.getPosixFilePermissions(path));
            }
            allowed.retainAll(unwanted);
            return !allowed.isEmpty();
        } catch (IOException e) {
            throw PkiException.of(Kind.FILE_UNREADABLE, path, "its permissions cannot be read; check the path", e);
        }
    }

    static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
