package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static staunch.tls.pki.PkiFixtures.selfSigned;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectHashTest {
    @TempDir
    private Path folder;

    private static X500Name name(ASN1Encodable commonName) {
        return new X500Name(new RDN[] {new RDN(BCStyle.CN, commonName)});
    }

    private static X500Name utf8(String commonName) {
        return name(new DERUTF8String(commonName));
    }

    private static RDN pair(ASN1Encodable organization, ASN1Encodable commonName) {
        return new RDN(new AttributeTypeAndValue[] {
            new AttributeTypeAndValue(BCStyle.O, organization), new AttributeTypeAndValue(BCStyle.CN, commonName)
        });
    }

    /** Names with the hash that {@code openssl x509 -hash} (3.0) prints for them. */
    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of(utf8("Example Root"), "506215f7"),
                Arguments.of(utf8("  EXAMPLE \t  root "), "506215f7"),
                Arguments.of(name(new DERPrintableString("Example Root")), "506215f7"),
                Arguments.of(utf8(""), "5da78770"),
                Arguments.of(utf8("   "), "5da78770"),
                Arguments.of(utf8("Žluťoučký KŮŇ"), "2ae047f3"),
                Arguments.of(utf8("Ελλάς  日本 \uD83D\uDD12"), "45e84704"),
                Arguments.of(name(new DERBMPString("Žluť K")), "4a18e0da"),
                Arguments.of(
                        name(new DERUniversalString("Žluť \uD83D\uDD12 K".getBytes(Charset.forName("UTF-32BE")))),
                        "41a021b3"),
                Arguments.of(name(new DERT61String("Caf\u00e9 X")), "2766c640"),
                Arguments.of(name(new DERIA5String("A  b")), "49cdc5e0"),
                Arguments.of(name(new DERNumericString("1  2")), "da88b640"),
                Arguments.of(new X500Name(new RDN[0]), "eea339da"),
                Arguments.of(new X500Name("C=US,O=Let's Encrypt,CN=R11"), "31dfb39d"),
                Arguments.of(
                        new X500Name(
                                new RDN[] {pair(new DERUTF8String("Some  Org"), new DERPrintableString("Multi VALUED"))
                                }),
                        "a87e3c99"),
                Arguments.of(
                        new X500Name(
                                new RDN[] {pair(new DERPrintableString("a long organization"), new DERUTF8String("Z"))
                                }),
                        "6c0a978a"));
    }

    private static X500Principal principal(X500Name name) {
        try {
            return new X500Principal(name.getEncoded());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldHashAsOpenSslDoes(X500Name name, String hash) {
        assertEquals(hash, SubjectHash.of(principal(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldAgreeWithOpenSslOnThisMachine(X500Name name, String hash) {
        OpenSsl.assumePresent();
        Path file = folder.resolve("name.pem");
        Pem.writeCertificates(file, List.of(selfSigned(name)));
        assertEquals(hash, OpenSsl.output("x509", "-noout", "-hash", "-in", file.toString()));
    }

    @Test
    void shouldTakeNamesForOneThatDifferInCaseSpacingOrType() {
        byte[] expected = SubjectHash.canonical(principal(utf8("some name")));
        List<ASN1Encodable> same = List.of(
                new DERUTF8String("  Some\t NAME "),
                new DERPrintableString("SOME name"),
                new DERIA5String("some name"),
                new DERVisibleString("some name"),
                new DERBMPString("Some Name"),
                new DERUniversalString("some name".getBytes(Charset.forName("UTF-32BE"))));
        for (ASN1Encodable value : same) {
            assertArrayEquals(expected, SubjectHash.canonical(principal(name(value))), value.toString());
        }
    }
}
