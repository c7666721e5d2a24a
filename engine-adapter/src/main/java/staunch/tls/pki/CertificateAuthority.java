package staunch.tls.pki;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import staunch.tls.pki.LeafRequest.Validity;
import staunch.tls.pki.PkiException.Kind;

/**
 * Signs certificates: a root or an intermediate, with its private key. Make one with {@link #create}, keep it with
 * {@link #save}, load it with {@link #fromPem}.
 *
 * <pre>{@code
 * CertificateAuthority root = CertificateAuthority.create("Example Root");
 * CertificateAuthority issuing = root.issueIntermediate("Example Issuing", KeyType.EC_P256);
 * Identity server = issuing.issue(LeafRequest.forServer("example.test"));   // chain: leaf, intermediate
 * TrustAnchors clientTrust = TrustAnchors.of(List.of(root.certificate()));
 * }</pre>
 *
 * <p>Everything it issues has a fresh key, a random serial number of 126 bits, and a validity that begins
 * {@link #BACKDATING} ago, for peers whose clock is behind, and never outlives the authority's own. Safe for all
 * threads; each issue takes a key and a signature: about a millisecond for P-256, tenths of a second for RSA.
 */
public final class CertificateAuthority {
    /** How long a root made here is valid: ten years. */
    public static final Duration ROOT_LIFETIME = Duration.ofDays(3650);

    /** How long an intermediate made here is valid, unless its issuer ends before: five years. */
    public static final Duration INTERMEDIATE_LIFETIME = Duration.ofDays(1825);

    /** How long before the moment of issue a validity begins. */
    public static final Duration BACKDATING = Duration.ofDays(1);

    private static final int KEY_CERT_SIGN = 5;

    private final Identity identity;
    private final List<X509Certificate> sentAbove;
    private final PermittedNames permitted;
    private final InstantSource clock;
    private final SecureRandom random;

