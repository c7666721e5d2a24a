package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.authorityKeyIdentifier;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.LeafRequest.Usage;
import staunch.tls.pki.LeafRequest.Validity;
import staunch.tls.pki.PkiException.Kind;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    @TempDir
    private Path folder;

    private static CertificateAuthority rootAt(Instant time) {
        return CertificateAuthority.create("Root", KeyType.EC_P256, InstantSource.fixed(time), RANDOM);
    }

    private final CertificateAuthority root = rootAt(NOW);

    private static Instant begin(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static void assertUsage(X509Certificate certificate, Integer... expected) {
        boolean[] usage = certificate.getKeyUsage();
        Set<Integer> bits = Set.of(expected);
        for (int bit = 0; bit < usage.length; bit++) {
            assertEquals(bits.contains(bit), usage[bit], "key usage bit " + bit);
        }
    }

    private static byte[] subjectKeyIdentifier(X509Certificate certificate) throws Exception {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return ASN1OctetString.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                .getOctets();
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void shouldMakeRootThatMaySignAndNothingElse(KeyType type) throws Exception {
        X509Certificate certificate = CertificateAuthority.create("Žluť", type, InstantSource.fixed(NOW), RANDOM)
                .certificate();
        certificate.verify(certificate.getPublicKey());
        assertEquals("CN=Žluť", certificate.getSubjectX500Principal().getName());
        assertEquals(Integer.MAX_VALUE, certificate.getBasicConstraints());
        assertUsage(certificate, KEY_CERT_SIGN, CRL_SIGN);
        assertEquals(Set.of("2.5.29.15", "2.5.29.19"), certificate.getCriticalExtensionOIDs());
        assertNull(certificate.getExtendedKeyUsage());
        assertEquals(Instant.parse("2026-04-30T12:00:00Z"), begin(certificate));
        assertEquals(CertificateAuthority.ROOT_LIFETIME, Duration.between(begin(certificate), end(certificate)));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void shouldIssueServerLeaf(KeyType type) throws Exception {
        Identity server =
                root.issue(LeafRequest.forServer("Example.test", "*.example.test", "192.0.2.7", "::1", "bücher.test")
                        .withKeyType(type));
        X509Certificate leaf = server.leaf();
        assertEquals(List.of(leaf), server.chain(), "the root is not sent");
        leaf.verify(root.certificate().getPublicKey());
        assertEquals(root.certificate().getSubjectX500Principal(), leaf.getIssuerX500Principal());
        assertEquals(
                List.of("example.test", "*.example.test", "192.0.2.7", "::1", "xn--bcher-kva.test"),
                CertificateSummary.of(leaf).alternativeNames());
        assertEquals(-1, leaf.getBasicConstraints());
        assertEquals(List.of(SERVER_AUTH), leaf.getExtendedKeyUsage());
        if (leaf.getPublicKey().getAlgorithm().equals("RSA")) {
            assertUsage(leaf, DIGITAL_SIGNATURE, KEY_ENCIPHERMENT);
        } else {
            assertUsage(leaf, DIGITAL_SIGNATURE);
        }
        assertEquals(Set.of("2.5.29.15", "2.5.29.19"), leaf.getCriticalExtensionOIDs());
        assertArrayEquals(subjectKeyIdentifier(root.certificate()), authorityKeyIdentifier(leaf));
        assertEquals(20, subjectKeyIdentifier(leaf).length);
        assertEquals(LeafRequest.DEFAULT_LIFETIME, Duration.between(begin(leaf), end(leaf)));
        assertEquals(Instant.parse("2026-04-30T12:00:00Z"), begin(leaf));
    }

    @Test
    void shouldIssueClientLeafAndLeafForBoth() throws Exception {
        X509Certificate client = root.issue(LeafRequest.forClient("alice")).leaf();
        assertEquals(List.of(CLIENT_AUTH), client.getExtendedKeyUsage());
        assertNull(client.getSubjectAlternativeNames());
        X509Certificate both = root.issue(
                        LeafRequest.forServer("peer.test").withUsages(Set.of(Usage.SERVER, Usage.CLIENT)))
                .leaf();
        assertEquals(List.of(SERVER_AUTH, CLIENT_AUTH), both.getExtendedKeyUsage());
    }

    @Test
    void shouldLeaveSubjectEmptyWhenNameIsTooLongForIt() throws Exception {
        String label = "a".repeat(30) + ".";
        String longName = label + label + "test";
        X509Certificate leaf = root.issue(LeafRequest.forServer(longName)).leaf();
        assertEquals("", leaf.getSubjectX500Principal().getName());
        assertEquals(List.of(longName), CertificateSummary.of(leaf).alternativeNames());
        assertTrue(leaf.getCriticalExtensionOIDs().contains(Extension.subjectAlternativeName.getId()));
    }

    @Test
    void shouldSendIntermediatesButNotTheRoot() {
        CertificateAuthority first = root.issueIntermediate("First", KeyType.RSA_2048);
        CertificateAuthority second = first.issueIntermediate("Second", KeyType.ED25519);
        Identity server = second.issue(LeafRequest.forServer("example.test"));
        assertEquals(List.of(server.leaf(), second.certificate(), first.certificate()), server.chain());
        assertEquals(
                CertificateAuthority.INTERMEDIATE_LIFETIME,
                Duration.between(begin(first.certificate()), end(first.certificate())));
        assertUsage(first.certificate(), KEY_CERT_SIGN, CRL_SIGN);
        CertificateAuthority current = CertificateAuthority.create("Now");
        Identity today = current.issueIntermediate("Below", KeyType.EC_P256).issue(LeafRequest.forServer("a.test"));
        assertDoesNotThrow(() -> TrustAnchors.of(List.of(current.certificate()))
                .trustManager()
                .checkServerTrusted(today.chain().toArray(X509Certificate[]::new), "UNKNOWN"));
    }

    @Test
    void shouldGiveEachCertificateAnUnguessableSerialNumber() {
        BigInteger one = root.issue(LeafRequest.forClient("a")).leaf().getSerialNumber();
        BigInteger other = root.issue(LeafRequest.forClient("a")).leaf().getSerialNumber();
        assertNotEquals(one, other);
        assertEquals(127, one.bitLength());
        assertEquals(1, one.signum());
    }

    @Test
    void shouldNotIssueBeyondItsOwnEnd() {
        Instant lastDays = end(root.certificate()).minus(Duration.ofDays(3));
        CertificateAuthority old = CertificateAuthority.of(root.identity(), InstantSource.fixed(lastDays), RANDOM);
        assertEquals(
                end(root.certificate()),
                end(old.issue(LeafRequest.forServer("a.test")).leaf()));
        assertEquals(
                end(root.certificate()),
                end(old.issueIntermediate("Below", KeyType.EC_P256).certificate()));
        Validity tooLong = new Validity(NOW, end(root.certificate()).plusSeconds(1));
        assertEquals(
                end(root.certificate()),
                end(root.issue(LeafRequest.forServer("a.test").withValidity(tooLong))
                        .leaf()));
    }

    @Test
    void shouldNotBeginBeforeItsOwnBeginByDefault() {
        Instant early = begin(root.certificate()).plusSeconds(5);
        CertificateAuthority young = CertificateAuthority.of(root.identity(), InstantSource.fixed(early), RANDOM);
        assertEquals(
                begin(root.certificate()),
                begin(young.issue(LeafRequest.forServer("a.test")).leaf()));
    }

    @Test
    void shouldSignNoMoreAfterItsEnd() {
        Instant after = end(root.certificate()).plusSeconds(1);
        CertificateAuthority ended = CertificateAuthority.of(root.identity(), InstantSource.fixed(after), RANDOM);
        assertFails(Kind.AUTHORITY_EXPIRED, () -> ended.issue(LeafRequest.forServer("a.test")));
        assertFails(Kind.AUTHORITY_EXPIRED, () -> ended.issueIntermediate("Below", KeyType.EC_P256));
        Validity future = new Validity(after, after.plusSeconds(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> root.issue(LeafRequest.forServer("a.test").withValidity(future)));
    }

    @Test
    void shouldIssueExpiredLeafWhenAskedFor() {
        Validity past = new Validity(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-01-02T00:00:00Z"));
        X509Certificate leaf =
                root.issue(LeafRequest.forServer("a.test").withValidity(past)).leaf();
        assertEquals(past, new Validity(begin(leaf), end(leaf)));
        X509Certificate brief = root.issue(LeafRequest.forServer("a.test").withLifetime(Duration.ofDays(2)))
                .leaf();
        assertEquals(Duration.ofDays(2), Duration.between(begin(brief), end(brief)));
    }

    @Test
    void shouldSaveAndLoad() {
        Path certificate = folder.resolve("ca.pem");
        Path key = folder.resolve("ca-key.pem");
        CertificateAuthority intermediate =
                CertificateAuthority.create("Now").issueIntermediate("Below", KeyType.EC_P256);
        intermediate.save(certificate, key);
        CertificateAuthority loaded = CertificateAuthority.fromPem(certificate, key, PassphraseSource.none());
        assertEquals(intermediate.certificate(), loaded.certificate());
        Identity leaf = loaded.issue(LeafRequest.forServer("a.test"));
        assertEquals(List.of(leaf.leaf(), intermediate.certificate()), leaf.chain());
        assertEquals("CertificateAuthority[CN=Below]", loaded.toString());
    }

    @Test
    void shouldRefuseCertificatesThatMayNotSign() {
        Identity leaf = root.issue(LeafRequest.forServer("a.test"));
        Path certificate = folder.resolve("leaf.pem");
        Path key = folder.resolve("key.pem");
        Pem.writeCertificates(certificate, leaf.chain());
        Pem.writePrivateKey(key, leaf.privateKey());
        PkiException failure = assertFails(
                Kind.NOT_AN_AUTHORITY, () -> CertificateAuthority.fromPem(certificate, key, PassphraseSource.none()));
        assertMentions(failure, "leaf.pem", "CN=a.test", "may not sign");
    }

    @Test
    void shouldHeedPathLengthAndIssuersWithoutKeyIdentifier() throws Exception {
        var keys = KeyType.EC_P256.generate(RANDOM);
        X509Certificate old = root.certificate();
        var builder = new JcaX509v3CertificateBuilder(
                old.getSubjectX500Principal(),
                BigInteger.ONE,
                old.getNotBefore(),
                old.getNotAfter(),
                old.getSubjectX500Principal(),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        X509Certificate bare = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        CertificateAuthority limited = CertificateAuthority.of(
                Identity.of(List.of(bare), keys.getPrivate()), InstantSource.fixed(NOW), RANDOM);
        assertFails(Kind.NOT_AN_AUTHORITY, () -> limited.issueIntermediate("Below", KeyType.EC_P256));
        X509Certificate leaf = limited.issue(LeafRequest.forServer("a.test")).leaf();
        assertArrayEquals(
                new JcaX509ExtensionUtils()
                        .createSubjectKeyIdentifier(keys.getPublic())
                        .getKeyIdentifier(),
                authorityKeyIdentifier(leaf));
    }

    /** An authority with those constraints. */
    private static CertificateAuthority constrainedBy(ASN1Encodable constraints) {
        var keys = KeyType.EC_P256.generate(RANDOM);
        X509Certificate certificate = PkiFixtures.selfSigned(new X500Name("CN=Constrained"), keys, builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.nameConstraints, false, constraints);
        });
        Identity identity = Identity.of(List.of(certificate), keys.getPrivate());
        return CertificateAuthority.of(identity, InstantSource.fixed(NOW), RANDOM);
    }

    private static GeneralSubtree[] subtree(int type, String name) {
        return new GeneralSubtree[] {new GeneralSubtree(new GeneralName(type, name))};
    }

    @Test
    void shouldHeedNameConstraints() {
        CertificateAuthority within = constrainedBy(new NameConstraints(
                subtree(GeneralName.dNSName, "mine.test"), subtree(GeneralName.iPAddress, "10.0.0.0/8")));
        for (String name : List.of("mine.test", "a.b.mine.test", "*.mine.test", "192.0.2.7", "::1")) {
            assertEquals(
                    List.of(name),
                    CertificateSummary.of(
                                    within.issue(LeafRequest.forServer(name)).leaf())
                            .alternativeNames());
        }
        for (String name : List.of("test", "notmine.test", "mine.test.other", "10.1.2.3")) {
            assertMentions(
                    assertFails(Kind.NAME_NOT_PERMITTED, () -> within.issue(LeafRequest.forServer("mine.test", name))),
                    "CN=Constrained",
                    name);
        }
    }

    @Test
    void shouldRefuseConstraintsThatCannotBeRead() {
        assertMentions(
                assertFails(Kind.MALFORMED, () -> constrainedBy(new DEROctetString(new byte[3]))), "CN=Constrained");
    }

    @Test
    void shouldRefuseNamesThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> CertificateAuthority.create(" "));
        assertThrows(IllegalArgumentException.class, () -> CertificateAuthority.create("x".repeat(65)));
        assertThrows(IllegalArgumentException.class, () -> root.issueIntermediate("", KeyType.EC_P256));
        assertEquals(
                "CN=" + "x".repeat(64),
                CertificateAuthority.create("x".repeat(64))
                        .certificate()
                        .getSubjectX500Principal()
                        .getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-a.test",
                "a-.test",
                "a..test",
                "*",
                "a.*.test",
                "**.test",
                "*a.test",
                "1.2.3.4/24",
                "a.test:443",
                "[::1]",
                "a\nb.test",
                "https://a.test"
            })
    void shouldRefuseWhatIsNeitherHostNorAddress(String name) {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> LeafRequest.forServer(name));
        assertFalse(String.valueOf(failure.getMessage()).contains("\n"));
    }

    @Test
    void shouldRefuseRequestsThatMakeNoSense() {
        LeafRequest good = LeafRequest.forServer("a.test.");
        assertEquals(List.of("a.test"), good.names());
        assertThrows(IllegalArgumentException.class, LeafRequest::forServer);
        assertThrows(IllegalArgumentException.class, () -> LeafRequest.forClient(" "));
        assertThrows(IllegalArgumentException.class, () -> good.withUsages(Set.of()));
        assertThrows(IllegalArgumentException.class, () -> good.withLifetime(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Validity(NOW, NOW.minusNanos(1)));
        String[] names = Stream.iterate(0, i -> i + 1)
                .limit(LeafRequest.MAX_NAMES + 1L)
                .map(i -> "h" + i)
                .toArray(String[]::new);
        assertThrows(IllegalArgumentException.class, () -> LeafRequest.forServer(names));
        names[LeafRequest.MAX_NAMES] = "h0";
        assertEquals(LeafRequest.MAX_NAMES, LeafRequest.forServer(names).names().size());
        assertThrows(IllegalArgumentException.class, () -> LeafRequest.forServer(("a".repeat(63) + ".").repeat(4)));
    }

    static Stream<Arguments> keyTypes() {
        return Stream.of(KeyType.values())
                .flatMap(authority -> Stream.of(KeyType.values()).map(leaf -> Arguments.of(authority, leaf)));
    }

    @ParameterizedTest
    @MethodSource("keyTypes")
    void shouldPassStrictVerificationByOpenSsl(KeyType authorityType, KeyType leafType) {
        OpenSsl.assumePresent();
        CertificateAuthority top = CertificateAuthority.create("Root", authorityType, InstantSource.system(), RANDOM);
        CertificateAuthority issuing = top.issueIntermediate("Issuing", authorityType);
        Identity server =
                issuing.issue(LeafRequest.forServer("example.test", "::1").withKeyType(leafType));
        Path rootFile = folder.resolve("root.pem");
        Path chainFile = folder.resolve("chain.pem");
        Pem.writeCertificates(rootFile, List.of(top.certificate()));
        Pem.writeCertificates(chainFile, server.chain());
        String file = chainFile.toString();
        Map<String, String> checks = Map.of("-verify_hostname", "example.test", "-verify_ip", "::1");
        checks.forEach((option, name) -> OpenSsl.output(
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                option,
                name,
                "-CAfile",
                rootFile.toString(),
                "-untrusted",
                file,
                file));
        OpenSsl.Result other = OpenSsl.run(
                "verify",
                "-x509_strict",
                "-verify_hostname",
                "other.test",
                "-CAfile",
                rootFile.toString(),
                "-untrusted",
                file,
                file);
        assertNotEquals(0, other.status(), other.output());
    }
}
