package staunch.examples;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.tls.pki.AuthorityFolder;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.Pem;

/** Who signs the certificates that a proxy shows. */
final class ProxyAuthorityArguments {
    private static final String NAME = "Staunch proxy";

    @Option(
            names = "--ca-dir",
            paramLabel = "DIR",
            description = "The folder of the authority that signs what clients are shown; made there at first use. "
                    + "Default: ca in Staunch's own folder, ~/.config/staunch/ca.")
    private @Nullable Path folder;

    @Option(
            names = "--ca-cert",
            paramLabel = "FILE",
            description = "An authority of your own instead: its certificate, PEM.")
    private @Nullable Path certificate;

    @Option(
            names = "--ca-key",
            paramLabel = "FILE",
            description = "The private key of --ca-cert, PEM, may be encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--ca-key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of an encrypted key. Default: it is asked for on the terminal.")
    private @Nullable Path passphraseFile;

    /** The file that clients are to trust. */
    Path certificate() {
        return certificate == null ? folder().certificate() : certificate;
    }

    private AuthorityFolder folder() {
        return folder == null
                ? AuthorityFolder.inUserFolder()
                : AuthorityFolder.at(folder.toAbsolutePath().normalize());
    }

    CertificateAuthority open(Output output) {
        PassphraseSource passphrase =
                TerminalPassphrase.orFrom("--ca-key-pass-file", Optional.ofNullable(passphraseFile));
        if (certificate == null && key == null) {
            AuthorityFolder place = folder();
            CertificateAuthority opened = place.openOrCreate(NAME, passphrase);
            warn(place.key(), output);
            return opened;
        }
        if (certificate == null || key == null || folder != null) {
            throw new CommandFailure("--ca-cert and --ca-key belong together, and instead of --ca-dir");
        }
        CertificateAuthority own = CertificateAuthority.fromPem(certificate, key, passphrase);
        warn(key, output);
        return own;
    }

    private static void warn(Path keyFile, Output output) {
        Pem.accessWarning(keyFile).ifPresent(warning -> output.err().println("Warning: " + warning));
    }
}
