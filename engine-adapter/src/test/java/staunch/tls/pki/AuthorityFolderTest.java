package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.tls.pki.PkiException.Kind;

class AuthorityFolderTest {
    private static final String NAME = "Staunch proxy CA";

    @TempDir
    private Path parent;

    private AuthorityFolder folder() {
        return AuthorityFolder.at(parent.resolve("made/ca"));
    }

    private static CertificateAuthority open(AuthorityFolder folder) {
        return folder.openOrCreate(NAME, PassphraseSource.none());
    }

    private static void permit(Path path, String permissions) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String subject(CertificateAuthority authority) {
        return CertificateSummary.of(authority.certificate()).subject();
    }

    @Test
    void shouldMakeAnAuthorityForItsOwnerAloneAtFirstUse() throws Exception {
        CertificateAuthority made = open(folder());
        assertTrue(subject(made).matches("CN=Staunch proxy CA [0-9a-f]{8}"), subject(made));
        assertEquals("rwx------", permissions(folder().path()));
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder().path())) {
            files.forEach(file -> found.put(file.getFileName().toString(), permissions(file)));
        }
        assertEquals(Map.of(".lock", "rw-------", "root-key.pem", "rw-------", "root.pem", "rw-r--r--"), found);
        assertEquals(Optional.empty(), folder().accessWarning());
        assertFalse(Files.readString(folder().certificate()).contains("PRIVATE"));
    }

    @Test
    void shouldLoadWhatIsThere() {
        CertificateAuthority made = open(folder());
        assertEquals(made.identity(), open(folder()).identity());
        assertEquals(made.identity(), folder().open(PassphraseSource.none()).identity());
        Identity leaf = open(folder()).issue(LeafRequest.forServer("a.test"));
        assertTrue(Identity.isSignedBy(leaf.leaf(), made.certificate()));
    }

    // Row 4 of what users of other proxies ran into: an authority that all installations have in common.
    @Test
    void shouldDifferBetweenInstallations() {
        CertificateAuthority one = open(folder());
        CertificateAuthority other = open(AuthorityFolder.at(parent.resolve("other")));
        assertNotEquals(one.certificate().getPublicKey(), other.certificate().getPublicKey());
        assertNotEquals(subject(one), subject(other));
        assertNotEquals(one.certificate().getSerialNumber(), other.certificate().getSerialNumber());
    }

    @Test
    void shouldLetSeveralStartAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<CertificateAuthority> use = () -> open(folder());
            List<X509Certificate> roots = new ArrayList<>();
            for (Future<CertificateAuthority> made : threads.invokeAll(List.of(use, use, use, use))) {
                roots.add(made.get().certificate());
            }
            assertEquals(1, roots.stream().distinct().count());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void shouldWaitForAnotherProcessThatMakesIt() throws Exception {
        Path path = Files.createDirectories(folder().path());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CertificateAuthority other = CertificateAuthority.create("Other");
        try (FileChannel lock =
                FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock held = lock.lock();
            Future<CertificateAuthority> waiting = thread.submit(() -> open(folder()));
            other.save(folder().certificate(), folder().key());
            held.release();
            assertEquals(other.certificate(), waiting.get().certificate());
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void shouldOnlyReadWhatIsThere() throws Exception {
        Path path = Files.createDirectories(folder().path());
        CertificateAuthority.create("Own").save(folder().certificate(), folder().key());
        open(folder());
        assertFalse(Files.exists(path.resolve(".lock")));
    }

    @Test
    void shouldTakeAUsersOwnIntermediateWithAnEncryptedKey() throws Exception {
        OpenSsl.assumePresent();
        CertificateAuthority root = CertificateAuthority.create("Root");
        CertificateAuthority below = root.issueIntermediate("Below", KeyType.EC_P256);
        Files.createDirectories(folder().path());
        Path plain = parent.resolve("plain.pem");
        Pem.writePrivateKey(plain, below.identity().privateKey());
        OpenSsl.output(
                "pkcs8",
                "-topk8",
                "-in",
                plain.toString(),
                "-out",
                folder().key().toString(),
                "-passout",
                "pass:open");
        Pem.writeCertificates(folder().certificate(), List.of(below.certificate(), root.certificate()));
        CertificateAuthority loaded = folder().openOrCreate(NAME, PassphraseSource.of("open".toCharArray()));
        Identity leaf = loaded.issue(LeafRequest.forServer("a.test"));
        assertEquals(List.of(leaf.leaf(), below.certificate()), leaf.chain());
        assertFails(Kind.PASSPHRASE_MISSING, () -> open(folder()));
        assertFails(Kind.PASSPHRASE_WRONG, () -> folder().open(PassphraseSource.of("shut".toCharArray())));
    }

    @Test
    void shouldSayWhatIsWrongWithWhatIsThere() {
        CertificateAuthority made = open(folder());
        Pem.writePrivateKey(folder().key(), KeyType.EC_P256.generate(RANDOM).getPrivate());
        assertMentions(assertFails(Kind.KEY_MISMATCH, () -> open(folder())), "root-key.pem", "does not belong");
        Identity leaf = made.issue(LeafRequest.forServer("a.test"));
        Pem.writePrivateKey(folder().key(), leaf.privateKey());
        Pem.writeCertificates(folder().certificate(), leaf.chain());
        assertMentions(assertFails(Kind.NOT_AN_AUTHORITY, () -> open(folder())), "root.pem", "may not sign");
        write(folder().certificate(), "damaged");
        assertMentions(assertFails(Kind.NOT_IN_FILE, () -> open(folder())), "root.pem");
    }

    @Test
    void shouldRefuseAnAuthorityThatHasEndedAndNotReplaceIt() throws Exception {
        CertificateAuthority made = open(folder());
        String before = Files.readString(folder().certificate());
        Instant after = made.certificate().getNotAfter().toInstant().plus(Duration.ofSeconds(1));
        AuthorityFolder later = new AuthorityFolder(folder().path(), InstantSource.fixed(after), RANDOM);
        assertMentions(assertFails(Kind.AUTHORITY_EXPIRED, () -> open(later)), "root.pem", "ended at");
        assertEquals(before, Files.readString(folder().certificate()));
    }

    @Test
    void shouldReplaceNothing() throws Exception {
        folder().create("First", KeyType.EC_P384);
        assertMentions(
                assertFails(Kind.FILE_EXISTS, () -> folder().create("Second", KeyType.EC_P256)),
                "root.pem",
                "not replaced");
        assertEquals("CN=First", subject(open(folder())));
        Files.delete(folder().certificate());
        assertMentions(assertFails(Kind.FILE_EXISTS, () -> open(folder())), "root-key.pem", "certificate is missing");
        assertFails(Kind.FILE_MISSING, () -> folder().open(PassphraseSource.none()));
    }

    @Test
    void shouldRefuseNamesThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> folder().create(" ", KeyType.EC_P256));
        assertThrows(
                IllegalArgumentException.class, () -> folder().openOrCreate("x".repeat(56), PassphraseSource.none()));
        assertFalse(Files.exists(folder().path()));
        folder().openOrCreate("x".repeat(55), PassphraseSource.none());
    }

    @Test
    void shouldWarnWhenOthersMayReadTheKeyOrReplaceIt() {
        open(folder());
        permit(folder().path(), "rwxrwx---");
        assertEquals(
                Optional.of(
                        folder().path() + ": others may write to this folder and replace keys in it; run: chmod go-w "
                                + folder().path()),
                folder().accessWarning());
        Path key = folder().key();
        permit(key, "rw-r-----");
        Optional<String> warning = Optional.of(key + ": others may read this private key; run: chmod 600 " + key);
        assertEquals(warning, folder().accessWarning());
        assertEquals(warning, Pem.accessWarning(key));
        open(folder());
        permit(key, "r--------");
        assertEquals(Optional.empty(), Pem.accessWarning(key));
        assertFails(Kind.FILE_UNREADABLE, () -> Pem.accessWarning(parent.resolve("none.pem")));
    }

    @Test
    void shouldMakeNoneWhereItCannotOrOthersMayWrite() throws Exception {
        Path file = write(parent.resolve("file"), "");
        assertMentions(
                assertFails(Kind.FILE_UNWRITABLE, () -> open(AuthorityFolder.at(file.resolve("ca")))),
                "folder that you may write to");
        Path shared = Files.createDirectory(parent.resolve("shared"));
        permit(shared, "rwxrwxr-x");
        assertMentions(
                assertFails(Kind.PERMISSIONS_TOO_WIDE, () -> open(AuthorityFolder.at(shared))), "chmod go-w " + shared);
        Path locked = Files.createDirectory(parent.resolve("locked"));
        Files.createDirectory(locked.resolve(".lock"));
        assertMentions(
                assertFails(Kind.FILE_UNWRITABLE, () -> open(AuthorityFolder.at(locked))), "may write to its folder");
    }

    @Test
    void shouldBeFoundInTheUsersFolder() {
        assertEquals(
                DevelopmentCertificates.userFolder().resolve("ca"),
                AuthorityFolder.inUserFolder().path());
    }
}
