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

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it may be there without a terminal, and then reads nothing
    private static Optional<char[]> ask(Path keyFile) {
        Console console = System.console();
        char[] answer = console == null ? null : console.readPassword("Passphrase for %s: ", keyFile);
        if (answer == null) {
            throw new CommandFailure(keyFile
                    + " is encrypted and no passphrase was given: start on a terminal, or use --key-pass-file FILE");
        }
        return Optional.of(answer);
    }
}
