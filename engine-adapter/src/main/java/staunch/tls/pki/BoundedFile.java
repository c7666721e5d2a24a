package staunch.tls.pki;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import staunch.tls.pki.PkiException.Kind;

/** Reads a file whole, up to a limit. Works on pipes too, whose length is not known beforehand. */
final class BoundedFile {
    private BoundedFile() {}

    static byte[] read(Path file, int maxBytes) {
        if (Files.isDirectory(file)) {
            throw PkiException.of(Kind.FILE_UNREADABLE, file, "is a folder; name a file in it");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException e) {
            throw PkiException.of(Kind.FILE_MISSING, file, "no such file; check the path", e);
        } catch (IOException e) {
            throw PkiException.of(
                    Kind.FILE_UNREADABLE, file, "cannot be read; check its permissions (ls -l) and the disk", e);
        }
        if (content.length > maxBytes) {
            throw PkiException.of(
                    Kind.FILE_TOO_LARGE, file, "is longer than " + maxBytes + " bytes; is it the right file?");
        }
        return content;
    }
}
