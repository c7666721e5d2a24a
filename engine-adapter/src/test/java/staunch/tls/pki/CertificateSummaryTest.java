package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static staunch.tls.pki.PkiFixtures.RANDOM;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSummaryTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2051-01-01T00:00:00Z");

    private static X509Certificate certificate(ASN1Encodable names, ASN1Encodable access) throws Exception {
        KeyPair keys = KeyType.EC_P256.generate(RANDOM);
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name("O=Org,CN=Issuer"),
                BigInteger.ONE,
                Date.from(BEGIN),
                Date.from(END),
                new X500Name("CN=evil\u001b[31m\u202ename"),
                keys.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        builder.addExtension(Extension.authorityInfoAccess, false, access);
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    @Test
    void shouldSayWhatAPersonWantsToKnow() throws Exception {
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "example.test"),
            new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
            new GeneralName(GeneralName.rfc822Name, "a@example.test"),
            uri("https://example.test/"),
            new GeneralName(new X500Name("CN=Somebody")),
            new GeneralName(GeneralName.registeredID, "1.2.3")
        });
        AuthorityInformationAccess access = new AuthorityInformationAccess(new AccessDescription[] {
            new AccessDescription(AccessDescription.id_ad_caIssuers, uri("http://ca.test/ca.cer")),
            new AccessDescription(AccessDescription.id_ad_ocsp, uri("http://ocsp.test/\u0007")),
            new AccessDescription(AccessDescription.id_ad_ocsp, new GeneralName(GeneralName.dNSName, "no address"))
        });
        assertEquals(
                new CertificateSummary(
                        "CN=evil?[31m?name",
                        "CN=Issuer,O=Org",
                        List.of(
                                "example.test",
                                "192.0.2.1",
                                "email:a@example.test",
                                "URI:https://example.test/",
                                "directory:CN=Somebody",
                                "other:type 8"),
                        BEGIN,
                        END,
                        List.of("http://ocsp.test/?")),
                CertificateSummary.of(certificate(names, access)));
    }

    /** The examples of RFC 5952 §4.2, and addresses without a run of zeros. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "2001:db8::",
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8::1:0:0:1",
                "10.0.0.1"
            })
    void shouldWriteAddressesInTheirShortestForm(String address) throws Exception {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.iPAddress, address));
        AuthorityInformationAccess access = new AuthorityInformationAccess(new AccessDescription[0]);
        assertEquals(
                List.of(address),
                CertificateSummary.of(certificate(names, access)).alternativeNames());
    }

    @Test
    void shouldLeaveOutWhatCannotBeDecoded() throws Exception {
        ASN1Encodable garbage = new DEROctetString(new byte[] {1});
        CertificateSummary summary = CertificateSummary.of(certificate(garbage, garbage));
        assertEquals(List.of(), summary.alternativeNames());
        assertEquals(List.of(), summary.ocspAddresses());
        CertificateSummary root =
                CertificateSummary.of(CertificateAuthority.create("Root").certificate());
        assertEquals(List.of(), root.alternativeNames());
        assertEquals(List.of(), root.ocspAddresses());
    }
}
