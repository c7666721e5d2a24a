package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.tls.pki.DevelopmentCertificates;

/**
 * Where an authority is kept, as an argument and on disk.
 *
 * <pre>
 *   DIR/                    0700
 *       root.pem            0644   what clients trust
 *       root-key.pem        0600   who has it can pose as any host before those clients
 *       NAME.pem            0644   an intermediate and those above it, without the root
 *       NAME-key.pem        0600
 * </pre>
 */
final class AuthorityFolder {
    private static final String ROOT = "root";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder of the authority. Default: ca in Staunch's own folder, ~/.config/staunch/ca.")
    private @Nullable Path given;

    Path path() {
        Path path = given == null ? DevelopmentCertificates.userFolder().resolve("ca") : given;
        return path.toAbsolutePath().normalize();
    }

    IdentityFiles root() {
        return IdentityFiles.in(path(), ROOT);
    }

    IdentityFiles intermediate(String name) {
        return IdentityFiles.in(path(), name);
    }

    /** Makes the folder, and those above it, for their owner alone; one that is there stays as it is. */
    void create() {
        Path folder = path();
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersAlone = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, ownersAlone);
            }
        } catch (IOException e) {
            throw new CommandFailure(folder + " cannot be created: name a folder that you may write to with --dir", e);
        }
    }

    /** What must be added to a command line so that it uses this folder: nothing, or the option with a space in front. */
    String argument() {
        return given == null ? "" : " --dir " + ShellWord.of(path());
    }
}
