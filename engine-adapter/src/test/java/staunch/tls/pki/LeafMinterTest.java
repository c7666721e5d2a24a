package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.MinterFixture.AT_ONCE;
import static staunch.tls.pki.MinterFixture.NOW;
import static staunch.tls.pki.MinterFixture.address;
import static staunch.tls.pki.MinterFixture.assertFailsLater;
import static staunch.tls.pki.MinterFixture.begin;
import static staunch.tls.pki.MinterFixture.dns;
import static staunch.tls.pki.MinterFixture.end;
import static staunch.tls.pki.MinterFixture.failure;
import static staunch.tls.pki.MinterFixture.made;
import static staunch.tls.pki.MinterFixture.names;
import static staunch.tls.pki.MinterFixture.real;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertMentions;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.PkiException.Kind;

/** What the leaves of an intercepting proxy say. */
class LeafMinterTest {
    private static final BasicConstraints MAY_SIGN = new BasicConstraints(true);

    private final MinterFixture minting = new MinterFixture();
    private final LeafMinter<Identity> minter = minting.minter(AT_ONCE, 10);

    private static LeafMinter<Identity> under(CertificateAuthority authority) {
        return LeafMinter.of(authority, Function.identity(), AT_ONCE, 10);
    }

    @Test
    void shouldSayWhatBrowsersWantAndNoMore() throws Exception {
        X509Certificate leaf = made(minter.mint("www.test", real(dns("www.test"), dns("*.www.test"), address("::1"))))
                .leaf();
        CertificateSummary summary = CertificateSummary.of(leaf);
        assertEquals("CN=www.test", summary.subject());
        assertEquals(List.of("www.test", "*.www.test", "::1"), summary.alternativeNames());
        assertEquals(-1, leaf.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
        assertTrue(leaf.getKeyUsage()[0]);
        assertFalse(leaf.getKeyUsage()[5], "may not sign");
        assertEquals(NOW.minus(CertificateAuthority.BACKDATING), begin(leaf));
        assertEquals(Duration.ofDays(197), Duration.between(begin(leaf), end(leaf)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "WWW.Example.TEST., www.example.test",
        "bücher.test, xn--bcher-kva.test"
    })
    void shouldNameHostsAndAddressesInOneForm(String asked, String shown) throws Exception {
        Identity leaf = made(minter.mint(asked));
        assertEquals(List.of(shown), names(leaf));
        int type = shown.contains("test") ? GeneralName.dNSName : GeneralName.iPAddress;
        assertEquals(
                type, leaf.leaf().getSubjectAlternativeNames().iterator().next().get(0));
        assertSame(leaf, made(minter.mint(shown)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b.test", "a\n.test", "a\0.test", "[::1]", "www.test:443", "*", "fe80::1%eth0"})
    void shouldRefuseWhatIsNoName(String asked) {
        Throwable failure = failure(minter.mint(asked));
        assertEquals(IllegalArgumentException.class, failure.getClass());
        assertFalse(String.valueOf(failure.getMessage()).matches("(?s).*[\\n\\x00].*"));
        assertEquals(0, minting.signed.get());
    }

    @Test
    void shouldTakeNothingOddFromTheRealLeaf() throws Exception {
        X509Certificate hostile =
                PkiFixtures.selfSigned(new X500Name("CN=hostile"), KeyType.EC_P256.generate(RANDOM), builder -> {
                    builder.addExtension(Extension.basicConstraints, true, MAY_SIGN);
                    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                        dns("good.test"),
                        dns("new\r\nline.test"),
                        dns("escape\u001b[31m.test"),
                        dns("null\0.test"),
                        dns("sp ace.test"),
                        dns("*"),
                        dns("a.*.test"),
                        dns("192.0.2.9"),
                        dns("x".repeat(64) + ".test"),
                        dns(("a".repeat(63) + ".").repeat(4) + "test"),
                        address("192.0.2.8"),
                        new GeneralName(GeneralName.rfc822Name, "me@mail.test"),
                        new GeneralName(GeneralName.uniformResourceIdentifier, "https://uri.test/"),
                        new GeneralName(GeneralName.directoryName, "CN=directory.test"),
                        new GeneralName(GeneralName.registeredID, "1.2.3.4"),
                        new GeneralName(
                                GeneralName.iPAddress,
                                new DEROctetString(new byte[] {10, 0, 0, 0, (byte) 255, 0, 0, 0})),
                        dns("Good.TEST")
                    }));
                });
        X509Certificate leaf = made(minter.mint("www.test", hostile)).leaf();
        assertEquals(
                List.of("www.test", "good.test", "192.0.2.8"),
                CertificateSummary.of(leaf).alternativeNames());
        assertEquals("CN=www.test", CertificateSummary.of(leaf).subject());
        assertEquals(-1, leaf.getBasicConstraints());
    }

    @Test
    void shouldTakeABoundedNumberOfNames() {
        GeneralName[] many = IntStream.range(0, 5 * LeafRequest.MAX_NAMES)
                .mapToObj(i -> dns("h" + i + ".test"))
                .toArray(GeneralName[]::new);
        List<String> names = names(made(minter.mint("www.test", real(many))));
        assertEquals(LeafRequest.MAX_NAMES, names.size());
        assertEquals(List.of("www.test", "h0.test"), names.subList(0, 2));
    }

    @Test
    void shouldTakeALeafWithoutAlternativeNames() {
        X509Certificate bare = PkiFixtures.selfSigned(new X500Name("CN=other.test"));
        assertEquals(List.of("www.test"), names(made(minter.mint("www.test", bare))));
    }

    // Row 1: a leaf with the authority's key is refused by strict clients.
    @Test
    void shouldGiveEachLeafAKeyOfItsOwn() {
        Set<Object> keys = new HashSet<>();
        keys.add(minting.authority.certificate().getPublicKey());
        for (String host : List.of("a.test", "b.test", "c.test")) {
            Identity leaf = made(minter.mint(host));
            assertTrue(keys.add(leaf.leaf().getPublicKey()), host);
            assertEquals(leaf, Identity.of(leaf.chain(), leaf.privateKey()), "the key belongs to the leaf");
        }
    }

    // Row 2: an authority key identifier that was computed anew does not lead to the user's own minting.authority.
    @Test
    void shouldCopyTheKeyIdentifierOfAUsersOwnAuthority() {
        byte[] arbitrary = {1, 2, 3};
        var keys = KeyType.RSA_2048.generate(RANDOM);
        X509Certificate users = PkiFixtures.selfSigned(new X500Name("O=Someone,CN=Own"), keys, builder -> {
            builder.addExtension(Extension.basicConstraints, true, MAY_SIGN);
            builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(arbitrary));
        });
        CertificateAuthority own = CertificateAuthority.of(
                Identity.of(List.of(users), keys.getPrivate()), InstantSource.fixed(NOW), RANDOM);
        X509Certificate leaf = made(under(own).mint("www.test")).leaf();
        assertArrayEquals(arbitrary, PkiFixtures.authorityKeyIdentifier(leaf));
        assertEquals(users.getSubjectX500Principal(), leaf.getIssuerX500Principal());
    }

    @Test
    void shouldSendTheIntermediatesOfTheAuthorityAndNotItsRoot() {
        CertificateAuthority below = minting.authority.issueIntermediate("Below", KeyType.EC_P256);
        Identity whole = Identity.of(
                List.of(below.certificate(), minting.authority.certificate()),
                below.identity().privateKey());
        CertificateAuthority own = CertificateAuthority.of(whole, minting.now::get, RANDOM);
        Identity leaf = made(under(own).mint("www.test"));
        assertEquals(List.of(leaf.leaf(), below.certificate()), leaf.chain());
    }

    // Row 3: Firefox refuses a serial number that it has seen from the same issuer.
    @Test
    void shouldNeverUseASerialNumberAgain() {
        Set<BigInteger> serials = new HashSet<>();
        serials.add(minting.authority.certificate().getSerialNumber());
        for (int restart = 0; restart < 2; restart++) {
            LeafMinter<Identity> small = minting.minter(AT_ONCE, 1);
            for (int round = 0; round < 2; round++) {
                for (String host : List.of("a.test", "b.test")) {
                    BigInteger serial = made(small.mint(host)).leaf().getSerialNumber();
                    assertTrue(serials.add(serial));
                    assertEquals(127, serial.bitLength());
                }
            }
        }
        assertEquals(8, minting.signed.get());
    }

    /** Counts what is drawn from it. */
    private static final class CountedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger drawn = new AtomicInteger();

        @Override
        public void nextBytes(byte[] bytes) {
            drawn.addAndGet(bytes.length);
            super.nextBytes(bytes);
        }
    }

