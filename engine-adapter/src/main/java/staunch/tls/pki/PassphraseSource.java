package staunch.tls.pki;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the passphrase of an encrypted key comes from: a prompt, a file, a vault. It is asked only when a key turns out
 * to be encrypted, on the thread that loads the key, and may block. A prompt on the terminal, without echo:
 *
 * <pre>{@code
 * PassphraseSource prompt = file ->
 *         Optional.ofNullable(System.console()).map(c -> c.readPassword("Passphrase for %s: ", file));
 * }</pre>
 */
@FunctionalInterface
public interface PassphraseSource {
    /** The longest passphrase file that {@link #fromFile} reads, in bytes. */
    int MAX_PASSPHRASE_FILE_BYTES = 4096;

    /**
     * Gives the passphrase.
     *
     * @param keyFile the file that holds the encrypted key, for a prompt
     * @return the passphrase, in an array that the caller overwrites after use; empty if there is none
     */
    Optional<char[]> passphraseFor(Path keyFile);

    /**
     * A source for keys that are expected to be plain.
     *
     * @return a source that has no passphrase, so that an encrypted key fails with
     *     {@link PkiException.Kind#PASSPHRASE_MISSING}
     */
    static PassphraseSource none() {
        return keyFile -> Optional.empty();
    }

    /**
     * A source with a fixed passphrase.
     *
     * @param passphrase copied each time it is asked for; the array stays the caller's, to be overwritten when all keys
     *     are loaded
     * @return a source for that passphrase
     */
    static PassphraseSource of(char[] passphrase) {
        return keyFile -> Optional.of(passphrase.clone());
    }

    /**
     * A source that reads the first line of a file in UTF-8, without its line break, each time it is asked.
     *
     * @param file at most {@link #MAX_PASSPHRASE_FILE_BYTES} long
     * @return a source that throws {@link PkiException} when the file cannot be read
     */
    static PassphraseSource fromFile(Path file) {
        return keyFile -> {
            byte[] bytes = BoundedFile.read(file, MAX_PASSPHRASE_FILE_BYTES);
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            char[] line = firstLine(text);
            Arrays.fill(text.array(), '\0');
            if (line.length == 0) {
                throw PkiException.of(
                        PkiException.Kind.PASSPHRASE_MISSING,
                        file,
                        "its first line is empty; write the passphrase there");
            }
            return Optional.of(line);
        };
    }

    private static char[] firstLine(CharBuffer text) {
        int length = 0;
        while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
            length++;
        }
        char[] line = new char[length];
        text.get(line);
        return line;
    }
}
