package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.tls.pki.PkiException.Kind;

class PemTest {
    @TempDir
    private Path folder;

    private final CertificateAuthority root = CertificateAuthority.create("Root");
    private final Identity leaf = root.issue(LeafRequest.forServer("example.test"));

    @Test
    void shouldReadCertificatesInOrderAndIgnoreTextAround() throws IOException {
        List<X509Certificate> chain = List.of(leaf.leaf(), root.certificate());
        Path file = folder.resolve("chain.pem");
        Pem.writeCertificates(file, chain);
        write(file, "subject: x\n" + Files.readString(file).replace("-----\n-----", "-----\n\nissuer: y\n-----"));
        assertEquals(chain, Pem.readCertificates(file));
    }

    @Test
    void shouldReadCertificateAndKeyFromOneFile() throws IOException {
        Path key = folder.resolve("key.pem");
        Path both = folder.resolve("both.pem");
        Pem.writePrivateKey(key, leaf.privateKey());
        Pem.writeCertificates(both, leaf.chain());
        write(both, Files.readString(key) + Files.readString(both));
        assertEquals(
                leaf.chain(),
                Identity.fromPem(both, both, PassphraseSource.none()).chain());
    }

    @Test
    void shouldReportFilesThatCannotBeUsed() {
        Path missing = folder.resolve("missing.pem");
        assertMentions(assertFails(Kind.FILE_MISSING, () -> Pem.readCertificates(missing)), "no such file");
        assertMentions(assertFails(Kind.FILE_UNREADABLE, () -> Pem.readCertificates(folder)), "is a folder");
        Path text = write(folder.resolve("text.pem"), "hello");
        assertMentions(assertFails(Kind.NOT_IN_FILE, () -> Pem.readCertificates(text)), "expected a certificate");
        Path key = folder.resolve("key.pem");
        Pem.writePrivateKey(key, leaf.privateKey());
        assertMentions(
                assertFails(Kind.NOT_IN_FILE, () -> Pem.readCertificates(key)),
                "found PRIVATE KEY, expected a certificate");
        Path damaged = write(
                folder.resolve("damaged.pem"), "\n-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n");
        assertMentions(assertFails(Kind.MALFORMED, () -> Pem.readCertificates(damaged)), "line 2", "X.509");
    }

    @Test
    void shouldRecognizeDer() throws Exception {
        Path der = Files.write(folder.resolve("leaf.der"), leaf.leaf().getEncoded());
        assertMentions(assertFails(Kind.NOT_IN_FILE, () -> Pem.readCertificates(der)), "DER", "openssl x509");
    }

    @Test
    void shouldReadUpToTheLimitAndNotBeyond() throws IOException {
        Path file = folder.resolve("large.pem");
        Pem.writeCertificates(file, leaf.chain());
        String pem = Files.readString(file);
        write(file, pem + "\n".repeat(Pem.MAX_FILE_BYTES - pem.length()));
        assertEquals(leaf.chain(), Pem.readCertificates(file));
        write(file, pem + "\n".repeat(Pem.MAX_FILE_BYTES - pem.length() + 1));
        PkiException failure = assertFails(Kind.FILE_TOO_LARGE, () -> Pem.readCertificates(file));
        assertMentions(failure, Integer.toString(Pem.MAX_FILE_BYTES));
    }

    @Test
    void shouldWriteKeysForTheOwnerOnlyEvenOverAnOpenFile() throws IOException {
        Path file = write(folder.resolve("key.pem"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Pem.writePrivateKey(file, leaf.privateKey());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.readString(file).startsWith("-----BEGIN PRIVATE KEY-----\n"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "no temporary file is left");
        }
    }

    /** RFC 5915 §3; GnuTLS reads no EC key without its public half. */
    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384"})
    void shouldWriteTheKeyThatOpensslWrites(KeyType type) throws IOException {
        OpenSsl.assumePresent();
        Path file = folder.resolve("key.pem");
        PrivateKey key = type.generate(RANDOM).getPrivate();
        Pem.writePrivateKey(file, key);
        assertEquals(
                OpenSsl.output("pkey", "-in", file.toString()),
                Files.readString(file).strip());
        PrivateKey read = Pem.readPrivateKey(file, PassphraseSource.none());
        assertEquals(((ECPrivateKey) key).getS(), ((ECPrivateKey) read).getS());
    }

    @Test
    void shouldReportFilesThatCannotBeWritten() throws IOException {
        Path nowhere = folder.resolve("none").resolve("key.pem");
        assertFails(Kind.FILE_UNWRITABLE, () -> Pem.writePrivateKey(nowhere, leaf.privateKey()));
        Path occupied = folder.resolve("occupied");
        Files.createDirectories(occupied.resolve("child"));
        assertFails(Kind.FILE_UNWRITABLE, () -> Pem.writeCertificates(occupied, leaf.chain()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(occupied), files.toList(), "no temporary file is left");
        }
    }

    @Test
    void shouldReportKeysThatCannotLeaveTheirProvider() {
        PrivateKey inHardware = new PrivateKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return "RSA";
            }

            @Override
            public @Nullable String getFormat() {
                return null;
            }

            @Override
            public byte @Nullable [] getEncoded() {
                return null;
            }
        };
        assertFails(Kind.UNSUPPORTED_ALGORITHM, () -> Pem.writePrivateKey(folder.resolve("key.pem"), inHardware));
    }

    @Test
    void shouldNotShowKeysInToString() {
        PemBlock block = new PemBlock("PRIVATE KEY", Map.of(), new byte[] {42}, 7);
        assertEquals("PRIVATE KEY (line 7)", block.toString());
        assertFalse(new PemBlock("X", Map.of("DEK-Info", "secret"), new byte[0], 1)
                .toString()
                .contains("secret"));
    }

    @Test
    void shouldWriteWhatOpenSslReads() {
        OpenSsl.assumePresent();
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        Pem.writeCertificates(certificate, leaf.chain());
        for (KeyType type : KeyType.values()) {
            Pem.writePrivateKey(key, type.generate(RANDOM).getPrivate());
            OpenSsl.output("pkey", "-in", key.toString(), "-noout", "-check");
        }
        String subject = OpenSsl.output("x509", "-in", certificate.toString(), "-noout", "-subject");
        assertEquals("subject=CN=example.test", subject.replace(" ", ""));
    }
}
