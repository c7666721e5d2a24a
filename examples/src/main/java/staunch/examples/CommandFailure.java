package staunch.examples;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A command cannot do what it was asked to. The message is the one line that its user sees. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** A file that an option names cannot be written. */
    static CommandFailure unwritable(String option, Path file, IOException why) {
        if (Files.isDirectory(file)) { // which systems word each in its own way
            return new CommandFailure(option + " " + file + ": is a folder: name a file", why);
        }
        String reason = why instanceof FileSystemException failure ? failure.getReason() : why.getMessage();
        return new CommandFailure(
                option + " " + file
                        + (reason == null
                                ? " cannot be written: " + why.getClass().getSimpleName()
                                        + "; name a file in a folder that is there and may be written to"
                                : ": " + reason),
                why);
    }
}
