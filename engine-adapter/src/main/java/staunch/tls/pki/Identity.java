package staunch.tls.pki;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import staunch.tls.pki.PkiException.Kind;

/**
 * Who an endpoint is: a private key and the chain of certificates that says whose it is. Whoever has an
 * {@code Identity} can rely on two things, checked when it was made: the key belongs to the first certificate, and each
 * certificate is signed by the next.
 *
 * <p>That a certificate has ended is <em>not</em> an error here: a server with a certificate that ended last night
 * shall start and say so, and the peer is the one who judges. Ask {@link #validityWarning}.
 */
public final class Identity {
    private static final byte[] PROBE = {'s', 't', 'a', 'u', 'n', 'c', 'h'};

    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;

    private Identity(List<X509Certificate> chain, PrivateKey privateKey) {
        this.chain = List.copyOf(chain);
        this.privateKey = privateKey;
    }

    /**
     * An identity of objects in memory.
     *
     * @param chain from the leaf upwards, at least one; the root may be left out
     * @param privateKey the leaf's; may live in hardware, as long as it can sign
     * @return the identity
     * @throws PkiException if the key does not belong to the leaf, or the chain is out of order
     */
    public static Identity of(List<X509Certificate> chain, PrivateKey privateKey) {
        if (chain.isEmpty()) {
            throw PkiException.of(Kind.NOT_IN_FILE, "the chain is empty; give at least the leaf's certificate");
        }
        requireKeyOfLeaf(chain, privateKey);
        requireOrder(chain);
        return new Identity(chain, privateKey);
    }

    /** For a key and a chain that {@link CertificateAuthority} has made a moment ago: nothing is verified again. */
    static Identity justSigned(List<X509Certificate> chain, PrivateKey privateKey) {
        return new Identity(chain, privateKey);
    }

    /**
     * Loads an identity from PEM files, which may be one and the same.
     *
     * @param chain the certificates, from the leaf upwards
     * @param key the leaf's private key
     * @param passphrase asked only if the key is encrypted
     * @return the identity
     * @throws PkiException if a file cannot be used (see {@link Pem}), the key does not belong to the leaf, or the chain
     *     is out of order
     */
    public static Identity fromPem(Path chain, Path key, PassphraseSource passphrase) {
        List<X509Certificate> certificates = Pem.readCertificates(chain);
        PrivateKey privateKey = Pem.readPrivateKey(key, passphrase);
        try {
            return of(certificates, privateKey);
        } catch (PkiException e) {
            throw e.in(e.kind() == Kind.KEY_MISMATCH ? key : chain);
        }
    }

    private static void requireKeyOfLeaf(List<X509Certificate> chain, PrivateKey privateKey) {
        if (matches(chain.get(0).getPublicKey(), privateKey)) {
            return;
        }
        for (int i = 1; i < chain.size(); i++) {
            if (matches(chain.get(i).getPublicKey(), privateKey)) {
                throw PkiException.of(
                        Kind.CHAIN_OUT_OF_ORDER,
                        "the key belongs to certificate " + (i + 1) + ", " + subject(chain.get(i))
                                + "; put that one first, then its issuer, and so on");
            }
        }
        throw PkiException.of(
                Kind.KEY_MISMATCH,
                "the private key does not belong to the certificate of " + subject(chain.get(0))
                        + "; name the key that the certificate was made for");
    }

    private static void requireOrder(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isSignedBy(chain.get(i), chain.get(i + 1))) {
                throw PkiException.of(
                        Kind.CHAIN_OUT_OF_ORDER,
                        "certificate " + (i + 1) + ", " + subject(chain.get(i)) + ", is not signed by certificate "
                                + (i + 2) + ", " + subject(chain.get(i + 1))
                                + "; put the leaf first and behind each certificate its issuer");
            }
        }
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** By a signature, because keys in hardware cannot be compared. */
    private static boolean matches(PublicKey publicKey, PrivateKey privateKey) {
        String algorithm = SignatureAlgorithm.of(privateKey);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM,
                    "no installed provider signs with " + algorithm + "; use an RSA, EC or Ed25519 key",
                    e);
        }
    }

    private static String subject(X509Certificate certificate) {
        return CertificateSummary.printable(certificate.getSubjectX500Principal());
    }

    /**
     * The certificates to send, from the leaf upwards.
     *
     * @return unmodifiable, at least one
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * The certificate that names this endpoint.
     *
     * @return the first of the chain
     */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /**
     * The leaf's private key.
     *
     * @return the key itself; handle with care
     */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * Says whether a certificate of the chain has ended or has not begun, in which case peers will refuse it.
     *
     * @param now the time to judge by
     * @return one line for a person, or empty if all are valid
     */
    public Optional<String> validityWarning(Instant now) {
        for (X509Certificate certificate : chain) {
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                return Optional.of("the certificate of " + subject(certificate) + " ended at "
                        + certificate.getNotAfter().toInstant() + "; peers will refuse it: renew it");
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                return Optional.of("the certificate of " + subject(certificate) + " begins only at "
                        + certificate.getNotBefore().toInstant() + "; peers will refuse it: check the clock");
            }
        }
        return Optional.empty();
    }

    /** Whether the other one shows the same chain; and so has the same key, as both keys belong to one leaf. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that && chain.equals(that.chain);
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    /** Names the leaf and the length of the chain; never the key. */
    @Override
    public String toString() {
        return "Identity[" + subject(leaf()) + ", " + privateKey.getAlgorithm() + ", chain of " + chain.size() + "]";
    }
}