    private CertificateAuthority(Identity identity, InstantSource clock, SecureRandom random) {
        this.identity = identity;
        this.sentAbove = identity.chain().stream()
                .filter(certificate -> !Identity.isSignedBy(certificate, certificate))
                .toList();
        this.permitted = PermittedNames.by(identity.chain());
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes a root with a P-256 key.
     *
     * @param name its common name, 1 to 64 characters
     * @return the new root
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public static CertificateAuthority create(String name) {
        return create(name, KeyType.EC_P256, InstantSource.system(), new SecureRandom());
    }

    /**
     * Makes a root.
     *
     * @param name its common name, 1 to 64 characters
     * @param keyType the kind of its key
     * @param clock what time it is, now and whenever it issues
     * @param random for its key and serial number, and for those of all that it issues
     * @return the new root
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public static CertificateAuthority create(String name, KeyType keyType, InstantSource clock, SecureRandom random) {
        requireName(name);
        KeyPair keys = keyType.generate(random);
        Instant notBefore = clock.instant().minus(BACKDATING).truncatedTo(ChronoUnit.SECONDS);
        X509Certificate certificate = CertificateTemplate.root(name, keys)
                .sign(new Validity(notBefore, notBefore.plus(ROOT_LIFETIME)), random);
        return new CertificateAuthority(Identity.of(List.of(certificate), keys.getPrivate()), clock, random);
    }

    /**
     * Loads an authority from PEM files.
     *
     * @param certificate its certificate; if it is an intermediate, those above it may follow
     * @param key its private key
     * @param passphrase asked only if the key is encrypted
     * @return the authority
     * @throws PkiException if a file cannot be used, the key does not belong to the certificate, or that may not sign
     *     others
     */
    public static CertificateAuthority fromPem(Path certificate, Path key, PassphraseSource passphrase) {
        Identity identity = Identity.fromPem(certificate, key, passphrase);
        try {
            return of(identity, InstantSource.system(), new SecureRandom());
        } catch (PkiException e) {
            throw e.in(certificate);
        }
    }

    /**
     * An authority from objects in memory.
     *
     * @param identity its certificate, those above it if it is an intermediate, and its key
     * @param clock what time it is whenever it issues
     * @param random for the keys and serial numbers of all that it issues
     * @return the authority
     * @throws PkiException if its certificate may not sign others
     */
    public static CertificateAuthority of(Identity identity, InstantSource clock, SecureRandom random) {
        X509Certificate certificate = identity.leaf();
        boolean[] usage = certificate.getKeyUsage();
        boolean maySign = usage == null || usage[KEY_CERT_SIGN];
        if (certificate.getBasicConstraints() < 0 || !maySign) {
            throw PkiException.of(
                    Kind.NOT_AN_AUTHORITY,
                    "the certificate of " + CertificateSummary.printable(certificate.getSubjectX500Principal())
                            + " may not sign others; name that of a certificate authority");
        }
        return new CertificateAuthority(identity, clock, random);
    }

    /**
     * A name with a random mark behind it, which tells the authorities of several machines or folders apart in a browser's
     * list.
     *
     * @param name at most 55 characters
     * @return the name, a space and eight hexadecimal digits
     */
    public static String distinctName(String name) {
        return distinctName(name, new SecureRandom());
    }

    static String distinctName(String name, SecureRandom random) {
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        return name + " " + HexFormat.of().formatHex(mark);
    }

    static void requireName(String name) {
        if (name.isBlank() || name.length() > LeafRequest.MAX_COMMON_NAME) {
            throw new IllegalArgumentException("the name of an authority has 1 to " + LeafRequest.MAX_COMMON_NAME
                    + " characters, this one has " + name.length());
        }
    }

    /**
     * Keeps the authority on disk: the key 0600, the chain readable by all. The key is written first, so that a
     * certificate that is there always has its key.
     *
     * @param certificate replaced if it exists
     * @param key replaced if it exists
     * @throws PkiException if a file cannot be written
     */
    public void save(Path certificate, Path key) {
        Pem.writePrivateKey(key, identity.privateKey());
        Pem.writeCertificates(certificate, identity.chain());
    }

    /**
     * The certificate that clients must trust, if this is a root.
     *
     * @return the authority's own certificate
     */
    public X509Certificate certificate() {
        return identity.leaf();
    }

    /**
     * The authority's chain and key.
     *
     * @return the authority as an identity
     */
    public Identity identity() {
        return identity;
    }

    /**
     * Makes an authority below this one.
     *
     * @param name its common name, 1 to 64 characters
     * @param keyType the kind of its key
     * @return the intermediate, with this one's clock and randomness
     * @throws IllegalArgumentException if the name is blank or too long
     * @throws PkiException if this authority has ended, or its path length lets it sign leaves only
     */
    public CertificateAuthority issueIntermediate(String name, KeyType keyType) {
        requireName(name);
        if (certificate().getBasicConstraints() == 0) {
            throw PkiException.of(
                    Kind.NOT_AN_AUTHORITY,
                    CertificateSummary.printable(certificate().getSubjectX500Principal())
                            + " may sign leaves only (path length 0); issue the intermediate from its issuer");
        }
        KeyPair keys = keyType.generate(random);
        X509Certificate signed = CertificateTemplate.intermediate(name, keys.getPublic(), identity)
                .sign(validityFromNow(INTERMEDIATE_LIFETIME), random);
        return new CertificateAuthority(Identity.of(chainOf(signed), keys.getPrivate()), clock, random);
    }

    /**
     * Makes a leaf with a fresh key.
     *
     * @param request what it shall say
     * @return the leaf's key, and the chain to send: the leaf and all above it but the root
     * @throws IllegalArgumentException if the validity asked for begins after this authority has ended
     * @throws PkiException if no validity was asked for and this authority has ended, or it may not sign for one of the
     *     names
     */
    public Identity issue(LeafRequest request) {
        request.names().forEach(this::requirePermitted);
        KeyPair keys = request.keyType().generate(random);
        X509Certificate signed =
                CertificateTemplate.leaf(request, keys.getPublic(), identity).sign(validity(request), random);
        return Identity.justSigned(chainOf(signed), keys.getPrivate());
    }

    private void requirePermitted(String name) {
        if (!permits(name)) {
            throw PkiException.of(
                    Kind.NAME_NOT_PERMITTED,
                    CertificateSummary.printable(certificate().getSubjectX500Principal()) + " may not sign for " + name
                            + " (name constraints in its chain); ask for a name that it may sign for, or take an authority"
                            + " without constraints");
        }
    }

    /** @param name normalized */
    boolean permits(String name) {
        return permitted.include(name);
    }

    private List<X509Certificate> chainOf(X509Certificate signed) {
        return Stream.concat(Stream.of(signed), sentAbove.stream()).toList();
    }

    private Validity validity(LeafRequest request) {
        return request.validity()
                .map(asked -> new Validity(asked.notBefore(), earlier(asked.notAfter(), end())))
                .orElseGet(() -> validityFromNow(request.lifetime()));
    }

    private Validity validityFromNow(Duration lifetime) {
        requireNotEnded();
        Instant backdated = now().minus(BACKDATING).truncatedTo(ChronoUnit.SECONDS);
        Instant begin = certificate().getNotBefore().toInstant();
        Instant notBefore = backdated.isBefore(begin) ? begin : backdated;
        return new Validity(notBefore, earlier(notBefore.plus(lifetime), end()));
    }

    void requireNotEnded() {
        if (now().isAfter(end())) {
            throw PkiException.of(
                    Kind.AUTHORITY_EXPIRED,
                    CertificateSummary.printable(certificate().getSubjectX500Principal()) + " ended at " + end()
                            + " and signs no more; make a new authority");
        }
    }

    Instant now() {
        return clock.instant();
    }

    Instant end() {
        return certificate().getNotAfter().toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Names the authority; never the key. */
    @Override
    public String toString() {
        return "CertificateAuthority["
                + CertificateSummary.printable(certificate().getSubjectX500Principal()) + "]";
    }
}