    // Row 4: keys that can be predicted. That two installations differ is in AuthorityFolderTest.
    @Test
    void shouldDrawKeysAndSerialNumbersFromSecureRandomness() {
        CountedRandom random = new CountedRandom();
        LeafMinter<Identity> counted =
                under(CertificateAuthority.of(minting.authority.identity(), minting.now::get, random));
        for (int i = 1; i <= 3; i++) {
            int before = random.drawn.get();
            made(counted.mint("h" + i + ".test"));
            int bytes = random.drawn.get() - before;
            assertTrue(bytes >= 32 + 16, () -> bytes + " bytes for a key of 32 and a serial number of 16");
        }
    }

    @Test
    void shouldNotBeginBeforeTheAuthority() {
        minting.now.set(begin(minting.authority.certificate()).plusSeconds(5));
        assertEquals(
                begin(minting.authority.certificate()),
                begin(made(minter.mint("www.test")).leaf()));
    }

    @Test
    void shouldHeedTheConstraintsOfAUsersOwnAuthority() {
        var keys = KeyType.EC_P256.generate(RANDOM);
        X509Certificate constrained = PkiFixtures.selfSigned(new X500Name("CN=Constrained"), keys, builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(
                            new GeneralSubtree[] {new GeneralSubtree(dns("mine.test"))},
                            new GeneralSubtree[] {new GeneralSubtree(dns("not.mine.test"))}));
        });
        LeafMinter<Identity> own = under(CertificateAuthority.of(
                Identity.of(List.of(constrained), keys.getPrivate()), InstantSource.fixed(NOW), RANDOM));
        assertEquals(
                List.of("www.mine.test", "mine.test", "*.mine.test", "192.0.2.7"),
                names(made(own.mint(
                        "www.mine.test",
                        real(
                                dns("mine.test"),
                                dns("other.test"),
                                dns("not.mine.test"),
                                dns("*.mine.test"),
                                address("192.0.2.7"))))));
        for (String host : List.of("other.test", "www.not.mine.test", "notmine.test")) {
            assertMentions(assertFailsLater(Kind.NAME_NOT_PERMITTED, own.mint(host)), "CN=Constrained", host);
        }
    }
}
