package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.write;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.PkiException.Kind;

class TrustAnchorsTest {
    @TempDir
    private Path folder;

    private final CertificateAuthority root = CertificateAuthority.create("Some Root");
    private final Identity leaf = root.issue(LeafRequest.forServer("example.test"));
    private final String hash = SubjectHash.of(root.certificate().getSubjectX500Principal());

    private Path pem(String name, X509Certificate certificate) {
        Path file = folder.resolve(name);
        Pem.writeCertificates(file, List.of(certificate));
        return file;
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    private static void check(TrustAnchors trust, Identity peer) throws CertificateException {
        trust.trustManager().checkServerTrusted(peer.chain().toArray(X509Certificate[]::new), "UNKNOWN");
    }

    private static void assertTrusts(TrustAnchors trust, Identity peer) {
        assertDoesNotThrow(() -> check(trust, peer));
    }

    private static void assertRefuses(TrustAnchors trust, Identity peer) {
        assertThrows(CertificateException.class, () -> check(trust, peer));
    }

    @Test
    void shouldTrustEachCertificateOfFile() {
        CertificateAuthority other = CertificateAuthority.create("Other");
        Path file = folder.resolve("bundle.pem");
        Pem.writeCertificates(file, List.of(root.certificate(), other.certificate(), root.certificate()));
        TrustAnchors trust = TrustAnchors.fromPath(file);
        assertEquals(List.of(root.certificate(), other.certificate()), trust.certificates());
        assertTrusts(trust, leaf);
        assertTrusts(trust, other.issue(LeafRequest.forServer("other.test")));
        assertRefuses(trust, CertificateAuthority.create("Some Root").issue(LeafRequest.forServer("evil.test")));
        assertEquals(Optional.empty(), trust.hintFor(leaf.chain()));
        assertEquals("TrustAnchors[2]", trust.toString());
    }

    @Test
    void shouldTrustLinkedCertificatesOfFolder() throws IOException {
        pem("root.pem", root.certificate());
        link(hash + ".0", "root.pem");
        TrustAnchors trust = TrustAnchors.fromPath(folder);
        assertEquals(List.of(root.certificate()), trust.certificates());
        assertTrusts(trust, leaf);
    }

    @Test
    void shouldTrustPlainFilesUnderTheirHash() {
        pem(hash + ".0", root.certificate());
        assertTrusts(TrustAnchors.fromHashedFolder(folder), leaf);
    }

    @Test
    void shouldTrustAllCertificatesWhoseHashCollides() {
        CertificateAuthority namesake = CertificateAuthority.create("SOME  root");
        pem(hash + ".0", root.certificate());
        pem(hash + ".1", namesake.certificate());
        TrustAnchors trust = TrustAnchors.fromHashedFolder(folder);
        assertEquals(List.of(root.certificate(), namesake.certificate()), trust.certificates());
        assertTrusts(trust, leaf);
        assertTrusts(trust, namesake.issue(LeafRequest.forServer("example.test")));
    }

    @Test
    void shouldNotTrustUnlinkedFileAndPrintTheMissingLink() throws Exception {
        pem("my root.pem", root.certificate());
        TrustAnchors trust = TrustAnchors.fromHashedFolder(folder);
        assertEquals(List.of(), trust.certificates());
        assertRefuses(trust, leaf);
        String hint = trust.hintFor(leaf.chain()).orElseThrow();
        String command = "ln -s 'my root.pem' " + folder.resolve(hash + ".0");
        assertTrue(hint.endsWith("run: " + command), hint);

        int status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        assertEquals(0, status);
        TrustAnchors linked = TrustAnchors.fromHashedFolder(folder);
        assertTrusts(linked, leaf);
        assertEquals(Optional.empty(), linked.hintFor(leaf.chain()));
    }

    @Test
    void shouldGiveTheNextFreeNumberInTheHint() {
        pem(hash + ".0", CertificateAuthority.create("Some Root").certificate());
        pem("root.crt", root.certificate());
        TrustAnchors trust = TrustAnchors.fromHashedFolder(folder);
        assertRefuses(trust, leaf);
        assertTrue(trust.hintFor(leaf.chain()).orElseThrow().endsWith(hash + ".1"));
    }

    @Test
    void shouldHintAtSelfSignedPeerAndAtIssuerOfIntermediate() {
        CertificateAuthority intermediate = root.issueIntermediate("Issuing", KeyType.EC_P256);
        pem("root.pem", root.certificate());
        TrustAnchors trust = TrustAnchors.fromHashedFolder(folder);
        assertTrue(trust.hintFor(
                        intermediate.issue(LeafRequest.forServer("a.test")).chain())
                .isPresent());
        assertTrue(trust.hintFor(List.of(root.certificate())).isPresent());
        CertificateAuthority stranger = CertificateAuthority.create("Some Root");
        assertEquals(
                Optional.empty(),
                trust.hintFor(stranger.issue(LeafRequest.forServer("a.test")).chain()));
        assertEquals(Optional.empty(), trust.hintFor(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000.0", "HASH", "HASH.r0", "HASH.0.pem", "HASH.x", "xHASH.0", "UPPER.0"})
    void shouldNotTrustFilesUnderOtherNames(String name) {
        pem(
                name.replace("HASH", hash)
                        .replace("UPPER", "A" + hash.substring(1).toUpperCase(Locale.ROOT)),
                root.certificate());
        pem("present.pem", root.certificate());
        assertEquals(List.of(), TrustAnchors.fromHashedFolder(folder).certificates());
    }

    @Test
    void shouldPassOverDanglingLinksAndDamagedFiles() throws IOException {
        pem(hash + ".0", root.certificate());
        link("11111111.0", "gone.pem");
        write(folder.resolve("22222222.0"), "not PEM");
        write(folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\n");
        Files.createDirectory(folder.resolve("33333333.0"));
        assertEquals(
                List.of(root.certificate()),
                TrustAnchors.fromHashedFolder(folder).certificates());
    }

    @Test
    void shouldReportFoldersThatCannotBeUsed() {
        assertFails(Kind.NOT_IN_FILE, () -> TrustAnchors.fromHashedFolder(folder));
        assertFails(Kind.FILE_MISSING, () -> TrustAnchors.fromHashedFolder(folder.resolve("none")));
        Path file = write(folder.resolve("file"), "");
        assertFails(Kind.FILE_UNREADABLE, () -> TrustAnchors.fromHashedFolder(file));
    }

    @Test
    void shouldRefuseFoldersWithTooManyEntries() throws IOException {
        pem(hash + ".0", root.certificate());
        for (int i = 1; i < HashedFolder.MAX_ENTRIES; i++) {
            Files.createFile(folder.resolve("entry" + i));
        }
        assertEquals(1, TrustAnchors.fromHashedFolder(folder).certificates().size());
        Files.createFile(folder.resolve("one-more"));
        assertFails(Kind.FILE_TOO_LARGE, () -> TrustAnchors.fromHashedFolder(folder));
    }

    @Test
    void shouldRefuseEverybodyWithoutAnchors() {
        X509ExtendedTrustManager nobody = TrustAnchors.of(Set.of()).trustManager();
        X509Certificate[] chain = leaf.chain().toArray(X509Certificate[]::new);
        assertThrows(CertificateException.class, () -> nobody.checkServerTrusted(chain, "UNKNOWN"));
        assertThrows(CertificateException.class, () -> nobody.checkServerTrusted(chain, "UNKNOWN", (SSLEngine) null));
        assertThrows(CertificateException.class, () -> nobody.checkServerTrusted(chain, "UNKNOWN", (Socket) null));
        assertThrows(CertificateException.class, () -> nobody.checkClientTrusted(chain, "UNKNOWN"));
        assertThrows(CertificateException.class, () -> nobody.checkClientTrusted(chain, "UNKNOWN", (SSLEngine) null));
        assertThrows(CertificateException.class, () -> nobody.checkClientTrusted(chain, "UNKNOWN", (Socket) null));
        assertEquals(0, nobody.getAcceptedIssuers().length);
    }

    @Test
    void shouldServeAsTrustManagerOfContext() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        X509ExtendedTrustManager manager =
                TrustAnchors.of(List.of(root.certificate())).trustManager();
        context.init(null, new X509ExtendedTrustManager[] {manager}, null);
        assertEquals(List.of(root.certificate()), List.of(manager.getAcceptedIssuers()));
    }

    @Test
    void shouldReadTheJdksStore() {
        TrustAnchors trust = TrustAnchors.fromJdk();
        assertFalse(trust.certificates().isEmpty());
        assertRefuses(trust, leaf);
    }

    @Test
    void shouldReadTheFirstOfTheSystemsPlacesThatExists() {
        Path bundle = pem("bundle.crt", root.certificate());
        Path missing = folder.resolve("missing");
        assertTrusts(TrustAnchors.fromSystem(List.of(missing, bundle), missing), leaf);
        pem(hash + ".0", root.certificate());
        assertTrusts(TrustAnchors.fromSystem(List.of(missing), folder), leaf);
        PkiException failure =
                assertFails(Kind.NO_SYSTEM_STORE, () -> TrustAnchors.fromSystem(List.of(missing), missing));
        assertMentions(failure, missing.toString(), "ca-certificates");
    }

    @Test
    void shouldAgreeWithTheSystemsOwnFolderOfHashes() {
        Path systemFolder = Path.of("/etc/ssl/certs");
        Path bundle = systemFolder.resolve("ca-certificates.crt");
        Assumptions.assumeTrue(Files.isReadable(bundle), "skipped: no " + bundle);
        Set<X509Certificate> expected = Set.copyOf(TrustAnchors.fromSystem().certificates());
        Set<X509Certificate> linked =
                Set.copyOf(TrustAnchors.fromHashedFolder(systemFolder).certificates());
        assertTrue(linked.containsAll(expected), "every certificate of the bundle is found under its hash");
    }

    @Test
    void shouldAgreeWithOpenSslRehash() {
        OpenSsl.assumePresent();
        pem("one.pem", root.certificate());
        pem("two.pem", CertificateAuthority.create("some ROOT").certificate());
        pem("three.pem", CertificateAuthority.create("Dritte Wurzel ß").certificate());
        OpenSsl.output("rehash", folder.toString());
        assertEquals(3, TrustAnchors.fromHashedFolder(folder).certificates().size());
    }
}
