package staunch.tls.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates for a developer's own machine: a private authority and a leaf for {@code localhost}, kept in one folder
 * and made at first use. Trust the authority once (in a browser, or with {@code curl --cacert}) and every later run is
 * trusted too.
 *
 * <pre>
 *   ~/.config/staunch/          0700   (or $XDG_CONFIG_HOME/staunch)
 *       ca.pem                  0644   the authority's certificate: this is what clients trust
 *       ca-key.pem              0600   its key: who has it can pose as any host before those clients
 *       localhost.pem           0644   the leaf for localhost, 127.0.0.1 and ::1
 *       localhost-key.pem       0600
 *       .lock                   0600   held while files are made
 * </pre>
 *
 * <p>The leaf is made anew when it is missing, damaged, not of this authority, or has less than
 * {@link #RENEWAL_MARGIN} to live. The authority is made anew only when its certificate is missing or about to end;
 * if it is damaged, or its key does not match, that is an error for the user to look at. Several processes may start at
 * once: a lock lets one of them work at a time.
 *
 * <p>Permissions of existing files are checked and not changed: a key that others may read, or a folder that others may
 * write to, is an error that prints the {@code chmod} to run. Only the user can judge who has been there.
 *
 * @param identity the leaf for {@code localhost}, ready to serve
 * @param authorityFile the authority's certificate, as PEM
 */
public record DevelopmentCertificates(Identity identity, Path authorityFile) {
    /** What is left of a certificate's life when it is replaced. */
    public static final Duration RENEWAL_MARGIN = Duration.ofDays(30);

    /** How long to wait for another process that is making the files. */
    public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    private static final LeafRequest LEAF = LeafRequest.forServer("localhost", "127.0.0.1", "::1");

    /**
     * Loads or makes them in the user's own folder.
     *
     * @return the certificates
     * @throws PkiException if the folder or a file in it cannot be used
     */
    public static DevelopmentCertificates inUserFolder() {
        return in(userFolder());
    }

    /**
     * Loads or makes them.
     *
     * @param folder created if it is not there, readable by its owner only
     * @return the certificates
     * @throws PkiException if the folder or a file in it cannot be used
     */
    public static DevelopmentCertificates in(Path folder) {
        return in(folder, InstantSource.system(), new SecureRandom());
    }

    /**
     * Loads or makes them, at a time and with randomness of the caller's choice.
     *
     * @param folder created if it is not there, readable by its owner only
     * @param clock what time it is
     * @param random for keys and serial numbers
     * @return the certificates
     * @throws PkiException if the folder or a file in it cannot be used
     */
    public static DevelopmentCertificates in(Path folder, InstantSource clock, SecureRandom random) {
        return in(folder, clock, random, LOCK_TIMEOUT);
    }

    static DevelopmentCertificates in(Path folder, InstantSource clock, SecureRandom random, Duration lockTimeout) {
        FileAccess.createPrivateFolder(folder);
        FileAccess.requireNoOtherWriter(folder);
        return FolderLock.whileHeld(folder, lockTimeout, () -> new Workshop(folder, clock, random).loadOrMake());
    }

    /**
     * Where {@link #inUserFolder} keeps them: {@code $XDG_CONFIG_HOME/staunch} if that is set to an absolute path, else
     * {@code ~/.config/staunch}, where {@code ~} is {@code $HOME} or, where that is not set, the home of the Java property.
     *
     * @return the folder, which need not exist
     */
    public static Path userFolder() {
        return userFolder(System.getenv(), System.getProperty("user.home"));
    }

    static Path userFolder(Map<String, String> environment, String javaHome) {
        // The JVM takes the home of the user's entry in the system, and other programs take HOME.
        Path home = absolute(environment, "HOME").orElse(Path.of(javaHome));
        return absolute(environment, "XDG_CONFIG_HOME")
                .orElse(home.resolve(".config"))
                .resolve("staunch");
    }

    /** The XDG base directory specification: a relative path is to be ignored. */
    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
        return Optional.of(Path.of(environment.getOrDefault(variable, ""))).filter(Path::isAbsolute);
    }

    /** The files of one folder, while its lock is held. */
    private record Workshop(Path folder, InstantSource clock, SecureRandom random) {

        DevelopmentCertificates loadOrMake() {
            CertificateAuthority authority = authority();
            Identity leaf = existingLeaf(authority).orElseGet(() -> makeLeaf(authority));
            return new DevelopmentCertificates(leaf, authorityFile());
        }

        private Path authorityFile() {
            return folder.resolve("ca.pem");
        }

        private Path authorityKeyFile() {
            return folder.resolve("ca-key.pem");
        }

        private Path leafFile() {
            return folder.resolve("localhost.pem");
        }

        private Path leafKeyFile() {
            return folder.resolve("localhost-key.pem");
        }

        private CertificateAuthority authority() {
            if (!Files.exists(authorityFile())) {
                return makeAuthority();
            }
            requirePrivateIfThere(authorityKeyFile());
            Identity identity = Identity.fromPem(authorityFile(), authorityKeyFile(), PassphraseSource.none());
            return isNearItsEnd(identity.leaf()) ? makeAuthority() : CertificateAuthority.of(identity, clock, random);
        }

        private CertificateAuthority makeAuthority() {
            String name = CertificateAuthority.distinctName("Staunch development CA", random);
            CertificateAuthority made = CertificateAuthority.create(name, KeyType.EC_P256, clock, random);
            // An old certificate must never stand beside the new key, should we be stopped in between.
            FileAccess.delete(authorityFile());
            made.save(authorityFile(), authorityKeyFile());
            return made;
        }

        private Optional<Identity> existingLeaf(CertificateAuthority authority) {
            requirePrivateIfThere(leafKeyFile());
            try {
                return Optional.of(Identity.fromPem(leafFile(), leafKeyFile(), PassphraseSource.none()))
                        .filter(leaf -> Identity.isSignedBy(leaf.leaf(), authority.certificate()))
                        .filter(leaf -> !isNearItsEnd(leaf.leaf()));
            } catch (PkiException e) {
                return Optional.empty();
            }
        }

        private Identity makeLeaf(CertificateAuthority authority) {
            Identity leaf = authority.issue(LEAF);
            Pem.writePrivateKey(leafKeyFile(), leaf.privateKey());
            Pem.writeCertificates(leafFile(), leaf.chain());
            return leaf;
        }

        private boolean isNearItsEnd(X509Certificate certificate) {
            Instant end = certificate.getNotAfter().toInstant();
            return clock.instant().plus(RENEWAL_MARGIN).isAfter(end);
        }

        private static void requirePrivateIfThere(Path file) {
            if (Files.exists(file)) {
                FileAccess.requirePrivate(file);
            }
        }
    }
}
