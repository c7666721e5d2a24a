package staunch.tls.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kinds of key that {@link CertificateAuthority} makes. */
public enum KeyType {
    /** ECDSA on the curve P-256: fast, short, understood by everybody. The default. */
    EC_P256("EC"),
    /** ECDSA on the curve P-384, for rules that ask for more than 128 bits of strength. Slower. */
    EC_P384("EC"),
    /** RSA with 2048 bits, for peers of an older day. Slow to make and to sign with. */
    RSA_2048("RSA"),
    /** RSA with 3072 bits. Slower still. */
    RSA_3072("RSA"),
    /** Ed25519: its signatures are deterministic and of fixed length. Browsers do not accept it. */
    ED25519("Ed25519");

    private final String algorithm;

    KeyType(String algorithm) {
        this.algorithm = algorithm;
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case EC_P256 -> new ECGenParameterSpec("secp256r1");
            case EC_P384 -> new ECGenParameterSpec("secp384r1");
            case RSA_2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
            case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
            case ED25519 -> NamedParameterSpec.ED25519;
        };
    }

    KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters(), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys of type " + this, e);
        }
    }
}
