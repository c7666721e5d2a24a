package staunch.examples;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;
import staunch.tls.pki.PassphraseSource;

/**
 * Where the passphrase of an encrypted key comes from: a file if an option named one, or else the terminal, without echo.
 */
final class TerminalPassphrase {
    private TerminalPassphrase() {}

    /** @param option names the file */
    static PassphraseSource orFrom(String option, Optional<Path> file) {
        return file.map(PassphraseSource::fromFile).orElse(key -> ask(key, ", or use " + option + " FILE"));
    }

    /** From the terminal only. */
    static PassphraseSource alone() {
        return key -> ask(key, "");
    }

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it may be there without a terminal, and then reads nothing
    private static Optional<char[]> ask(Path keyFile, String otherwise) {
        Console console = System.console();
        char[] answer = console == null ? null : console.readPassword("Passphrase for %s: ", keyFile);
        if (answer == null) {
            throw new CommandFailure(
                    keyFile + " is encrypted and no passphrase was given: start on a terminal" + otherwise);
        }
        return Optional.of(answer);
    }
}
