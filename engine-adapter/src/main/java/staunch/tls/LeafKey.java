package staunch.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import staunch.tls.record.ClientHello;
import staunch.tls.record.CodePoints;
import staunch.tls.record.TlsRegistry;

/**
 * The kinds of key that a certificate can hold: who can verify what they sign (RFC 8446 §4.2.3, RFC 8422 §5, RFC 5246
 * §7.4.3), and what providers call them.
 *
 * <pre>
 *               TLS 1.3: scheme         TLS 1.2: scheme of         and suite with   and group
 *   ECDSA       that of the curve       any curve                  ECDSA            of the curve
 *   EdDSA       its own                 its own                    ECDSA            -
 *   RSA         PSS                     PSS or PKCS#1              RSA              -
 *   RSASSA-PSS  PSS, for such keys      PSS, for such keys         RSA              -
 * </pre>
 *
 * Signatures with SHA-1 are not counted: today's engines make none. A key of a kind that is not here is left to the engine.
 */
enum LeafKey {
    P256("06082A8648CE3D030107", "EC ECDHE_ECDSA EC/SECP256R1", 0x0017, schemes(0x0403), Common.ECDSA),
    P384("06052B81040022", "EC ECDHE_ECDSA EC/SECP384R1", 0x0018, schemes(0x0503), Common.ECDSA),
    P521("06052B81040023", "EC ECDHE_ECDSA EC/SECP521R1", 0x0019, schemes(0x0603), Common.ECDSA),
    ED25519("ED25519", "EDDSA ED25519", Common.NO_GROUP, schemes(0x0807), schemes(0x0807)),
    ED448("ED448", "EDDSA ED448", Common.NO_GROUP, schemes(0x0808), schemes(0x0808)),
    RSA("RSA", "RSA ECDHE_RSA DHE_RSA", Common.NO_GROUP, Common.PSS, Common.PSS_OR_PKCS1),
    RSASSA_PSS("RSASSA-PSS", "RSASSA-PSS", Common.NO_GROUP, Common.PSS_KEYS, Common.PSS_KEYS),
    OTHER("", "", Common.NO_GROUP, Set.of(), Set.of());

    /** In a class of its own, as an enum's constants cannot refer to its fields. */
    private static final class Common {
        static final int NO_GROUP = -1;
        static final Set<Integer> ECDSA = schemes(0x0403, 0x0503, 0x0603);
        static final Set<Integer> PSS = schemes(0x0804, 0x0805, 0x0806);
        static final Set<Integer> PSS_OR_PKCS1 = schemes(0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601);
        static final Set<Integer> PSS_KEYS = schemes(0x0809, 0x080a, 0x080b);
    }

    private final String name;
    private final Set<String> providersNames;
    private final int group;
    private final Set<Integer> schemesOf13;
    private final Set<Integer> schemesOf12;

    /**
     * @param name of the algorithm; for a curve of ECDSA its encoded object identifier, as JDKs name curves differently
     * @param providersNames in upper case, separated by spaces
     */
    LeafKey(String name, String providersNames, int group, Set<Integer> schemesOf13, Set<Integer> schemesOf12) {
        this.name = name;
        this.providersNames = Set.of(providersNames.split(" "));
        this.group = group;
        this.schemesOf13 = schemesOf13;
        this.schemesOf12 = schemesOf12;
    }

    private static Set<Integer> schemes(int... codes) {
        return Set.of(IntStream.of(codes).boxed().toArray(Integer[]::new));
    }

    static LeafKey of(PublicKey key) {
        String name = name(key).toUpperCase(Locale.ROOT);
        return Stream.of(values())
                .filter(kind -> kind.name.equals(name))
                .findFirst()
                .orElse(OTHER);
    }

    /** Whether it signs by EdDSA (RFC 8032). */
    boolean isOfEdwardsCurve() {
        return this == ED25519 || this == ED448;
    }

    private static String name(PublicKey key) {
        if (key instanceof EdECPublicKey edwards) {
            return edwards.getParams().getName();
        }
        return key instanceof ECPublicKey point ? curve(point) : key.getAlgorithm();
    }

    private static String curve(ECPublicKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(key.getParams());
            return HexFormat.of().formatHex(parameters.getEncoded());
        } catch (GeneralSecurityException | IOException unknownCurve) {
            return "unknown";
        }
    }

    /**
     * Whether a provider that asks for this type of key means one of these: {@code EC} or {@code ECDHE_ECDSA} or {@code
     * EC/secp256r1}, by provider and by version.
     */
    boolean isCalled(String keyType) {
        return providersNames.contains(keyType.toUpperCase(Locale.ROOT));
    }

    boolean isEcdsa() {
        return group != Common.NO_GROUP;
    }

    /** Whether a client can verify what such a key signs. */
    boolean isVerifiableBy(ClientHello hello, boolean tls13) {
        if (tls13) {
            return hello.signatureSchemes().stream().anyMatch(schemesOf13::contains);
        }
        CodePoints schemes = hello.signatureSchemes();
        // Without the extensions, a client of TLS 1.2 says nothing about schemes and groups.
        return (schemes.isEmpty() || schemes.stream().anyMatch(schemesOf12::contains))
                && (!isEcdsa() || hello.groups().isEmpty() || hello.groups().contains(group))
                && hello.cipherSuites().stream().anyMatch(this::isUsedWith);
    }

    private boolean isUsedWith(int suite) {
        return TlsRegistry.CIPHER_SUITE.name(suite).contains(authentication());
    }

    /** As it stands in the names of suites before TLS 1.3. */
    private String authentication() {
        return switch (this) {
            case P256, P384, P521, ED25519, ED448 -> "_ECDSA_";
            case RSA, RSASSA_PSS -> "RSA_";
            case OTHER -> "no suite";
        };
    }
}
