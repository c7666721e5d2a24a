package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.function.Executable;
import staunch.tls.pki.PkiException.Kind;

/** What several tests of this package need. */
final class PkiFixtures {
    static final SecureRandom RANDOM = new SecureRandom();

    private PkiFixtures() {}

    /** Asserts the kind of failure, and that its message is one line that a person can act upon. */
    static PkiException assertFails(Kind kind, Executable action) {
        PkiException failure = assertThrows(PkiException.class, action);
        assertEquals(kind, failure.kind(), failure.getMessage());
        String message = String.valueOf(failure.getMessage());
        assertFalse(message.contains("\n"), message);
        assertTrue(message.contains(";") || message.contains(": "), () -> "says what to do: " + message);
        failure.file().ifPresent(file -> assertTrue(message.startsWith(file.toString()), message));
        return failure;
    }

    static void assertMentions(PkiException failure, String... parts) {
        String message = String.valueOf(failure.getMessage());
        for (String part : parts) {
            assertTrue(
                    message.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)),
                    () -> "\"" + part + "\" is missing in: " + message);
        }
    }

    /** A self-signed certificate with exactly this subject (which may be empty) and no extensions. */
    static X509Certificate selfSigned(X500Name subject) {
        return selfSigned(subject, KeyType.EC_P256.generate(RANDOM));
    }

    static X509Certificate selfSigned(X500Name subject, KeyPair keys) {
        return selfSigned(subject, keys, builder -> {});
    }

    /** What a certificate says beside the usual. */
    interface Extending {
        void extend(X509v3CertificateBuilder builder) throws CertIOException;
    }

    static X509Certificate selfSigned(X500Name subject, KeyPair keys, Extending extending) {
        try {
            X500Name issuer = subject.getRDNs().length == 0 ? new X500Name("CN=a name must be there") : subject;
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.ONE,
                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2060-01-01T00:00:00Z")),
                    subject,
                    keys.getPublic());
            extending.extend(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SignatureAlgorithm.of(keys.getPrivate()))
                            .build(keys.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static byte[] authorityKeyIdentifier(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
        try {
            return AuthorityKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                    .getKeyIdentifierOctets();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
