package staunch.examples;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.tls.pki.CertificateAuthority;

/** The arguments that say who signs. */
final class IssuerArguments {
    @Mixin
    private AuthorityFolderArgument folder = new AuthorityFolderArgument();

    @Option(names = "--issuer", paramLabel = "NAME", description = "The intermediate that signs. Default: the root.")
    private @Nullable String issuer;

    @Option(
            names = "--key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the issuer's key, if you encrypted it. Default: it is asked for on "
                    + "the terminal.")
    private @Nullable Path passphraseFile;

    AuthorityFolderArgument folder() {
        return folder;
    }

    CertificateAuthority load() {
        if (!folder.root().exist()) {
            throw new CommandFailure("there is no authority in " + folder.path() + ": make one with staunch ca init"
                    + folder.argument());
        }
        IdentityFiles files = issuer == null ? folder.root() : folder.intermediate(issuer);
        if (!files.exist()) {
            throw new CommandFailure("there is no intermediate " + issuer + " in " + folder.path()
                    + ": make it with staunch ca intermediate" + folder.argument() + " NAME");
        }
        return CertificateAuthority.fromPem(
                files.chain(),
                files.key(),
                TerminalPassphrase.orFrom("--key-pass-file", Optional.ofNullable(passphraseFile)));
    }
}
