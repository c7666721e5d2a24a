package staunch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What of the files below a folder may be seen from outside. A path of a URI names one step by step, so that nothing in it
 * can lead elsewhere; what symbolic links make of it must lie below the folder too, and must not be hidden either, by a dot
 * at the beginning of its name or of a folder's above it, but for {@code .well-known} (RFC 8615).
 */
final class FileTree {
    private static final String WELL_KNOWN = ".well-known";

    private final Path root;
    private final boolean onWindows;

    /** @throws IOException if {@code root} is not a folder that can be read */
    FileTree(Path root) throws IOException {
        if (!Files.isDirectory(root) || !Files.isReadable(root)) {
            throw new IOException(
                    root + " is not a folder that can be read: name the folder whose files shall be served");
        }
        this.root = root.toRealPath();
        this.onWindows = root.getFileSystem().getSeparator().equals("\\");
    }

    /** The place that the path of a URI names, whether something is there or not; empty if it names none. */
    Optional<Path> named(String encodedPath) {
        Optional<String> decoded = PercentEncoding.decodePath(encodedPath);
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        String steps = decoded.get().substring(1);
        return steps.isEmpty() ? Optional.of(root) : below(steps.endsWith("/") ? withoutLast(steps) : steps);
    }

    private static String withoutLast(String text) {
        return text.substring(0, text.length() - 1);
    }

    private Optional<Path> below(String steps) {
        Path named = root;
        try {
            for (String step : steps.split("/", -1)) {
                if (!isNameable(step)) {
                    return Optional.empty();
                }
                named = named.resolve(step);
            }
        } catch (InvalidPathException unnameable) {
            return Optional.empty();
        }
        return Optional.of(named);
    }

    /** Whether the path of a URI can name it. */
    boolean isNameable(String step) {
        boolean isName = !step.isEmpty() && !step.equals(".") && step.indexOf('\\') < 0;
        return isName && !isHidden(step) && !(onWindows && WindowsNames.isTreacherous(step));
    }

    static boolean isHidden(String name) {
        return name.startsWith(".") && !name.equals(WELL_KNOWN);
    }

    /** What is there, behind all symbolic links; empty if nothing is, or nothing that may be seen. */
    Optional<Path> real(Path named) {
        try {
            Path real = named.toRealPath();
            return real.startsWith(root) && isVisible(real) ? Optional.of(real) : Optional.empty();
        } catch (IOException nothingThere) {
            return Optional.empty();
        }
    }

    private boolean isVisible(Path real) {
        for (Path step : root.relativize(real)) {
            if (isHidden(step.toString())) {
                return false;
            }
        }
        return true;
    }
}
