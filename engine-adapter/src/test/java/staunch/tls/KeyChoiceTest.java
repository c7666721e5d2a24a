package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.reactor.Layer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identities;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.record.ClientHello;
import staunch.tls.record.ClientHelloParser;
import staunch.tls.record.HelloBytes;

/** Which of several identities under one name suits a client: a table of what it says in its hello. */
class KeyChoiceTest {
    private static final CertificateAuthority ECDSA_ROOT = authority(KeyType.EC_P384);
    private static final CertificateAuthority RSA_ROOT = authority(KeyType.RSA_2048);
    private static final Identity RSA = leaf(RSA_ROOT, KeyType.RSA_2048);
    private static final Identity P256 = leaf(ECDSA_ROOT, KeyType.EC_P256);
    private static final Identity P384 = leaf(ECDSA_ROOT, KeyType.EC_P384);
    private static final Identity ED25519 = leaf(ECDSA_ROOT, KeyType.ED25519);
    private static final Identity P256_BY_RSA = leaf(RSA_ROOT, KeyType.EC_P256);

    private static CertificateAuthority authority(KeyType keyType) {
        return CertificateAuthority.create("Root", keyType, InstantSource.system(), new SecureRandom());
    }

    private static Identity leaf(CertificateAuthority authority, KeyType keyType) {
        return authority.issue(LeafRequest.forServer(TlsFixtures.HOST).withKeyType(keyType));
    }

    private static String chosen(HelloBytes bytes, TlsOptions options, Identity... candidates) {
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(ByteBuffer.wrap(bytes.wire()));
        ClientHello hello = parser.hello();
        List<Layer> layers = new ArrayList<>();
        ShownIdentities shown = ShownIdentities.of(Identities.NONE.withDefault(candidates), identity -> {
            TlsContext context = new TlsContext(options, Optional.of(identity), null);
            ShownIdentity one = new ShownIdentity(identity, context, context.parameters());
            layers.add(one);
            return one;
        });
        return name(candidates[layers.indexOf(shown.forClient(hello).orElseThrow())]);
    }

    private static String name(Identity identity) {
        return identity == RSA
                ? "RSA"
                : identity == P256
                        ? "P256"
                        : identity == P384 ? "P384" : identity == ED25519 ? "ED25519" : "P256_BY_RSA";
    }

    private static int[] codes(String text) {
        return text.equals("-")
                ? new int[0]
                : List.of(text.split(" ")).stream()
                        .mapToInt(HexFormat::fromHexDigits)
                        .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        // signature_algorithms, signature_algorithms_cert, expected of RSA, ED25519, P384, P256
        "0403 0503 0804 0401,   -,         P384",
        "0503 0403,             -,         P384",
        "0403,                  0503,      P256",
        "0403,                  -,         P256",
        "0804,                  0401,      RSA",
        "0804 0401,             -,         RSA",
        "0401,                  -,         P384",
        "0807,                  0503,      ED25519",
        "0804 0807,             0401 0503, RSA",
        "0805 0403,             0401,      RSA",
        "0805 0403,             0503,      P256",
        "0603,                  0603,      P384",
        "0a0a 0403 1a1a,        0503 2a2a, P256"
    })
    void shouldChooseByTheSchemesOfTls13(String schemes, String certificateSchemes, String expected) {
        HelloBytes hello = new HelloBytes().supportedVersions(0x0304, 0x0303).signatureSchemes(codes(schemes));
        if (!certificateSchemes.equals("-")) {
            hello.certificateSignatureSchemes(codes(certificateSchemes));
        }
        assertEquals(expected, chosen(hello, TlsOptions.DEFAULT, RSA, ED25519, P384, P256));
    }

    @ParameterizedTest
    @CsvSource({
        // suites, signature_algorithms, groups, expected of RSA, ED25519, P384, P256
        "c02b c02f, 0403 0503 0401, 0017 0018, P384",
        "c02f c02b, 0403 0503 0401, 001d 0017, P256",
        "c02f,      0403 0503 0401, 001d 0017, RSA",
        "c02b,      0401 0403,      0017,      P256",
        "c02b c02f, 0503 0401,      001d,      RSA",
        "c02b c02f, 0807 0503,      001d,      ED25519",
        "c02f,      0804 0401,      001d,      RSA",
        "009c,      0401,           -,         RSA",
        "c02b c02f, -,              -,         P384",
        "c02f,      -,              -,         RSA",
        "c02b,      0503,           0017,      P256"
    })
    void shouldChooseBySuiteSchemeAndGroupInTls12(String suites, String schemes, String groups, String expected) {
        HelloBytes hello = new HelloBytes().suites(HelloBytes.shorts(codes(suites)));
        if (!schemes.equals("-")) {
            hello.signatureSchemes(codes(schemes));
        }
        if (!groups.equals("-")) {
            hello.groups(codes(groups));
        }
        assertEquals(expected, chosen(hello, TlsOptions.DEFAULT, RSA, ED25519, P384, P256));
    }

    @Test
    void shouldJudgeByTheVersionThatWillBeSpoken() {
        HelloBytes hello = new HelloBytes()
                .supportedVersions(0x0304, 0x0303)
                .suites(HelloBytes.shorts(0x1301, 0xc02f))
                .signatureSchemes(0x0403, 0x0503, 0x0401);
        assertEquals("P256", chosen(hello, TlsOptions.DEFAULT, RSA, P256));
        assertEquals("RSA", chosen(hello, TlsFixtures.options("1.2"), RSA, P256));
    }

    @Test
    void shouldPreferAChainThatTheClientCanVerify() {
        HelloBytes onlyEcdsa = new HelloBytes().supportedVersions(0x0304).signatureSchemes(0x0403, 0x0503);
        assertEquals("P256", chosen(onlyEcdsa, TlsOptions.DEFAULT, P256_BY_RSA, P256));
        assertEquals("P256_BY_RSA", chosen(onlyEcdsa, TlsOptions.DEFAULT, P256_BY_RSA, RSA));
        HelloBytes both = new HelloBytes().supportedVersions(0x0304).signatureSchemes(0x0403, 0x0401, 0x0804);
        assertEquals("P256_BY_RSA", chosen(both, TlsOptions.DEFAULT, P256, P256_BY_RSA));
    }
}
