package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.write;

import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.PkiException.Kind;

class PrivateKeyReadingTest {
    private static final String PASSPHRASE = "pässwörd 1";
    private static final String ASCII_PASSPHRASE = "open sesame";
    private static final PassphraseSource RIGHT_ASCII = PassphraseSource.of(ASCII_PASSPHRASE.toCharArray());
    private static final PassphraseSource RIGHT = PassphraseSource.of(PASSPHRASE.toCharArray());

    private static KeyPair rsa;
    private static KeyPair ec;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeKeys() {
        rsa = KeyType.RSA_2048.generate(RANDOM);
        ec = KeyType.EC_P256.generate(RANDOM);
    }

    private static KeyPair keys(String name) {
        return name.equals("RSA") ? rsa : ec;
    }

    /** The same key, whose inner encoding repeats the curve, as OpenSSL writes it; the JDK's does not. */
    private static PrivateKey withCurve(PrivateKey key) throws Exception {
        return KeyFactory.getInstance(key.getAlgorithm(), new BouncyCastleProvider())
                .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static String pem(PemObjectGenerator object) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private Path file(String text) {
        return write(folder.resolve("key.pem"), text);
    }

    /** The JDK compares encodings, which may or may not repeat the curve. */
    private static void assertSameKey(PrivateKey expected, PrivateKey read) {
        if (expected instanceof ECPrivateKey ec) {
            assertEquals(ec.getS(), ((ECPrivateKey) read).getS());
            assertEquals(
                    ec.getParams().toString(), ((ECPrivateKey) read).getParams().toString());
        } else {
            assertEquals(expected, read);
        }
        assertFalse(read.getClass().getName().contains("bouncycastle"), "a key of the JDK's own providers");
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void shouldReadWhatItWrote(KeyType type) {
        KeyPair keys = type.generate(RANDOM);
        Path file = folder.resolve("key.pem");
        Pem.writePrivateKey(file, keys.getPrivate());
        assertSameKey(keys.getPrivate(), Pem.readPrivateKey(file, PassphraseSource.none()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void shouldReadTraditionalKeys(String name) throws Exception {
        String text = pem(new JcaMiscPEMGenerator(withCurve(keys(name).getPrivate()), null));
        assertMentionsLabel(text, name + " PRIVATE KEY");
        assertSameKey(keys(name).getPrivate(), Pem.readPrivateKey(file(text), PassphraseSource.none()));
    }

    @ParameterizedTest
    @CsvSource({"RSA, AES-256-CBC", "RSA, DES-EDE3-CBC", "EC, AES-128-CBC", "EC, AES-192-CBC", "EC, DES-CBC"})
    void shouldReadEncryptedTraditionalKeys(String name, String cipher) throws Exception {
        String text = pem(new JcaMiscPEMGenerator(
                withCurve(keys(name).getPrivate()),
                new JcePEMEncryptorBuilder(cipher)
                        .setProvider(new BouncyCastleProvider())
                        .build(ASCII_PASSPHRASE.toCharArray())));
        Path file = file(text);
        assertSameKey(keys(name).getPrivate(), Pem.readPrivateKey(file, RIGHT_ASCII));
        assertFails(Kind.PASSPHRASE_WRONG, () -> Pem.readPrivateKey(file, RIGHT));
        assertFails(Kind.PASSPHRASE_MISSING, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
    }

    static Stream<Arguments> pkcs8Schemes() {
        return Stream.of(
                        PKCS8Generator.AES_128_CBC,
                        PKCS8Generator.AES_256_CBC,
                        PKCS8Generator.DES3_CBC,
                        PKCS8Generator.PBE_SHA1_3DES)
                .map(ASN1ObjectIdentifier::getId)
                .flatMap(scheme -> Stream.of(Arguments.of("RSA", scheme), Arguments.of("EC", scheme)));
    }

    @ParameterizedTest
    @MethodSource("pkcs8Schemes")
    void shouldReadEncryptedPkcs8Keys(String name, String scheme) throws Exception {
        JceOpenSSLPKCS8EncryptorBuilder encryptor = new JceOpenSSLPKCS8EncryptorBuilder(
                        new ASN1ObjectIdentifier(scheme))
                .setProvider(new BouncyCastleProvider())
                .setPassword(ASCII_PASSPHRASE.toCharArray());
        Path file = file(pem(new JcaPKCS8Generator(keys(name).getPrivate(), encryptor.build())));
        assertSameKey(keys(name).getPrivate(), Pem.readPrivateKey(file, RIGHT_ASCII));
        assertFails(Kind.PASSPHRASE_MISSING, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
    }

    @Test
    void shouldCallEveryWrongPassphraseWrong() throws Exception {
        JceOpenSSLPKCS8EncryptorBuilder encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_128_CBC)
                .setProvider(new BouncyCastleProvider())
                .setIterationCount(1)
                .setPassword(ASCII_PASSPHRASE.toCharArray());
        Path pkcs8 = file(pem(new JcaPKCS8Generator(ec.getPrivate(), encryptor.build())));
        // Of this many, some pass the padding check by chance.
        for (int i = 0; i < 600; i++) {
            PassphraseSource wrong = PassphraseSource.of(("wrong" + i).toCharArray());
            PkiException failure = assertFails(Kind.PASSPHRASE_WRONG, () -> Pem.readPrivateKey(pkcs8, wrong));
            assertMentions(failure, "key.pem", "wrong passphrase");
            assertFalse(String.valueOf(failure.getMessage()).contains("wrong" + i), "the passphrase is secret");
        }
    }

    @Test
    void shouldCallEveryWrongPassphraseOfTraditionalKeyWrong() throws Exception {
        Path file = file(pem(new JcaMiscPEMGenerator(
                withCurve(ec.getPrivate()),
                new JcePEMEncryptorBuilder("AES-128-CBC")
                        .setProvider(new BouncyCastleProvider())
                        .build("right".toCharArray()))));
        for (int i = 0; i < 600; i++) {
            PassphraseSource wrong = PassphraseSource.of(("wrong" + i).toCharArray());
            assertFails(Kind.PASSPHRASE_WRONG, () -> Pem.readPrivateKey(file, wrong));
        }
    }

    @Test
    void shouldAskForPassphraseOnlyIfEncryptedAndWipeItAfterwards() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        char[] secret = ASCII_PASSPHRASE.toCharArray();
        PassphraseSource source = keyFile -> {
            asked.incrementAndGet();
            assertEquals("key.pem", keyFile.getFileName().toString());
            return Optional.of(secret);
        };
        Pem.readPrivateKey(file(pem("PRIVATE KEY", ec.getPrivate().getEncoded())), source);
        assertEquals(0, asked.get());

        JceOpenSSLPKCS8EncryptorBuilder encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword(ASCII_PASSPHRASE.toCharArray());
        Pem.readPrivateKey(file(pem(new JcaPKCS8Generator(ec.getPrivate(), encryptor.build()))), source);
        assertEquals(1, asked.get());
        assertArrayEquals(new char[secret.length], secret);
    }

    @Test
    void shouldReadPassphraseFromFirstLineOfFile() {
        Path file = write(folder.resolve("pass"), PASSPHRASE + "\r\nsecond line");
        assertArrayEquals(
                PASSPHRASE.toCharArray(),
                PassphraseSource.fromFile(file).passphraseFor(file).orElseThrow());
        for (String empty : new String[] {"", "\nsecond line"}) {
            write(file, empty);
            assertFails(
                    Kind.PASSPHRASE_MISSING,
                    () -> PassphraseSource.fromFile(file).passphraseFor(file));
        }
        write(file, "x".repeat(PassphraseSource.MAX_PASSPHRASE_FILE_BYTES + 1));
        assertFails(Kind.FILE_TOO_LARGE, () -> PassphraseSource.fromFile(file).passphraseFor(file));
        Path missing = folder.resolve("none");
        assertFails(Kind.FILE_MISSING, () -> PassphraseSource.fromFile(missing).passphraseFor(missing));
    }

    @Test
    void shouldNotRegisterAProvider() {
        List<String> providers = Arrays.stream(Security.getProviders())
                .map(provider -> provider.getName())
                .toList();
        assertFalse(providers.contains("BC"), providers.toString());
    }

    @Test
    void shouldSayWhatWasFoundInsteadOfKey() {
        Path file = file(pem("CERTIFICATE", new byte[] {1}) + pem("CERTIFICATE", new byte[] {2}));
        PkiException failure = assertFails(Kind.NOT_IN_FILE, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
        assertMentions(failure, "found CERTIFICATE, expected a private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void shouldReportDamagedKeys(String label) {
        for (byte[] damaged :
                new byte[][] {{1, 2, 3}, {0x30, 0}, {0x30, 3, 2, 1, 0}, {0x30, (byte) 0x84, 127, -1, -1, -1}}) {
            PkiException failure =
                    assertFails(Kind.MALFORMED, () -> Pem.readPrivateKey(file("\n" + pem(label, damaged)), RIGHT));
            assertMentions(failure, "line 2", label);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'4,ENCRYPTED', 'AES-256-GCM,00', UNSUPPORTED_ALGORITHM",
        "'4,ENCRYPTED', 'AES-256-CBC', MALFORMED",
        "'4,ENCRYPTED', 'AES-256-CBC,0011', MALFORMED",
        "'4,ENCRYPTED', 'DES-CBC,001122334455667x', MALFORMED",
    })
    void shouldReportDamagedEncryptionHeaders(String procType, String dekInfo, Kind kind) {
        String text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: " + procType + "\nDEK-Info: " + dekInfo
                + "\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assertFails(kind, () -> Pem.readPrivateKey(file(text), RIGHT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DSA PRIVATE KEY", "OPENSSH PRIVATE KEY"})
    void shouldReportUnsupportedKeys(String label) {
        PkiException failure = assertFails(
                Kind.UNSUPPORTED_ALGORITHM,
                () -> Pem.readPrivateKey(file(pem(label, new byte[] {1})), PassphraseSource.none()));
        assertMentions(failure, label, "supported are RSA");
    }

    @Test
    void shouldReportUnsupportedAlgorithmInPkcs8() throws Exception {
        byte[] x25519 = KeyPairGenerator.getInstance("X25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertFails(
                Kind.UNSUPPORTED_ALGORITHM,
                () -> Pem.readPrivateKey(file(pem("PRIVATE KEY", x25519)), PassphraseSource.none()));
    }

    @Test
    void shouldRefuseKeysThatAskForTooMuchWork() throws Exception {
        byte[] salt = new byte[8];
        int tooMany = KeyDecryption.MAX_ITERATIONS + 1;
        EncryptionScheme aes = new EncryptionScheme(PKCS8Generator.AES_256_CBC, DERNull.INSTANCE);
        List<AlgorithmIdentifier> greedy = List.of(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC, new PBEParameter(salt, tooMany)),
                pbes2(new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, tooMany)), aes),
                pbes2(
                        new KeyDerivationFunc(
                                MiscObjectIdentifiers.id_scrypt,
                                new ScryptParams(salt, KeyDecryption.MAX_SCRYPT_BYTES / 128, 2, 1)),
                        aes),
                pbes2(new KeyDerivationFunc(PKCSObjectIdentifiers.md5, DERNull.INSTANCE), aes));
        for (AlgorithmIdentifier algorithm : greedy) {
            byte[] der = new EncryptedPrivateKeyInfo(algorithm, new byte[16]).getEncoded();
            PassphraseSource notReached = keyFile -> {
                throw new AssertionError("asked before the work was bounded");
            };
            assertFails(
                    Kind.UNSUPPORTED_ALGORITHM,
                    () -> Pem.readPrivateKey(file(pem("ENCRYPTED PRIVATE KEY", der)), notReached));
        }
    }

    private static AlgorithmIdentifier pbes2(KeyDerivationFunc derivation, EncryptionScheme scheme) {
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(derivation, scheme));
    }

    @Test
    void shouldReportUnknownCipherOfPbes2() throws Exception {
        AlgorithmIdentifier algorithm = pbes2(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], 1)),
                new EncryptionScheme(new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE));
        byte[] der = new EncryptedPrivateKeyInfo(algorithm, new byte[16]).getEncoded();
        assertFails(
                Kind.UNSUPPORTED_ALGORITHM, () -> Pem.readPrivateKey(file(pem("ENCRYPTED PRIVATE KEY", der)), RIGHT));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "RSA, genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes-256-cbc -pass @",
        "RSA, genrsa -traditional",
        "RSA, genrsa -traditional -aes256 -passout @",
        "RSA, genrsa -traditional -des3 -passout @",
        "EC, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "EC, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -aes128 -pass @",
        "EC, ecparam -name prime256v1 -genkey",
        "EC, ecparam -name secp521r1 -genkey -noout",
        "EdDSA, genpkey -algorithm ED25519",
        "EdDSA, genpkey -algorithm ED25519 -aes-256-cbc -pass @",
    })
    void shouldReadKeysMadeByOpenSsl(String algorithm, String command) {
        OpenSsl.assumePresent();
        Path file = folder.resolve("made.pem");
        assertReads(algorithm, file, run(command + " -out " + file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -passout @",
                "pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA512 -iter 4096 -passout @",
                "pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA1 -passout @",
                "pkcs8 -topk8 -scrypt -passout @",
                "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout @",
                "pkcs8 -topk8 -v1 PBE-MD5-DES -passout @ -provider legacy -provider default",
                "ec -aes-128-cbc -passout @",
            })
    void shouldReadKeysEncryptedByOpenSsl(String command) {
        OpenSsl.assumePresent();
        Path plain = folder.resolve("plain.pem");
        run("ecparam -name prime256v1 -genkey -noout -out " + plain);
        Path file = folder.resolve("encrypted.pem");
        PrivateKey expected = Pem.readPrivateKey(plain, PassphraseSource.none());
        assertSameKey(expected, assertReads("EC", file, run(command + " -in " + plain + " -out " + file)));
    }

    private static boolean run(String command) {
        String[] arguments = command.split(" ");
        Arrays.setAll(arguments, i -> arguments[i].equals("@") ? "pass:" + PASSPHRASE : arguments[i]);
        OpenSsl.output(arguments);
        return command.contains("@");
    }

    private static PrivateKey assertReads(String algorithm, Path file, boolean encrypted) {
        PrivateKey key = Pem.readPrivateKey(file, encrypted ? RIGHT : PassphraseSource.none());
        assertEquals(algorithm, key.getAlgorithm());
        if (encrypted) {
            assertFails(Kind.PASSPHRASE_MISSING, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
            PassphraseSource wrong = PassphraseSource.of("wrong".toCharArray());
            assertFails(Kind.PASSPHRASE_WRONG, () -> Pem.readPrivateKey(file, wrong));
        }
        return key;
    }

    private static void assertMentionsLabel(String text, String label) {
        assertEquals("-----BEGIN " + label + "-----", text.lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256k1 -noout", "prime256v1 -noout -param_enc explicit"})
    void shouldReportUnsupportedCurves(String curve) {
        OpenSsl.assumePresent();
        Path file = folder.resolve("curve.pem");
        run("ecparam -genkey -out " + file + " -name " + curve);
        PkiException failure =
                assertFails(Kind.UNSUPPORTED_ALGORITHM, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
        assertMentions(failure, "curve", "P-256");
    }

    @Test
    void shouldReportEcKeyWithoutCurve() throws Exception {
        Path file = file(pem(new JcaMiscPEMGenerator(ec.getPrivate(), null)));
        assertFails(Kind.MALFORMED, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
    }

    @Test
    void shouldReportUnsupportedCurveInPkcs8() throws Exception {
        AlgorithmIdentifier curve =
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);
        byte[] der = new PrivateKeyInfo(curve, new DEROctetString(new byte[32])).getEncoded();
        Path file = file(pem("PRIVATE KEY", der));
        assertFails(Kind.UNSUPPORTED_ALGORITHM, () -> Pem.readPrivateKey(file, PassphraseSource.none()));
    }
}
