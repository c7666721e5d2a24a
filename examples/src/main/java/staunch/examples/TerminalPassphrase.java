package staunch.examples;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;
import staunch.tls.pki.PassphraseSource;

/** Where the passphrase of an encrypted key comes from: a file if one was named, or else the terminal, without echo. */
final class TerminalPassphrase {
    private TerminalPassphrase() {}

    static PassphraseSource orFrom(Optional<Path> file) {
        return file.map(PassphraseSource::fromFile).orElse(TerminalPassphrase::ask);
    }

    private static Optional<char[]> ask(Path keyFile) {
        Console console = System.console();
        if (console == null) {
            throw new CommandFailure(
                    keyFile + " is encrypted and there is no terminal to ask on: use --key-pass-file FILE");
        }
        return Optional.ofNullable(console.readPassword("Passphrase for %s: ", keyFile));
    }
}
