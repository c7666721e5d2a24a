package staunch.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that is open, with what was known of it then: name, size and time belong to the bytes, though others may put
 * another file into its place meanwhile. Whoever has it closes it.
 *
 * @param channel reads it
 * @param sizeBytes its size
 * @param changed when it was changed last
 */
record OpenedFile(FileChannel channel, long sizeBytes, Instant changed) {
    /** How often a file is opened anew because another was put into its place in between. */
    private static final int MAX_TRIES = 3;

    /**
     * Opens a file. That it is still the one whose path was looked at, and no symbolic link to another, is seen to by
     * following none.
     *
     * @param real its path, with no symbolic link in it
     * @return empty if there is no regular file, none that may be read, or no rest from changes
     */
    static Optional<OpenedFile> at(Path real) throws IOException {
        for (int i = 0; i < MAX_TRIES; i++) {
            Optional<BasicFileAttributes> found = regular(real);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            FileChannel channel;
            try {
                channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            } catch (FileSystemException gone) {
                if (regular(real).isPresent() && Files.isReadable(real)) {
                    throw gone;
                }
                return Optional.empty();
            }
            Optional<BasicFileAttributes> after = regular(real);
            if (after.isPresent()
                    && Objects.equals(found.get().fileKey(), after.get().fileKey())) {
                return Optional.of(new OpenedFile(
                        channel,
                        found.get().size(),
                        found.get().lastModifiedTime().toInstant()));
            }
            channel.close();
        }
        return Optional.empty();
    }

    private static Optional<BasicFileAttributes> regular(Path real) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(attributes).filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    Validators validators(long nowMillis) {
        return Validators.of(sizeBytes, changed.getEpochSecond(), changed.getNano(), nowMillis);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException nothingToDo) {
            // It was only read.
        }
    }
}
