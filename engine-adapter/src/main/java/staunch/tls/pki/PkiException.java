package staunch.tls.pki;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key, a certificate or a trust store that cannot be used. The message is one line for a person: it names the file,
 * says what is wrong with it and what to do. A program decides by {@link #kind()}.
 */
public final class PkiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Kind {
        /** There is no such file or folder. */
        FILE_MISSING,
        /** The file is there, but it is a folder, or may not be read. */
        FILE_UNREADABLE,
        /** The file is longer than the reader's limit. */
        FILE_TOO_LARGE,
        /** The file could not be written. */
        FILE_UNWRITABLE,
        /** The file is there already, and is not replaced. */
        FILE_EXISTS,
        /** Others may read a private key, or write to the folder that holds it. */
        PERMISSIONS_TOO_WIDE,
        /** The file holds no object of the kind that was asked for. */
        NOT_IN_FILE,
        /** The file holds damaged PEM, base64 or DER. */
        MALFORMED,
        /** The key is encrypted and no passphrase was given. */
        PASSPHRASE_MISSING,
        /** The passphrase does not open the key. */
        PASSPHRASE_WRONG,
        /** The key or its encryption is of a kind that is not supported. */
        UNSUPPORTED_ALGORITHM,
        /** The private key does not belong to the certificate. */
        KEY_MISMATCH,
        /** The chain does not start with the leaf, or a certificate is not signed by the next one. */
        CHAIN_OUT_OF_ORDER,
        /** The certificate may not sign others. */
        NOT_AN_AUTHORITY,
        /** The authority's own certificate has ended. */
        AUTHORITY_EXPIRED,
        /** The authority's own certificate does not let it sign for that name. */
        NAME_NOT_PERMITTED,
        /** More certificates are being made than there is room for. */
        TOO_MANY_AT_ONCE,
        /** This system keeps its trusted certificates in no place known to us. */
        NO_SYSTEM_STORE,
        /** Another process holds the lock on the folder for too long. */
        LOCKED
    }

    /** The kind of failure. */
    private final Kind kind;

    /** The file at fault; a string, because a {@code Path} is not serializable. */
    private final @Nullable String file;

    private PkiException(Kind kind, @Nullable Path file, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.file = file == null ? null : file.toString();
    }

    static PkiException of(Kind kind, String message) {
        return new PkiException(kind, null, message, null);
    }

    static PkiException of(Kind kind, String message, Throwable cause) {
        return new PkiException(kind, null, message, cause);
    }

    static PkiException of(Kind kind, Path file, String problem) {
        return new PkiException(kind, file, file + ": " + problem, null);
    }

    static PkiException of(Kind kind, Path file, String problem, Throwable cause) {
        return new PkiException(kind, file, file + ": " + problem, cause);
    }

    /** The same failure, found in memory, with the file that it came from in front. */
    PkiException in(Path origin) {
        return new PkiException(kind, origin, origin + ": " + getMessage(), getCause());
    }

    /**
     * What went wrong.
     *
     * @return the kind of failure
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The file or folder at fault.
     *
     * @return its path, empty when the failure concerns objects in memory
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file).map(Path::of);
    }
}
