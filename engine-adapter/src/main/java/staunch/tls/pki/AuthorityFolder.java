package staunch.tls.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import staunch.tls.pki.PkiException.Kind;

/**
 * Where an authority is kept: what {@code staunch ca init} makes, and what an intercepting proxy makes at first use.
 *
 * <pre>
 *   DIR/                    0700
 *       root.pem            0644   what clients trust
 *       root-key.pem        0600   who has it can pose as any host before those clients
 *       .lock               0600   held while they are made
 * </pre>
 *
 * <p>An authority of one's own can be put there instead: its certificate, with those above it behind if it is an
 * intermediate, and its key, which may be encrypted. What is there is never replaced, even when it has ended: clients
 * must be told to trust another, and only a person can do that. One that is there is only read, so that its folder may be
 * on a read-only file system.
 *
 * <p>Immutable; blocks on files.
 */
public final class AuthorityFolder {
    private final Path path;
    private final InstantSource clock;
    private final SecureRandom random;

    AuthorityFolder(Path path, InstantSource clock, SecureRandom random) {
        this.path = path;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The authority of a folder; nothing is read or made yet.
     *
     * @param path the folder, which need not exist
     * @return that place
     */
    public static AuthorityFolder at(Path path) {
        return new AuthorityFolder(path, InstantSource.system(), new SecureRandom());
    }

    /**
     * The authority in the user's own folder: {@code ca} in {@link DevelopmentCertificates#userFolder}.
     *
     * @return that place
     */
    public static AuthorityFolder inUserFolder() {
        return at(DevelopmentCertificates.userFolder().resolve("ca"));
    }

    /**
     * The folder.
     *
     * @return its path, as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * Where the authority's certificate is, as PEM: what clients are to trust.
     *
     * @return the file, which need not exist
     */
    public Path certificate() {
        return path.resolve("root.pem");
    }

    /**
     * Where the authority's private key is.
     *
     * @return the file, which need not exist
     */
    public Path key() {
        return path.resolve("root-key.pem");
    }

    /**
     * Loads the authority, or makes one with a P-256 key. Of several processes that start at once one makes it, and the
     * others load that.
     *
     * @param name what people see in their list of authorities, if it is made: at most 55 characters, and a random mark
     *     behind them
     * @param passphrase asked only if the key is there and encrypted
     * @return the authority
     * @throws PkiException if the folder or a file in it cannot be used, the key does not belong to the certificate, or
     *     that may not sign others or has ended
     */
    public CertificateAuthority openOrCreate(String name, PassphraseSource passphrase) {
        if (isMade()) {
            return open(passphrase);
        }
        String distinct = CertificateAuthority.distinctName(name, random);
        CertificateAuthority.requireName(distinct);
        return whileLocked(() -> isMade() ? open(passphrase) : make(distinct, KeyType.EC_P256));
    }

    /**
     * Loads the authority.
     *
     * @param passphrase asked only if the key is encrypted
     * @return the authority
     * @throws PkiException as {@link #openOrCreate}, or if it is not there
     */
    public CertificateAuthority open(PassphraseSource passphrase) {
        Identity identity = Identity.fromPem(certificate(), key(), passphrase);
        try {
            CertificateAuthority authority = CertificateAuthority.of(identity, clock, random);
            authority.requireNotEnded();
            return authority;
        } catch (PkiException e) {
            throw e.in(certificate());
        }
    }

    /**
     * Makes an authority.
     *
     * @param name its common name as it is, 1 to 64 characters
     * @param keyType the kind of its key
     * @return the authority
     * @throws IllegalArgumentException if the name is blank or too long
     * @throws PkiException if there is one, or the folder or a file in it cannot be used
     */
    public CertificateAuthority create(String name, KeyType keyType) {
        CertificateAuthority.requireName(name);
        return whileLocked(() -> make(name, keyType));
    }

    /**
     * Says whether others than the owner may read the key, or replace it. Not an error, as the folder may be one that a
     * system hands to programs; but none is ever made where others may write.
     *
     * @return one line for a person, which names the command that puts it right, or empty
     * @throws PkiException if the permissions cannot be read
     */
    public Optional<String> accessWarning() {
        return FileAccess.otherReaderWarning(key()).or(() -> FileAccess.otherWriterWarning(path));
    }

    private boolean isMade() {
        return Files.exists(certificate());
    }

    private CertificateAuthority whileLocked(Supplier<CertificateAuthority> work) {
        FileAccess.createPrivateFolder(path);
        FileAccess.requireNoOtherWriter(path);
        return FolderLock.whileHeld(path, DevelopmentCertificates.LOCK_TIMEOUT, work);
    }

    private CertificateAuthority make(String name, KeyType keyType) {
        requireAbsent(certificate(), "certificates may hang on it; name another folder");
        requireAbsent(key(), "its certificate is missing: put that beside it, or name another folder");
        CertificateAuthority made = CertificateAuthority.create(name, keyType, clock, random);
        made.save(certificate(), key());
        return made;
    }

    private static void requireAbsent(Path file, String advice) {
        if (Files.exists(file)) {
            throw PkiException.of(Kind.FILE_EXISTS, file, "exists and is not replaced: " + advice);
        }
    }
}
