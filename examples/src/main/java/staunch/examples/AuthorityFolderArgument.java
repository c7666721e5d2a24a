package staunch.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.tls.pki.AuthorityFolder;

/**
 * The argument that says where an authority is kept. Beside the root, as {@link AuthorityFolder} has it, lie the
 * intermediates: {@code NAME.pem} with those above it but the root, and {@code NAME-key.pem}.
 */
final class AuthorityFolderArgument {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder of the authority. Default: ca in Staunch's own folder, ~/.config/staunch/ca.")
    private @Nullable Path given;

    AuthorityFolder folder() {
        Path path = given == null ? AuthorityFolder.inUserFolder().path() : given;
        return AuthorityFolder.at(path.toAbsolutePath().normalize());
    }

    Path path() {
        return folder().path();
    }

    IdentityFiles root() {
        return new IdentityFiles(folder().certificate(), folder().key());
    }

    IdentityFiles intermediate(String name) {
        return IdentityFiles.in(path(), name);
    }

    /** What must be added to a command line so that it uses this folder: nothing, or the option with a space in front. */
    String argument() {
        return given == null ? "" : " --dir " + ShellWord.of(path());
    }
}
