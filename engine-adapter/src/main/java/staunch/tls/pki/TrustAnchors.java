package staunch.tls.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import staunch.tls.pki.PkiException.Kind;

/**
 * Whom an endpoint believes: the certificates from which a peer's chain must descend. Trust is read once, when this is
 * made; files that change later are not read again.
 */
public final class TrustAnchors {
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"), // Debian, Ubuntu, Alpine
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), // Fedora, Red Hat
            Path.of("/etc/ssl/cert.pem")); // macOS, FreeBSD
    private static final Path SYSTEM_FOLDER = Path.of("/etc/ssl/certs");

    private final List<X509Certificate> certificates;
    private final Optional<HashedFolder> folder;

    private TrustAnchors(Collection<X509Certificate> certificates, Optional<HashedFolder> folder) {
        this.certificates = List.copyOf(new LinkedHashSet<>(certificates));
        this.folder = folder;
    }

    /**
     * Trusts the given certificates.
     *
     * @param certificates roots as a rule; may be empty, which trusts nobody
     * @return the anchors
     */
    public static TrustAnchors of(Collection<X509Certificate> certificates) {
        return new TrustAnchors(certificates, Optional.empty());
    }

    /**
     * Trusts every certificate of a PEM file.
     *
     * @param file one or more certificates
     * @return the anchors
     * @throws PkiException if the file cannot be used (see {@link Pem#readCertificates})
     */
    public static TrustAnchors fromPem(Path file) {
        return of(Pem.readCertificates(file));
    }

    /**
     * Trusts the certificates of a folder in OpenSSL's hashed form (what {@code openssl rehash} makes): those, and only
     * those, under the name {@code HASH.N} whose eight hex digits are the hash of the certificate's own subject, as
     * {@code openssl x509 -hash} prints it. {@code N} tells apart names with the same hash. A file that is not linked so
     * is not trusted; {@link #hintFor} prints the missing command. Links that lead nowhere are passed over.
     *
     * @param folder at most 10,000 entries
     * @return the anchors, none of them if no file is linked
     * @throws PkiException if the folder is missing or unreadable, has too many entries, or holds no certificate at all
     */
    public static TrustAnchors fromHashedFolder(Path folder) {
        HashedFolder read = HashedFolder.read(folder);
        return new TrustAnchors(read.trusted(), Optional.of(read));
    }

    /**
     * Trusts the certificates of a PEM file, or of a folder in hashed form, whichever the path leads to.
     *
     * @param fileOrFolder see {@link #fromPem} and {@link #fromHashedFolder}
     * @return the anchors
     * @throws PkiException if the path cannot be used
     */
    public static TrustAnchors fromPath(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder) ? fromHashedFolder(fileOrFolder) : fromPem(fileOrFolder);
    }

    /**
     * Trusts what the JDK trusts: its {@code cacerts}, or what the system properties {@code javax.net.ssl.trustStore…}
     * name instead.
     *
     * @return the anchors
     * @throws PkiException if the JDK's store cannot be read
     */
    public static TrustAnchors fromJdk() {
        return of(List.of(pkixTrustManager(null).getAcceptedIssuers()));
    }

    /**
     * Trusts what the operating system trusts: the bundle where Debian, Fedora or macOS keep it, or else
     * {@code /etc/ssl/certs} in hashed form.
     *
     * @return the anchors
     * @throws PkiException if this system has neither
     */
    public static TrustAnchors fromSystem() {
        return fromSystem(SYSTEM_BUNDLES, SYSTEM_FOLDER);
    }

    static TrustAnchors fromSystem(List<Path> bundles, Path folder) {
        return Stream.concat(bundles.stream(), Stream.of(folder))
                .filter(Files::isReadable)
                .findFirst()
                .map(TrustAnchors::fromPath)
                .orElseThrow(() -> PkiException.of(
                        Kind.NO_SYSTEM_STORE,
                        "no trusted certificates of this system in " + bundles + " or " + folder
                                + "; install them (Debian: ca-certificates), or name a file, a folder or the JDK's"));
    }

    /**
     * The certificates that are trusted.
     *
     * @return unmodifiable, each once, in the order in which they were read
     */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /**
     * Builds the trust manager that validates peers' chains against these anchors: the JDK's own PKIX implementation,
     * which also checks host names when the engine's parameters ask for it.
     *
     * @return a new trust manager, safe for all threads; it refuses everybody when there are no anchors
     * @throws PkiException if the JDK has no usable PKIX implementation
     */
    public X509ExtendedTrustManager trustManager() {
        if (certificates.isEmpty()) {
            return new NobodyTrusted();
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("anchor-" + i, certificates.get(i));
            }
            return pkixTrustManager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw noPkix(e);
        }
    }

    private static X509ExtendedTrustManager pkixTrustManager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
        } catch (GeneralSecurityException e) {
            throw noPkix(e);
        }
        throw PkiException.of(
                Kind.UNSUPPORTED_ALGORITHM, "PKIX gives no " + X509TrustManager.class + "; check java.security");
    }

    private static PkiException noPkix(Exception cause) {
        return PkiException.of(
                Kind.UNSUPPORTED_ALGORITHM,
                "the JDK's trust store cannot be read; check its java.security and javax.net.ssl.trustStore",
                cause);
    }

    /**
     * For a chain that was refused: says whether its issuer lies in the trust folder without the link that would make it
     * trusted, and prints the {@code ln -s} command that makes one. Works from memory, so that a peer that is refused
     * costs no file access.
     *
     * @param chain the peer's certificates, from the leaf upwards; may be empty
     * @return one line to be added to the error, or empty if there is nothing to say
     */
    public Optional<String> hintFor(List<X509Certificate> chain) {
        return folder.flatMap(hashed ->
                chain.stream().map(hashed::hintFor).flatMap(Optional::stream).findFirst());
    }

    /** Counts; a system's anchors would fill pages. */
    @Override
    public String toString() {
        return "TrustAnchors[" + certificates.size() + "]";
    }
}
