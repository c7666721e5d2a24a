package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serve} without arguments, and the clients that people have. */
@Tag("system")
class ServedPageTest {
    @TempDir
    static Path folder;

    private static Serving serving;

    @BeforeAll
    static void serve() throws Exception {
        serving = Serving.start(folder);
    }

    @AfterAll
    static void end() {
        serving.close();
    }

    @ParameterizedTest
    @CsvSource({"--tlsv1.3, 1.3, TLSv1.3", "--tlsv1.2, 1.2, TLSv1.2"})
    void shouldServeCurl(String least, String most, String protocol) throws Exception {
        ExternalProgram.Outcome outcome = ExternalProgram.onPath("curl")
                .run("-sS", least, "--tls-max", most, "--cacert", serving.authority(), serving.url());
        assertShowsTheConnection(protocol, outcome.expectSuccess().output());
        assertTrue(outcome.output().contains("curl/"), outcome.output());
        serving.program().await(" 127\\.0\\.0\\.1 GET / -> 200, \\d+ bytes, " + protocol + "$");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, TLSv1.3", "-tls1_2, TLSv1.2"})
    void shouldServeOpenssl(String version, String protocol) throws Exception {
        String client =
                "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | \"$0\" s_client"
                        + " -connect localhost:" + serving.port() + " -servername localhost -verify_hostname localhost"
                        + " -verify_return_error -CAfile \"$1\" -ign_eof " + version;
        ExternalProgram.onPath("openssl").run("version").expectSuccess();
        ExternalProgram.Outcome outcome =
                ExternalProgram.onPath("sh").run("-c", client, "openssl", serving.authority());
        assertShowsTheConnection(protocol, outcome.expectSuccess().output());
        assertTrue(outcome.output().contains("Verification: OK"), outcome.output());
    }

    @ParameterizedTest
    @CsvSource({"1.3, TLSv1.3", "1.2, TLSv1.2"})
    void shouldServeOurOwnClient(String version, String protocol) {
        ExternalProgram.Outcome outcome =
                StaunchProgram.run("get", "--tls", version, "--ca", serving.authority(), serving.url());
        assertShowsTheConnection(protocol, outcome.expectSuccess().output());
        assertTrue(outcome.errors().contains("Protocol      " + protocol), outcome.errors());
        assertTrue(outcome.errors().contains("names       localhost, 127.0.0.1, ::1"), outcome.errors());
    }

    private static void assertShowsTheConnection(String protocol, String page) {
        assertTrue(page.contains("<h1>Staunch is serving</h1>"), page);
        assertTrue(page.contains("<th>Protocol</th><td><code>" + protocol + "</code>"), page);
    }

    @Test
    void shouldPrintALineThatWorksAsItIs() throws Exception {
        String line = serving.program().await("^Try:  (curl .*)$").group(1);
        ExternalProgram.onPath("curl").run("--version").expectSuccess();
        ExternalProgram.Outcome outcome = ExternalProgram.onPath("sh").run("-c", line);
        assertShowsTheConnection("TLSv1.3", outcome.expectSuccess().output());
    }

    @Test
    void shouldNotBeBelievedWithoutItsAuthority() throws Exception {
        ExternalProgram.Outcome outcome = ExternalProgram.onPath("curl").run("-sS", serving.url());
        assertNotEquals(0, outcome.status());
        assertEquals("", outcome.output());
        serving.program().await("no connection: the peer refused with the alert unknown_ca");
    }

    /** Our own client refuses by an alert too, and the server prints its name. */
    @ParameterizedTest
    @ValueSource(strings = {"1.3", "1.2"})
    void shouldPrintTheAlertOfAClientThatRefuses(String version) throws Exception {
        String host = "other" + version.replace('.', '-') + ".test";
        ExternalProgram.Outcome outcome = StaunchProgram.run(
                "get",
                "--tls",
                version,
                "--ca",
                serving.authority(),
                "--resolve",
                host + ":" + serving.port() + ":127.0.0.1",
                "https://" + host + ":" + serving.port() + "/");
        assertEquals(1, outcome.status());
        assertEquals(
                "staunch: the server is not " + host
                        + ": its certificate is valid for localhost, 127.0.0.1, ::1 only\n",
                outcome.errors());
        serving.program().await("no connection: the peer refused with the alert certificate_unknown");
    }

    @Test
    void shouldKeepItsKeysToItsUser() throws IOException {
        Path own = Path.of(serving.authority()).getParent();
        assertEquals("rwx------", permissions(own));
        Map.of("ca-key.pem", "rw-------", "localhost-key.pem", "rw-------").forEach((file, expected) -> {
            assertEquals(expected, permissions(own.resolve(file)), file);
        });
        assertFalse(Files.isSymbolicLink(own));
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
