package staunch.tls.pki;

import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import staunch.tls.pki.PkiException.Kind;

/** Chooses the signature algorithm, by its JCA name, that suits a private key. */
final class SignatureAlgorithm {
    private SignatureAlgorithm() {}

    static String of(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> hashFor(key) + "withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                throw PkiException.of(
                        Kind.UNSUPPORTED_ALGORITHM,
                        "a private key of algorithm " + key.getAlgorithm() + "; use an RSA, EC or Ed25519 key");
        };
    }

    /** The hash as strong as the curve (RFC 5758 §3.2 leaves the choice open; TLS 1.3 pairs them so). */
    private static String hashFor(PrivateKey key) {
        int bits = key instanceof ECKey ec ? ec.getParams().getOrder().bitLength() : 256;
        if (bits <= 256) {
            return "SHA256";
        }
        return bits <= 384 ? "SHA384" : "SHA512";
    }
}
