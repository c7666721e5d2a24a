package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.tls.pki.LeafRequest;

/** {@code get} and a server that is not ours: what it fetches, what it refuses, and what the server sees of that. */
@Tag("system")
class GetFromOpensslTest {
    private static final String OCSP_ADDRESS = "http://ocsp.test/ask";

    @TempDir
    static Path folder;

    private static TestAuthority trusted;
    private static TestAuthority.PemFiles good;
    private static TestAuthority.PemFiles otherName;
    private static TestAuthority.PemFiles expired;
    private static TestAuthority.PemFiles foreign;
    private static TestAuthority.PemFiles selfSigned;

    @BeforeAll
    static void issue() throws Exception {
        trusted = new TestAuthority(folder, "Trusted");
        TestAuthority stranger = new TestAuthority(folder, "Stranger");
        good = trusted.issue("good", LeafRequest.forServer("localhost", "127.0.0.1"));
        otherName = trusted.issue("other", LeafRequest.forServer("other.test", "www.other.test", "::1"));
        expired = trusted.issueExpired("expired", "localhost");
        foreign = stranger.issue("foreign", LeafRequest.forServer("localhost"));
        selfSigned = selfSigned("localhost");
    }

    private static TestAuthority.PemFiles selfSigned(String name) throws Exception {
        String chain = folder.resolve("self.pem").toString();
        String key = folder.resolve("self-key.pem").toString();
        ExternalProgram.onPath("openssl")
                .first("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
                .run(
                        "-subj",
                        "/CN=Myself",
                        "-addext",
                        "subjectAltName=DNS:" + name,
                        "-addext",
                        "authorityInfoAccess=OCSP;URI:" + OCSP_ADDRESS,
                        "-out",
                        chain,
                        "-keyout",
                        key)
                .expectSuccess();
        return new TestAuthority.PemFiles(chain, key);
    }

    private static ExternalProgram.Outcome get(OpensslServer server, String... options) {
        return StaunchProgram.run(Stream.concat(
                        Stream.of("get", "--resolve", "localhost:" + server.port() + ":127.0.0.1"),
                        Stream.concat(Stream.of(options), Stream.of(server.url("localhost"))))
                .toArray(String[]::new));
    }

    private static String authority() {
        return trusted.file().toString();
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, TLSv1.3", "-tls1_2, TLSv1.2"})
    void shouldFetchThePageAndDescribeTheServer(String version, String protocol) throws Exception {
        try (OpensslServer server = OpensslServer.start(folder, good, "-www", "-alpn", "http/1.1", version)) {
            ExternalProgram.Outcome outcome = get(server, "--ca", authority()).expectSuccess();
            assertTrue(outcome.output().contains("s_server"), outcome.output());
            for (String fact : List.of(
                    "Connected to  127.0.0.1:" + server.port(),
                    "Protocol      " + protocol,
                    "ALPN          http/1.1",
                    "Certificate   CN=localhost",
                    "issuer      CN=Trusted",
                    "names       localhost, 127.0.0.1",
                    "OCSP        none")) {
                assertTrue(outcome.errors().contains(fact), () -> fact + " is missing in\n" + outcome.errors());
            }
            assertTrue(
                    Pattern.compile("Cipher suite  TLS_\\w+, (128|256) bits")
                            .matcher(outcome.errors())
                            .find(),
                    outcome.errors());
        }
    }

    @Test
    void shouldDescribeTheWholeChainAndTheGroup() throws Exception {
        TestAuthority.PemFiles below = trusted.issueBelowIntermediate("below", LeafRequest.forServer("localhost"));
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            try (OpensslServer server = OpensslServer.start(
                    folder, below, "-www", "-groups", "P-384", "-cert_chain", below.chain(), version)) {
                String errors = get(server, "--ca", authority()).expectSuccess().errors();
                assertTrue(errors.contains("\nGroup         secp384r1\n"), errors);
                assertTrue(errors.contains(", full handshake\n"), errors);
                int leaf = errors.indexOf("Certificate   CN=localhost\n  issuer      CN=Between\n");
                int intermediate = errors.indexOf("Certificate   CN=Between\n  issuer      CN=Trusted\n");
                assertTrue(leaf > 0 && leaf < intermediate, errors);
            }
        }
    }

    @Test
    void shouldPrintWhereToAskForRevocation() throws Exception {
        try (OpensslServer server = OpensslServer.start(folder, selfSigned, "-www")) {
            String errors = get(server, "--insecure").expectSuccess().errors();
            assertTrue(errors.contains("\n  OCSP        " + OCSP_ADDRESS + "\n"), errors);
        }
    }

    @Test
    void shouldFetchAFileByteForByte() throws Exception {
        String content = "a line\n".repeat(30_000);
        Files.writeString(folder.resolve("file.txt"), content);
        try (OpensslServer server = OpensslServer.start(folder, good, "-WWW")) {
            ExternalProgram.Outcome outcome =
                    StaunchProgram.run("get", "--ca", authority(), server.url("127.0.0.1") + "file.txt");
            assertEquals(content, outcome.expectSuccess().output());
        }
    }

    @Test
    void shouldTrustAHashedFolderAndPrintTheLinkThatIsMissing() throws Exception {
        Path hashed = Files.createDirectory(folder.resolve("hashed"));
        Files.copy(trusted.file(), hashed.resolve("my.pem"));
        try (OpensslServer server = OpensslServer.start(folder, good, "-www")) {
            ExternalProgram.Outcome refused = get(server, "--ca", hashed.toString());
            assertEquals(1, refused.status());
            Matcher link = Pattern.compile("run: (ln -s .*)").matcher(refused.errors());
            assertTrue(link.find(), refused.errors());

            ExternalProgram.onPath("sh").run("-c", link.group(1)).expectSuccess();
            get(server, "--ca", hashed.toString()).expectSuccess();
        }
        Path rehashed = Files.createDirectory(folder.resolve("rehashed"));
        Files.copy(trusted.file(), rehashed.resolve("my.pem"));
        ExternalProgram.onPath("openssl").run("rehash", rehashed.toString()).expectSuccess();
        try (OpensslServer server = OpensslServer.start(folder, good, "-www")) {
            get(server, "--ca", rehashed.toString()).expectSuccess();
        }
    }

    /** A server's identity, what the refusal must name, and the alert that the server sees. */
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("wrong name", otherName, "not localhost.*other\\.test, www\\.other\\.test, ::1"),
                Arguments.of("expired", expired, "CN=localhost ended at 20\\d\\d-\\d\\d-\\d\\dT.*renew"),
                Arguments.of("unknown authority", foreign, "issued by CN=Stranger, which is not trusted"),
                Arguments.of("self-signed", selfSigned, "CN=Myself is signed by itself and not trusted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldRefuseByNameAndTellTheServer(String what, TestAuthority.PemFiles identity, String reason)
            throws Exception {
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            try (OpensslServer server = OpensslServer.start(folder, identity, "-www", version)) {
                ExternalProgram.Outcome outcome = get(server, "--ca", authority());
                assertRefused(reason, outcome);
                server.program()
                        .await("(?i)alert.*(certificate unknown|unknown ca|certificate expired|bad certificate)");
            }
        }
    }

    private static void assertRefused(String reason, ExternalProgram.Outcome outcome) {
        assertEquals(1, outcome.status(), outcome::errors);
        assertEquals("", outcome.output());
        assertTrue(
                Pattern.compile("^staunch: .*" + reason + ".*\\n$")
                        .matcher(outcome.errors())
                        .matches(),
                outcome::errors);
    }

    /** The chapter's experiment: a valid certificate for another name is no proof, unless nobody looks at the name. */
    @Test
    void shouldAcceptAnotherNameOnlyWithoutTheCheck() throws Exception {
        try (OpensslServer server = OpensslServer.start(folder, otherName, "-www")) {
            ExternalProgram.Outcome outcome = get(server, "--ca", authority(), "--no-hostname-check");
            assertTrue(outcome.expectSuccess().errors().contains("Not checked   the host name"), outcome.errors());

            StaunchProgram.run(
                            "get",
                            "--ca",
                            authority(),
                            "--resolve",
                            "www.other.test:" + server.port() + ":127.0.0.1",
                            server.url("www.other.test"))
                    .expectSuccess();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldCheckTheRestWithoutTheNameAndNothingIfInsecure(
            String what, TestAuthority.PemFiles identity, String reason) throws Exception {
        try (OpensslServer server = OpensslServer.start(folder, identity, "-www")) {
            if (identity != otherName) {
                assertRefused(reason, get(server, "--ca", authority(), "--no-hostname-check"));
            }
            ExternalProgram.Outcome outcome = get(server, "--insecure");
            assertTrue(outcome.expectSuccess().errors().contains("Not checked   the certificate"), outcome.errors());
        }
    }
}
