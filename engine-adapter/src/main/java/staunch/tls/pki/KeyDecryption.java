package staunch.tls.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import staunch.tls.pki.PkiException.Kind;

/** Decrypts private keys: PKCS#8 (RFC 8018, RFC 7292 appendix B, scrypt of RFC 7914) and OpenSSL's own older form. */
final class KeyDecryption {
    static final String WRONG_PASSPHRASE = "wrong passphrase (or damaged file); try again with another one";

    private static final String REWRITE = "; write it anew with: openssl pkcs8 -topk8 -v2 aes256";

    /** Rounds of key derivation that a file may ask for; about ten seconds of work. OpenSSL writes 2048. */
    static final int MAX_ITERATIONS = 5_000_000;

    /** Memory that scrypt may ask for. OpenSSL's default asks for 16 MiB. */
    static final int MAX_SCRYPT_BYTES = 256 << 20;

    /** Ours alone: never registered with the process. Made when the first encrypted key is read. */
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    /** Initialization vector's length by cipher. */
    private static final Map<String, Integer> IV_BYTES_BY_CIPHER =
            Map.of("AES-128-CBC", 16, "AES-192-CBC", 16, "AES-256-CBC", 16, "DES-EDE3-CBC", 8, "DES-CBC", 8);

    private final Path file;

    KeyDecryption(Path file) {
        this.file = file;
    }

    /**
     * What OpenSSL writes into the header {@code DEK-Info}.
     *
     * @param cipher a key of {@link #IV_BYTES_BY_CIPHER}
     * @param ivHex the initialization vector, of the length that the cipher wants
     */
    record DekInfo(String cipher, String ivHex) {}

    /** Before the passphrase is asked for: a file must not make us work for hours. */
    void requireBoundedWork(AlgorithmIdentifier algorithm) {
        try {
            if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
                requireBoundedDerivation(
                        PBES2Parameters.getInstance(algorithm.getParameters()).getKeyDerivationFunc());
            } else {
                requireBoundedIterations(
                        PBEParameter.getInstance(algorithm.getParameters()).getIterationCount());
            }
        } catch (PkiException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unsupported("encrypted by an unknown scheme, " + algorithm.getAlgorithm(), e);
        }
    }

    private void requireBoundedDerivation(KeyDerivationFunc derivation) {
        ASN1ObjectIdentifier name = derivation.getAlgorithm();
        if (name.equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            requireBoundedIterations(
                    PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount());
        } else if (name.equals(MiscObjectIdentifiers.id_scrypt)) {
            requireBoundedScrypt(ScryptParams.getInstance(derivation.getParameters()));
        } else {
            throw PkiException.of(Kind.UNSUPPORTED_ALGORITHM, file, "unknown key derivation " + name + REWRITE);
        }
    }

    private void requireBoundedIterations(BigInteger iterations) {
        requireAtMost(iterations, MAX_ITERATIONS, "rounds of key derivation");
    }

    /** RFC 7914 §2: 128·N·r bytes; p passes, each as long. */
    private void requireBoundedScrypt(ScryptParams scrypt) {
        BigInteger bytes = BigInteger.valueOf(128)
                .multiply(scrypt.getCostParameter())
                .multiply(scrypt.getBlockSize())
                .multiply(scrypt.getParallelizationParameter());
        requireAtMost(bytes, MAX_SCRYPT_BYTES, "bytes for scrypt");
    }

    private void requireAtMost(BigInteger asked, int limit, String what) {
        if (asked.compareTo(BigInteger.valueOf(limit)) > 0) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM, file, "asks for more than " + limit + " " + what + REWRITE);
        }
    }

    byte[] pkcs8(EncryptedPrivateKeyInfo encrypted, char[] passphrase) {
        // RFC 8018 leaves the encoding of passphrases open: old PBES1 takes bytes, all others characters.
        boolean takesBytes = isPbes1(encrypted.getEncryptionAlgorithm().getAlgorithm());
        char[] effective = takesBytes ? utf8BytesAsChars(passphrase) : passphrase.clone();
        try {
            InputDecryptorProvider decryptor = new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(BOUNCY_CASTLE)
                    .build(effective);
            return new PKCS8EncryptedPrivateKeyInfo(encrypted)
                    .decryptPrivateKeyInfo(decryptor)
                    .getEncoded("DER");
        } catch (PKCSException e) {
            if (e.getCause() instanceof OperatorCreationException) {
                throw unsupported("its encryption is not supported", e);
            }
            throw PkiException.of(Kind.PASSPHRASE_WRONG, file, WRONG_PASSPHRASE, e);
        } catch (IOException | RuntimeException e) {
            throw PkiException.of(Kind.PASSPHRASE_WRONG, file, WRONG_PASSPHRASE, e);
        } finally {
            Arrays.fill(effective, '\0');
        }
    }

    /** PKCS #5 version 1.5: 1.2.840.113549.1.5.1 to .11 (RFC 8018 appendix A.3). */
    private static boolean isPbes1(ASN1ObjectIdentifier scheme) {
        return scheme.on(PKCSObjectIdentifiers.pkcs_5) && !scheme.equals(PKCSObjectIdentifiers.id_PBES2);
    }

    DekInfo dekInfo(String header, int line) {
        int comma = header.indexOf(',');
        if (comma < 0) {
            throw malformedDekInfo(line);
        }
        String cipher = header.substring(0, comma).trim().toUpperCase(Locale.ROOT);
        Integer ivBytes = IV_BYTES_BY_CIPHER.get(cipher);
        if (ivBytes == null) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM, file, "encrypted with an unsupported cipher in DEK-Info" + REWRITE);
        }
        String hex = header.substring(comma + 1).trim();
        if (hex.length() != 2 * ivBytes || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw malformedDekInfo(line);
        }
        return new DekInfo(cipher, hex);
    }

    private PkiException malformedDekInfo(int line) {
        return PkiException.of(
                Kind.MALFORMED, file, "line " + line + ": damaged DEK-Info header, expected CIPHER,HEX" + REWRITE);
    }

    byte[] traditional(byte[] ciphertext, DekInfo dekInfo, char[] passphrase) {
        char[] bytesAsChars = utf8BytesAsChars(passphrase);
        byte[] iv = HexFormat.of().parseHex(dekInfo.ivHex());
        try {
            return new BcPEMDecryptorProvider(bytesAsChars)
                    .get(dekInfo.cipher())
                    .decrypt(ciphertext, iv);
        } catch (PEMException | RuntimeException e) {
            throw PkiException.of(Kind.PASSPHRASE_WRONG, file, WRONG_PASSPHRASE, e);
        } finally {
            Arrays.fill(bytesAsChars, '\0');
        }
    }

    /** OpenSSL hashes the bytes that were typed; the library hashes the low byte of each character. */
    private static char[] utf8BytesAsChars(char[] passphrase) {
        ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        char[] chars = new char[utf8.remaining()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (utf8.get() & 0xFF);
        }
        utf8.rewind().put(new byte[chars.length]);
        return chars;
    }

    private PkiException unsupported(String problem, Throwable cause) {
        return PkiException.of(Kind.UNSUPPORTED_ALGORITHM, file, problem + REWRITE, cause);
    }
}
