package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.examples.ExternalProgram.Outcome;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.pki.Identity;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.Pem;

/** {@code ca}: what it writes, what it says, what it refuses. */
class CaCommandTest {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    @TempDir
    private Path folder;

    private Path authority;
    private Path out;

    @BeforeEach
    void name() throws Exception {
        authority = folder.resolve("my ca");
        out = Files.createDirectory(folder.resolve("out"));
    }

    /** A subcommand on the test's authority. */
    private Outcome ca(String subcommand, String... arguments) {
        return StaunchProgram.run(
                Stream.concat(Stream.of("ca", subcommand, "--dir", authority.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Outcome issue(String... arguments) {
        return ca(
                "issue",
                Stream.concat(Stream.of("--out", out.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static Identity identity(Path folder, String name) {
        return Identity.fromPem(
                folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"), PassphraseSource.none());
    }

    private static void assertFails(Outcome outcome, int status, String... mentions) {
        assertEquals(status, outcome.status(), outcome::toString);
        assertEquals("", outcome.output());
        assertTrue(outcome.errors().startsWith("staunch: "), outcome::errors);
        for (String mention : mentions) {
            assertTrue(outcome.errors().contains(mention), () -> mention + " in: " + outcome.errors());
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldMakeARootForItsOwnerAlone() throws Exception {
        Outcome made = ca("init", "--name", "My Root").expectSuccess();
        Identity root = identity(authority, "root");
        assertEquals("CN=My Root", CertificateSummary.of(root.leaf()).subject());
        assertEquals("rwx------", permissions(authority));
        assertEquals("rw-------", permissions(authority.resolve("root-key.pem")));
        assertEquals("rw-r--r--", permissions(authority.resolve("root.pem")));
        assertTrue(made.output().startsWith("Made the root \"My Root\", valid until 20"), made::output);
        assertTrue(made.output().contains("certificate  " + authority.resolve("root.pem")), made::output);
        assertTrue(made.output().contains("private key  " + authority.resolve("root-key.pem")), made::output);
        assertTrue(
                made.output().endsWith("Try:  ./staunch ca issue --dir '" + authority + "' localhost\n"), made::output);
    }

    @Test
    void shouldNameTwoRootsDifferently() {
        ca("init").expectSuccess();
        String first = CertificateSummary.of(identity(authority, "root").leaf()).subject();
        authority = folder.resolve("another");
        ca("init").expectSuccess();
        String second =
                CertificateSummary.of(identity(authority, "root").leaf()).subject();
        assertTrue(first.startsWith("CN=Staunch CA "), first);
        assertNotEquals(first, second);
    }

    @Test
    void shouldNeverReplaceARoot() throws Exception {
        ca("init").expectSuccess();
        String before = Files.readString(authority.resolve("root.pem"));
        assertFails(ca("init"), 1, "root.pem: exists and is not replaced", "--dir");
        assertEquals(before, Files.readString(authority.resolve("root.pem")));
        Files.delete(authority.resolve("root.pem"));
        assertFails(ca("init"), 1, "root-key.pem: exists and is not replaced");
    }

    @ParameterizedTest
    @CsvSource({
        "ec-p256, EC, SHA256withECDSA",
        "ec-p384, EC, SHA384withECDSA",
        "rsa-2048, RSA, SHA256withRSA",
        "rsa-3072, RSA, SHA256withRSA",
        "ed25519, EdDSA, EdDSA"
    })
    void shouldMakeEachKindOfKey(String type, String key, String signature) {
        ca("init", "--key-type", type).expectSuccess();
        ca("intermediate", "Below", "--key-type", type).expectSuccess();
        issue("a.test", "--issuer", "Below", "--key-type", type).expectSuccess();
        X509Certificate leaf = identity(out, "a.test").leaf();
        assertEquals(key, leaf.getPublicKey().getAlgorithm());
        assertTrue(List.of(signature, "Ed25519").contains(leaf.getSigAlgName()), leaf::getSigAlgName);
    }

    @Test
    void shouldIssueForNamesWildcardsAndAddresses() throws Exception {
        ca("init").expectSuccess();
        Outcome issued =
                issue("*.example.test", "example.test", "192.0.2.7", "::1").expectSuccess();
        Identity leaf = identity(out, "wildcard.example.test");
        assertEquals(1, leaf.chain().size());
        CertificateSummary summary = CertificateSummary.of(leaf.leaf());
        assertEquals(4, summary.alternativeNames().size());
        assertTrue(summary.alternativeNames().containsAll(List.of("*.example.test", "example.test", "192.0.2.7")));
        assertEquals("rw-------", permissions(out.resolve("wildcard.example.test-key.pem")));
        String root = authority.resolve("root.pem").toString();
        assertTrue(
                issued.output()
                        .contains("Try:  ./staunch serve --cert " + out.resolve("wildcard.example.test.pem") + " --key "
                                + out.resolve("wildcard.example.test-key.pem") + "\n      curl --cacert '" + root
                                + "' --resolve www.example.test:8443:127.0.0.1 https://www.example.test:8443/\n"),
                issued::output);
    }

    @Test
    void shouldTellHowToReachAnAddress() {
        ca("init").expectSuccess();
        Outcome issued = issue("::1").expectSuccess();
        assertTrue(issued.output().contains(" --bind ::1\n"), issued::output);
        assertTrue(issued.output().endsWith(" https://[::1]:8443/\n"), issued::output);
        assertTrue(Files.exists(out.resolve("__1.pem")));
    }

    @Test
    void shouldIssueForAClient() throws Exception {
        ca("init").expectSuccess();
        Outcome issued = issue("--client", "Alice Example").expectSuccess();
        X509Certificate leaf = identity(out, "Alice_Example").leaf();
        assertEquals(List.of(CLIENT_AUTH), leaf.getExtendedKeyUsage());
        assertEquals("CN=Alice Example", CertificateSummary.of(leaf).subject());
        assertTrue(issued.output().contains("Issued a client certificate for Alice Example, valid until"));
        assertTrue(issued.output().contains("./staunch serve --client-ca '" + authority), issued::output);
        assertTrue(issued.output().contains("./staunch get --ca "), issued::output);
        assertFails(issue("--client", "Bob", "Example"), 1, "--client takes one NAME");
    }

    @Test
    void shouldLiveAsLongAsAskedAndNoLongerThanTheIssuer() {
        ca("init").expectSuccess();
        issue("a.test", "--days", "2").expectSuccess();
        X509Certificate brief = identity(out, "a.test").leaf();
        assertEquals(
                Duration.ofDays(2),
                Duration.between(
                        brief.getNotBefore().toInstant(), brief.getNotAfter().toInstant()));
        issue("b.test", "--days", "100000").expectSuccess();
        Instant end = identity(authority, "root").leaf().getNotAfter().toInstant();
        assertEquals(end, identity(out, "b.test").leaf().getNotAfter().toInstant());
        assertFails(issue("c.test", "--days", "0"), 1, "--days 0", "at least one");
    }

    @Test
    void shouldWriteTheChainInOrderWithoutTheRoot() {
        ca("init", "--name", "Root").expectSuccess();
        Outcome made = ca("intermediate", "First").expectSuccess();
        assertTrue(
                made.output().endsWith("Try:  ./staunch ca issue --dir '" + authority + "' --issuer First localhost\n"),
                made::output);
        ca("intermediate", "Second", "--issuer", "First").expectSuccess();
        issue("a.test", "--issuer", "Second").expectSuccess();
        List<String> subjects = Pem.readCertificates(out.resolve("a.test.pem")).stream()
                .map(certificate -> CertificateSummary.of(certificate).subject())
                .toList();
        assertEquals(List.of("CN=a.test", "CN=Second", "CN=First"), subjects);
    }

    @Test
    void shouldReplaceALeafOnlyWhenTold() throws Exception {
        ca("init").expectSuccess();
        issue("a.test").expectSuccess();
        String before = Files.readString(out.resolve("a.test.pem"));
        assertFails(issue("a.test"), 1, "a.test.pem exists", "--replace");
        assertEquals(before, Files.readString(out.resolve("a.test.pem")));
        issue("a.test", "--replace").expectSuccess();
        assertNotEquals(before, Files.readString(out.resolve("a.test.pem")));
        identity(out, "a.test");
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertFails(issue("a.test"), 1, "there is no authority in " + authority, "staunch ca init --dir");
        ca("init").expectSuccess();
        assertFails(issue("a.test", "--issuer", "Who"), 1, "no intermediate Who", "staunch ca intermediate");
        ca("intermediate", "Below").expectSuccess();
        assertFails(ca("intermediate", "Below"), 1, "Below.pem exists");
        assertFails(ca("intermediate", "root"), 1, "root.pem exists");
        assertFails(ca("issue", "a.test", "--out", folder.resolve("none").toString()), 1, "cannot be written");
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(1, "is neither a host name nor an IP address", List.of("issue", "not a host")),
                Arguments.of(1, "1 to 64 characters", List.of("init", "--name", "x".repeat(65))),
                Arguments.of(2, "the kinds are ec-p256, ec-p384, rsa-2048", List.of("init", "--key-type", "dsa")),
                Arguments.of(2, "NAME", List.of("issue")),
                Arguments.of(2, "--days", List.of("issue", "a.test", "--days", "many")));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void shouldRefuseNonsense(int status, String says, List<String> arguments) {
        String[] rest = arguments.subList(1, arguments.size()).toArray(String[]::new);
        assertFails(ca(arguments.get(0), rest), status, says);
    }

    @Test
    void shouldNotLetANameLeaveTheFolder() {
        ca("init").expectSuccess();
        issue("--client", "../../evil").expectSuccess();
        assertTrue(Files.exists(out.resolve("_._.._evil.pem")));
        assertFalse(Files.exists(folder.resolve("evil.pem")));
    }

    @Test
    void shouldHelp() {
        for (List<String> asked :
                List.of(List.of("help", "ca"), List.of("ca", "--help"), List.of("ca", "init", "--help"))) {
            Outcome outcome = StaunchProgram.run(asked.toArray(String[]::new)).expectSuccess();
            assertTrue(outcome.output().startsWith("Usage: staunch ca"), outcome::toString);
        }
        assertFails(StaunchProgram.run("ca"), 2, "subcommand", "See: staunch help ca\n");
        assertFails(ca("issue"), 2, "See: staunch help ca issue\n");
        Outcome traced = issue("a.test", "--stacktrace");
        assertTrue(traced.errors().contains("\tat staunch.examples."), traced::errors);
    }
}
