package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;
import static staunch.tls.pki.PkiFixtures.write;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;
import staunch.tls.pki.PkiException.Kind;

class DevelopmentCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    private Path parent;

    private Path folder() {
        return parent.resolve("made/staunch");
    }

    private DevelopmentCertificates at(Instant time) {
        return DevelopmentCertificates.in(folder(), InstantSource.fixed(time), RANDOM);
    }

    private static X509Certificate authority(DevelopmentCertificates certificates) {
        return Pem.readCertificates(certificates.authorityFile()).get(0);
    }

    private static void assertConsistent(DevelopmentCertificates certificates) {
        assertTrue(Identity.isSignedBy(certificates.identity().leaf(), authority(certificates)));
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldMakeThemAtFirstUse() throws Exception {
        DevelopmentCertificates made = DevelopmentCertificates.in(folder());
        assertEquals(folder().resolve("ca.pem"), made.authorityFile());
        assertEquals(
                List.of("localhost", "127.0.0.1", "::1"),
                CertificateSummary.of(made.identity().leaf()).alternativeNames());
        assertDoesNotThrow(() -> TrustAnchors.fromPem(made.authorityFile())
                .trustManager()
                .checkServerTrusted(made.identity().chain().toArray(X509Certificate[]::new), "UNKNOWN"));

        assertEquals("rwx------", permissions(folder()));
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            files.forEach(file -> found.put(file.getFileName().toString(), permissions(file)));
        }
        assertEquals(
                List.of(".lock", "ca-key.pem", "ca.pem", "localhost-key.pem", "localhost.pem"),
                List.copyOf(found.keySet()));
        for (String key : List.of(".lock", "ca-key.pem", "localhost-key.pem")) {
            assertEquals("rw-------", found.get(key), key);
        }
    }

    @Test
    void shouldUseThemAgain() {
        DevelopmentCertificates first = at(NOW);
        DevelopmentCertificates second = at(NOW.plus(Duration.ofDays(100)));
        assertEquals(first.identity().leaf(), second.identity().leaf());
        assertEquals(authority(first), authority(second));
    }

    @Test
    void shouldReissueLeafNearItsEndUnderTheSameAuthority() {
        DevelopmentCertificates first = at(NOW);
        X509Certificate authority = authority(first);
        Instant end = first.identity().leaf().getNotAfter().toInstant();
        Instant lastMoment = end.minus(DevelopmentCertificates.RENEWAL_MARGIN);
        assertEquals(first.identity().leaf(), at(lastMoment).identity().leaf());
        DevelopmentCertificates renewed = at(lastMoment.plusSeconds(1));
        assertNotEquals(first.identity().leaf(), renewed.identity().leaf());
        assertEquals(authority, authority(renewed));
        assertConsistent(renewed);
    }

    @Test
    void shouldMakeNewAuthorityNearItsEnd() {
        DevelopmentCertificates first = at(NOW);
        X509Certificate authority = authority(first);
        DevelopmentCertificates renewed = at(authority.getNotAfter().toInstant().minus(Duration.ofDays(1)));
        assertNotEquals(authority, authority(renewed));
        assertConsistent(renewed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost.pem", "localhost-key.pem"})
    void shouldReissueLeafThatIsMissingOrDamaged(String name) throws IOException {
        X509Certificate authority = authority(at(NOW));
        Files.delete(folder().resolve(name));
        assertConsistent(at(NOW));
        Path damaged = folder().resolve(name);
        write(damaged, "damaged");
        DevelopmentCertificates repaired = at(NOW);
        assertConsistent(repaired);
        assertEquals(authority, authority(repaired));
        assertTrue(Files.size(damaged) > 100);
    }

    @Test
    void shouldReissueLeafOfAnotherAuthority() throws IOException {
        at(NOW);
        Files.delete(folder().resolve("ca.pem"));
        assertConsistent(at(NOW));
        assertConsistent(at(NOW));
    }

    @Test
    void shouldReportAuthorityWhoseKeyDoesNotMatchOrIsMissing() throws IOException {
        at(NOW);
        Path key = folder().resolve("ca-key.pem");
        Pem.writePrivateKey(key, KeyType.EC_P256.generate(RANDOM).getPrivate());
        assertMentions(assertFails(Kind.KEY_MISMATCH, () -> at(NOW)), "ca-key.pem");
        Files.delete(key);
        assertMentions(assertFails(Kind.FILE_MISSING, () -> at(NOW)), "ca-key.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-key.pem", "localhost-key.pem"})
    void shouldRefuseKeysThatOthersMayRead(String name) throws IOException {
        at(NOW);
        Path key = folder().resolve(name);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertMentions(assertFails(Kind.PERMISSIONS_TOO_WIDE, () -> at(NOW)), "chmod 600 " + key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        assertConsistent(at(NOW));
    }

    @Test
    void shouldRefuseFolderThatOthersMayWriteTo() throws IOException {
        at(NOW);
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxr-x"));
        assertMentions(assertFails(Kind.PERMISSIONS_TOO_WIDE, () -> at(NOW)), "chmod go-w");
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertConsistent(at(NOW));
        assertEquals("rwxr-xr-x", permissions(folder()), "a folder that is there keeps its permissions");
    }

    @Test
    void shouldReportFolderThatCannotBeMade() {
        Path file = write(parent.resolve("file"), "");
        assertFails(Kind.FILE_UNWRITABLE, () -> DevelopmentCertificates.in(file.resolve("below")));
    }

    @Test
    void shouldGiveUpWhenAnotherHoldsTheLock() throws IOException {
        at(NOW);
        try (FileChannel channel = FileChannel.open(folder().resolve(".lock"), StandardOpenOption.WRITE)) {
            assertTrue(channel.tryLock().isValid());
            PkiException failure = assertFails(
                    Kind.LOCKED,
                    () -> DevelopmentCertificates.in(folder(), InstantSource.fixed(NOW), RANDOM, Duration.ofMillis(1)));
            assertMentions(failure, ".lock");
        }
        assertConsistent(at(NOW));
    }

    @Test
    void shouldLetSeveralThreadsStartAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<DevelopmentCertificates> use = () -> DevelopmentCertificates.in(folder());
            List<X509Certificate> leaves = new ArrayList<>();
            for (Future<DevelopmentCertificates> made : threads.invokeAll(List.of(use, use, use, use))) {
                assertConsistent(made.get());
                leaves.add(made.get().identity().leaf());
            }
            assertEquals(1, leaves.stream().distinct().count());
        } finally {
            threads.shutdown();
        }
    }

    /** What each process of the next test runs: prints the leaf's and the authority's serial numbers. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) {
            DevelopmentCertificates made = DevelopmentCertificates.in(Path.of(arguments[0]));
            assertConsistent(made);
            System.out.println(made.identity().leaf().getSerialNumber() + " "
                    + authority(made).getSerialNumber());
        }
    }

    @Test
    void shouldLetSeveralProcessesStartAtOnce() throws Exception {
        String classPath = Stream.of(
                        DevelopmentCertificates.class,
                        DevelopmentCertificatesTest.class,
                        X509v3CertificateBuilder.class,
                        ASN1Encodable.class,
                        ContentInfo.class,
                        Test.class,
                        AssertionFailedError.class,
                        JUnitException.class,
                        ValueSource.class)
                .map(DevelopmentCertificatesTest::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(java, "-cp", classPath, OtherProcess.class.getName(), folder().toString())
                    .redirectErrorStream(true)
                    .start());
        }
        List<String> outputs = new ArrayList<>();
        for (Process process : processes) {
            outputs.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, process.waitFor(), outputs.toString());
        }
        assertEquals(1, outputs.stream().distinct().count(), outputs.toString());
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldKeepThemInTheUsersConfigurationFolder() {
        assertEquals(
                Path.of("/config/staunch"),
                DevelopmentCertificates.userFolder(Map.of("XDG_CONFIG_HOME", "/config"), "/home/me"));
        Path fallback = Path.of("/home/me/.config/staunch");
        assertEquals(fallback, DevelopmentCertificates.userFolder(Map.of(), "/home/me"));
        assertEquals(fallback, DevelopmentCertificates.userFolder(Map.of("XDG_CONFIG_HOME", ""), "/home/me"));
        assertEquals(fallback, DevelopmentCertificates.userFolder(Map.of("XDG_CONFIG_HOME", "relative"), "/home/me"));
        assertEquals(fallback, DevelopmentCertificates.userFolder(Map.of("HOME", "/home/me"), "/home/other"));
        assertEquals(fallback, DevelopmentCertificates.userFolder(Map.of("HOME", "relative"), "/home/me"));
        assertTrue(DevelopmentCertificates.userFolder().endsWith("staunch"));
    }
}
