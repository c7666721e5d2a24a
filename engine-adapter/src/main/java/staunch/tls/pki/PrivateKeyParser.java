package staunch.tls.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import staunch.tls.pki.PkiException.Kind;

/**
 * Turns a PEM block into a private key of the JDK's providers: decrypts it if need be, brings every form to plain
 * PKCS#8, and lets a {@link KeyFactory} have that.
 */
final class PrivateKeyParser {
    private static final String SUPPORTED = "supported are RSA, EC (P-256, P-384, P-521) and Ed25519";

    /** The curves with which TLS 1.3 signs (RFC 8446 §4.2.3). The JDK reads others, but cannot sign with them. */
    private static final Set<ASN1Encodable> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    private final Path file;
    private final PassphraseSource passphraseSource;

    PrivateKeyParser(Path file, PassphraseSource passphraseSource) {
        this.file = file;
        this.passphraseSource = passphraseSource;
    }

    PrivateKey parse(PemBlock block) {
        return switch (block.label()) {
            case "PRIVATE KEY" -> toJca(parsePlain(block, PrivateKeyParser::pkcs8));
            case "ENCRYPTED PRIVATE KEY" -> toJca(decryptPkcs8(block));
            case "RSA PRIVATE KEY" -> toJca(traditional(block, PrivateKeyParser::pkcs1));
            case "EC PRIVATE KEY" -> toJca(traditional(block, PrivateKeyParser::sec1));
            default ->
                throw PkiException.of(
                        Kind.UNSUPPORTED_ALGORITHM,
                        file,
                        "found " + block.label() + "; " + SUPPORTED + ", as PKCS#8 (openssl pkey writes it)");
        };
    }

    /** Interprets DER; throws whatever the ASN.1 library throws when the content is not what it should be. */
    private interface Form {
        PrivateKeyInfo of(byte[] der) throws IOException;
    }

    private static PrivateKeyInfo pkcs8(byte[] der) {
        return PrivateKeyInfo.getInstance(der);
    }

    /** RFC 8017 appendix A.1.2. */
    private static PrivateKeyInfo pkcs1(byte[] der) throws IOException {
        AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(der));
    }

    /** RFC 5915 §3. */
    private static PrivateKeyInfo sec1(byte[] der) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(der);
        ASN1Object curve = Objects.requireNonNull(key.getParametersObject(), "no curve");
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    private PrivateKeyInfo parsePlain(PemBlock block, Form form) {
        try {
            return form.of(block.der());
        } catch (IOException | RuntimeException e) {
            throw damaged(block, e);
        }
    }

    private PkiException damaged(PemBlock block, Exception cause) {
        String problem = "line " + block.line() + ": damaged " + block.label() + "; restore the file";
        return PkiException.of(Kind.MALFORMED, file, problem, cause);
    }

    /** Wrong passphrases pass the padding check once in 256 times, and then yield garbage instead of a key. */
    private PrivateKeyInfo parseDecrypted(byte[] der, Form form) {
        try {
            return form.of(der);
        } catch (IOException | RuntimeException e) {
            throw PkiException.of(Kind.PASSPHRASE_WRONG, file, KeyDecryption.WRONG_PASSPHRASE, e);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private PrivateKeyInfo decryptPkcs8(PemBlock block) {
        EncryptedPrivateKeyInfo encrypted;
        try {
            encrypted = EncryptedPrivateKeyInfo.getInstance(block.der());
        } catch (RuntimeException e) {
            throw damaged(block, e);
        }
        KeyDecryption decryption = new KeyDecryption(file);
        decryption.requireBoundedWork(encrypted.getEncryptionAlgorithm());
        byte[] der = withPassphrase(passphrase -> decryption.pkcs8(encrypted, passphrase));
        return parseDecrypted(der, PrivateKeyParser::pkcs8);
    }

    private PrivateKeyInfo traditional(PemBlock block, Form form) {
        String procType = block.headers().getOrDefault("Proc-Type", "");
        if (!procType.endsWith("ENCRYPTED")) {
            return parsePlain(block, form);
        }
        KeyDecryption decryption = new KeyDecryption(file);
        KeyDecryption.DekInfo dekInfo = decryption.dekInfo(block.headers().getOrDefault("DEK-Info", ""), block.line());
        byte[] der = withPassphrase(passphrase -> decryption.traditional(block.der(), dekInfo, passphrase));
        return parseDecrypted(der, form);
    }

    private interface Decryption {
        byte[] with(char[] passphrase);
    }

    private byte[] withPassphrase(Decryption decryption) {
        Optional<char[]> given = passphraseSource.passphraseFor(file);
        char[] passphrase = given.orElseThrow(() -> PkiException.of(
                Kind.PASSPHRASE_MISSING,
                file,
                "the key is encrypted and no passphrase was given; give its passphrase"));
        try {
            return decryption.with(passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private PrivateKey toJca(PrivateKeyInfo key) {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        String name = jcaName(algorithm.getAlgorithm());
        if (name.equals("EC") && !CURVES.contains(algorithm.getParameters())) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM,
                    file,
                    "an EC key on an unsupported curve, or one spelt out; " + SUPPORTED);
        }
        try {
            // Version 1 without attributes and public key, which some releases of the JDK do not read.
            PrivateKeyInfo bare = new PrivateKeyInfo(algorithm, key.parsePrivateKey());
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(bare.getEncoded("DER")));
        } catch (GeneralSecurityException e) {
            throw PkiException.of(
                    Kind.UNSUPPORTED_ALGORITHM,
                    file,
                    "this " + name + " key is damaged or of an unsupported size; " + SUPPORTED,
                    e);
        } catch (IOException | RuntimeException e) {
            throw PkiException.of(Kind.MALFORMED, file, "damaged " + name + " private key; restore the file", e);
        }
    }

    private String jcaName(ASN1ObjectIdentifier algorithm) {
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        throw PkiException.of(
                Kind.UNSUPPORTED_ALGORITHM, file, "a private key of algorithm " + algorithm + "; " + SUPPORTED);
    }
}
