package staunch.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.tls.pki.Identities;
import staunch.tls.pki.Identity;
import staunch.tls.pki.PassphraseSource;

/** One certificate of a server, and its key. */
final class IdentityArguments {
    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "The certificate chain, PEM, in order from the leaf. Default: a certificate for localhost.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM, may be encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of an encrypted key. Default: it is asked for on the terminal.")
    private @Nullable Path passphraseFile;

    /** Each under its names, and the first for all other names; one alone is shown to everybody. */
    static Identities all(List<Identity> identities) {
        Identity first = identities.get(0);
        return identities.size() == 1
                ? Identities.always(first)
                : Identities.of(identities).withDefault(first);
    }

    Identity load() {
        return load(TerminalPassphrase.orFrom("--key-pass-file", Optional.ofNullable(passphraseFile)));
    }

    /** As {@link #load}, of a server that runs and asks nobody. */
    Identity reload() {
        return load(passphraseFile == null ? PassphraseSource.none() : PassphraseSource.fromFile(passphraseFile));
    }

    private Identity load(PassphraseSource passphrase) {
        if (key == null && passphraseFile != null) {
            throw new CommandFailure("--key-pass-file holds the passphrase of --key: give that too");
        }
        if (certificate == null || key == null) {
            throw new CommandFailure(
                    "--cert and --key belong together: give both, or none for one that Staunch makes itself");
        }
        return Identity.fromPem(certificate, key, passphrase);
    }

    List<Path> files() {
        return List.of(
                Optional.ofNullable(certificate).orElseThrow(),
                Optional.ofNullable(key).orElseThrow());
    }

    @Override
    public String toString() {
        return files().stream().map(Path::toString).collect(Collectors.joining(" and "));
    }
}
