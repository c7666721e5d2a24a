package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file that an option names to be written, of which it is found out before the work whether it can be. */
final class OutputFile {
    private OutputFile() {}

    /** Fails if the file cannot be written; leaves it as it is. */
    static void requireWritable(String option, Path file) {
        boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (isThere && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return; // a pipe or a device, which to open may wait, or be what its reader waits for; or a link to nothing
            // yet
        }
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            if (!isThere) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw CommandFailure.unwritable(option, file, e);
        }
    }

    /** Fails if it is one of the files that are read: writing it would destroy it. */
    static void requireOther(String option, Path file, List<Path> inputs) {
        for (Path input : inputs) {
            if (isSame(file, input)) {
                throw new CommandFailure(
                        option + " " + file + ": is " + input + ", which is read: name another file to write");
            }
        }
    }

    /** By whatever paths and links. */
    static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException oneIsMissing) {
            return false;
        }
    }
}
