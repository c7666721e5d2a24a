package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.tls.pki.LeafRequest.Validity;
import staunch.tls.pki.PkiException.Kind;

class IdentityTest {
    @TempDir
    private Path folder;

    private final CertificateAuthority root = CertificateAuthority.create("Root");
    private final CertificateAuthority issuing = root.issueIntermediate("Issuing", KeyType.EC_P256);
    private final Identity server = issuing.issue(LeafRequest.forServer("example.test"));

    @Test
    void shouldLoadChainAndKey() {
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        Pem.writeCertificates(chain, server.chain());
        Pem.writePrivateKey(key, server.privateKey());
        Identity loaded = Identity.fromPem(chain, key, PassphraseSource.none());
        assertEquals(server.chain(), loaded.chain());
        assertEquals(server.leaf(), loaded.leaf());
        assertEquals(((ECPrivateKey) server.privateKey()).getS(), ((ECPrivateKey) loaded.privateKey()).getS());
        assertThrows(UnsupportedOperationException.class, () -> loaded.chain().clear());
    }

    @Test
    void shouldAcceptChainWithRoot() {
        List<X509Certificate> withRoot = List.of(server.leaf(), issuing.certificate(), root.certificate());
        assertEquals(withRoot, Identity.of(withRoot, server.privateKey()).chain());
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void shouldRefuseKeyOfAnotherCertificate(KeyType other) {
        PkiException failure = assertFails(
                Kind.KEY_MISMATCH,
                () -> Identity.of(server.chain(), other.generate(RANDOM).getPrivate()));
        assertMentions(failure, "does not belong", "CN=example.test");
    }

    @Test
    void shouldNameTheKeyFileThatDoesNotMatch() {
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        Pem.writeCertificates(chain, server.chain());
        Pem.writePrivateKey(
                key, issuing.issue(LeafRequest.forServer("other.test")).privateKey());
        PkiException failure =
                assertFails(Kind.KEY_MISMATCH, () -> Identity.fromPem(chain, key, PassphraseSource.none()));
        assertEquals(Optional.of(key), failure.file());
    }

    @Test
    void shouldSayThatTheLeafIsNotFirst() {
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        Pem.writeCertificates(chain, List.of(issuing.certificate(), server.leaf()));
        Pem.writePrivateKey(key, server.privateKey());
        PkiException failure =
                assertFails(Kind.CHAIN_OUT_OF_ORDER, () -> Identity.fromPem(chain, key, PassphraseSource.none()));
        assertMentions(failure, "key belongs to certificate 2", "CN=example.test", "first");
        assertEquals(Optional.of(chain), failure.file());
    }

    @Test
    void shouldSayWhichCertificateIsNotSignedByTheNext() {
        List<X509Certificate> gap = List.of(server.leaf(), root.certificate());
        assertMentions(
                assertFails(Kind.CHAIN_OUT_OF_ORDER, () -> Identity.of(gap, server.privateKey())),
                "certificate 1, CN=example.test, is not signed by certificate 2, CN=Root");
        X509Certificate impostor =
                root.issueIntermediate("Issuing", KeyType.EC_P256).certificate();
        List<X509Certificate> sameNameOtherKey = List.of(server.leaf(), impostor);
        assertFails(Kind.CHAIN_OUT_OF_ORDER, () -> Identity.of(sameNameOtherKey, server.privateKey()));
        assertFails(Kind.NOT_IN_FILE, () -> Identity.of(List.of(), server.privateKey()));
    }

    @Test
    void shouldRefuseKeysOfOtherAlgorithms() throws Exception {
        var x25519 = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        assertFails(Kind.UNSUPPORTED_ALGORITHM, () -> Identity.of(server.chain(), x25519.getPrivate()));
    }

    @Test
    void shouldLoadExpiredCertificateAndWarn() {
        Instant end = Instant.parse("2020-02-01T00:00:00Z");
        Identity expired = root.issue(LeafRequest.forServer("old.test")
                .withValidity(new Validity(Instant.parse("2020-01-01T00:00:00Z"), end)));
        assertEquals(Optional.empty(), expired.validityWarning(end));
        assertTrue(
                expired.validityWarning(end.plusSeconds(1)).orElseThrow().contains("CN=old.test ended at 2020-02-01"));
        assertTrue(expired.validityWarning(Instant.EPOCH).orElseThrow().contains("begins only at 2020-01-01"));
        assertEquals(
                Optional.empty(), server.validityWarning(InstantSource.system().instant()));
    }

    @Test
    void shouldNotShowTheKeyInToString() {
        Identity rsa = root.issue(LeafRequest.forServer("rsa.test").withKeyType(KeyType.RSA_2048));
        assertEquals("Identity[CN=rsa.test, RSA, chain of 1]", rsa.toString());
        String hex = HexFormat.of().formatHex(rsa.privateKey().getEncoded());
        assertFalse(rsa.toString().contains(hex.substring(100, 110)));
        assertSame(rsa.leaf(), rsa.chain().get(0));
    }
}
