package staunch.tls.pki;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import staunch.tls.pki.PkiException.Kind;

/**
 * Reads and writes certificates and private keys as PEM files (RFC 7468). Any thread; blocks on the file.
 *
 * <p>Read are {@code CERTIFICATE} blocks, and RSA, EC and Ed25519 keys as {@code PRIVATE KEY} (PKCS#8),
 * {@code ENCRYPTED PRIVATE KEY} (PKCS#8 with PBES2 or an older scheme), {@code RSA PRIVATE KEY} and
 * {@code EC PRIVATE KEY}, the last two also with OpenSSL's {@code Proc-Type: 4,ENCRYPTED}. Text around the blocks is
 * ignored. Written are {@code CERTIFICATE} and {@code PRIVATE KEY}.
 */
public final class Pem {
    /** The longest PEM file that is read, in bytes; twenty times a usual system's bundle of trusted certificates. */
    public static final int MAX_FILE_BYTES = 4 << 20;

    private static final int LINE_LENGTH = 64;
    private static final byte DER_SEQUENCE = 0x30;

    private Pem() {}

    /**
     * Reads all certificates of a file, in the order in which they stand there; other blocks are passed over.
     *
     * @param file at most {@link #MAX_FILE_BYTES} long
     * @return at least one certificate
     * @throws PkiException if the file is missing, unreadable, too large or malformed, or holds no certificate
     */
    public static List<X509Certificate> readCertificates(Path file) {
        List<PemBlock> blocks = blocks(file, "a certificate");
        List<X509Certificate> certificates = blocks.stream()
                .filter(PemBlock::isCertificate)
                .map(block -> certificate(file, block))
                .toList();
        if (certificates.isEmpty()) {
            throw notInFile(file, blocks, "a certificate");
        }
        return certificates;
    }

    /**
     * Reads the first private key of a file; other blocks are passed over.
     *
     * @param file at most {@link #MAX_FILE_BYTES} long
     * @param passphrase asked only if the key is encrypted; what it returns is overwritten after use
     * @return a key of the JDK's installed providers
     * @throws PkiException if the file is missing, unreadable, too large or malformed, holds no private key or one of
     *     another algorithm, or the passphrase is missing or wrong
     */
    public static PrivateKey readPrivateKey(Path file, PassphraseSource passphrase) {
        List<PemBlock> blocks = blocks(file, "a private key");
        PemBlock key = blocks.stream()
                .filter(PemBlock::isPrivateKey)
                .findFirst()
                .orElseThrow(() -> notInFile(file, blocks, "a private key"));
        return new PrivateKeyParser(file, passphrase).parse(key);
    }

    /**
     * Says whether others than its owner may read a private key. Not an error here: systems that hand keys to programs
     * often cannot do better.
     *
     * @param key the file
     * @return one line for a person, which names the command that puts it right, or empty
     * @throws PkiException if its permissions cannot be read
     */
    public static Optional<String> accessWarning(Path key) {
        return FileAccess.otherReaderWarning(key);
    }

    /**
     * Writes certificates, readable by everybody whom the umask lets. An existing file is replaced atomically.
     *
     * @param file in a folder that exists
     * @param certificates in the order in which they shall stand there
     * @throws PkiException if the file cannot be written
     */
    public static void writeCertificates(Path file, List<X509Certificate> certificates) {
        ByteArrayOutputStream pem = new ByteArrayOutputStream();
        try {
            for (X509Certificate certificate : certificates) {
                pem.writeBytes(encode(PemBlock.CERTIFICATE, certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw PkiException.of(Kind.MALFORMED, file, "a certificate cannot be encoded", e);
        }
        FileAccess.writeAtomically(file, pem.toByteArray(), FileAccess.PUBLIC_FILE);
    }

    /**
     * Writes a private key as plain PKCS#8, an EC key with its public half, into a file that only its owner may read (0600)
     * from the moment at which it is created. An existing file is replaced atomically. On file systems without POSIX
     * permissions those of the folder apply.
     *
     * @param file in a folder that exists
     * @param key one whose provider lets it leave
     * @throws PkiException if the file cannot be written, or the key has no encoded form
     */
    public static void writePrivateKey(Path file, PrivateKey key) {
        byte[] der = key.getEncoded();
        if (der == null || !"PKCS#8".equals(key.getFormat())) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM, file, "the key cannot leave its provider; keep it where it is");
        }
        byte[] whole = key.getAlgorithm().equals("EC") ? withPublicPoint(file, der) : der;
        byte[] pem = encode(PemBlock.PRIVATE_KEY, whole);
        try {
            FileAccess.writeAtomically(file, pem, FileAccess.PRIVATE_FILE);
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(whole, (byte) 0);
            Arrays.fill(pem, (byte) 0);
        }
    }

    private static byte[] withPublicPoint(Path file, byte[] der) {
        try {
            return PublicPoint.addedTo(der);
        } catch (IOException | RuntimeException e) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM, file, "the EC key is not on a named curve; make one that is", e);
        }
    }

    private static List<PemBlock> blocks(Path file, String expected) {
        byte[] content = BoundedFile.read(file, MAX_FILE_BYTES);
        List<PemBlock> blocks = PemParser.parse(file, content);
        if (blocks.isEmpty()) {
            boolean binary = content.length > 0 && content[0] == DER_SEQUENCE;
            throw PkiException.of(
                    Kind.NOT_IN_FILE,
                    file,
                    binary
                            ? "this looks like DER; convert it to PEM (openssl x509 or openssl pkey, with -inform DER)"
                            : "no PEM block in it, expected " + expected + "; name another file");
        }
        return blocks;
    }

    private static PkiException notInFile(Path file, List<PemBlock> blocks, String expected) {
        Set<String> labels = new LinkedHashSet<>();
        blocks.forEach(block -> labels.add(block.label()));
        return PkiException.of(
                Kind.NOT_IN_FILE,
                file,
                "found " + String.join(", ", labels) + ", expected " + expected + "; name another file");
    }

    private static X509Certificate certificate(Path file, PemBlock block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw PkiException.of(
                    Kind.MALFORMED,
                    file,
                    "line " + block.line() + ": not an X.509 certificate; get the file anew from where it came",
                    e);
        }
    }

    private static byte[] encode(String label, byte[] der) {
        ByteArrayOutputStream pem = new ByteArrayOutputStream();
        pem.writeBytes(ascii("-----BEGIN " + label + "-----\n"));
        pem.writeBytes(Base64.getMimeEncoder(LINE_LENGTH, ascii("\n")).encode(der));
        pem.writeBytes(ascii("\n-----END " + label + "-----\n"));
        return pem.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
