package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.tls.pki.LeafRequest;

/** What keeps a server from starting is one line that says what to do. */
@Tag("system")
class ServeErrorsTest {
    @TempDir
    static Path folder;

    private static TestAuthority.PemFiles good;
    private static TestAuthority.PemFiles other;

    @BeforeAll
    static void issue() throws Exception {
        TestAuthority authority = new TestAuthority(folder, "CA");
        good = authority.issue("good", LeafRequest.forServer("localhost"));
        other = authority.issue("other", LeafRequest.forServer("other.test"));
        ExternalProgram.onPath("openssl")
                .run("pkey", "-in", good.key(), "-aes256", "-passout", "pass:opens", "-out", file("encrypted.pem"))
                .expectSuccess();
        Files.writeString(folder.resolve("wrong-pass"), "does-not-open\n");
        Files.writeString(folder.resolve("empty-pass"), "\n");
        Files.writeString(folder.resolve("no.pem"), "this is no PEM\n");
        Files.createDirectory(folder.resolve("a folder"));
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    static Stream<Arguments> errors() {
        String nowhere = file("nowhere.pem");
        String encrypted = file("encrypted.pem");
        return Stream.of(
                Arguments.of(
                        "missing key", List.of("--cert", good.chain(), "--key", nowhere), "nowhere.pem: no such file"),
                Arguments.of(
                        "missing chain", List.of("--cert", nowhere, "--key", good.key()), "nowhere.pem: no such file"),
                Arguments.of(
                        "a folder",
                        List.of("--cert", good.chain(), "--key", file("a folder")),
                        "a folder: .*name a file"),
                Arguments.of("no PEM", List.of("--cert", file("no.pem"), "--key", good.key()), "no.pem: .*"),
                Arguments.of(
                        "a key without PEM", List.of("--cert", good.chain(), "--key", file("no.pem")), "no.pem: .*"),
                Arguments.of(
                        "another's key",
                        List.of("--cert", good.chain(), "--key", other.key()),
                        "the private key does not belong to the certificate of CN=localhost; name the key"),
                Arguments.of(
                        "the chain for a key", List.of("--cert", good.chain(), "--key", good.chain()), "good.pem: .*"),
                Arguments.of(
                        "wrong passphrase",
                        List.of("--cert", good.chain(), "--key", encrypted, "--key-pass-file", file("wrong-pass")),
                        "encrypted.pem: .*passphrase"),
                Arguments.of(
                        "empty passphrase file",
                        List.of("--cert", good.chain(), "--key", encrypted, "--key-pass-file", file("empty-pass")),
                        "empty-pass: its first line is empty; write the passphrase there"),
                Arguments.of(
                        "missing passphrase file",
                        List.of("--cert", good.chain(), "--key", encrypted, "--key-pass-file", nowhere),
                        "nowhere.pem: no such file"),
                Arguments.of(
                        "no terminal",
                        List.of("--cert", good.chain(), "--key", encrypted),
                        "encrypted.pem is encrypted and no passphrase was given: .* use --key-pass-file FILE"),
                Arguments.of(
                        "a passphrase without a key",
                        List.of("--cert", good.chain(), "--key-pass-file", file("wrong-pass")),
                        "--key-pass-file holds the passphrase of --key"),
                Arguments.of(
                        "a certificate alone", List.of("--cert", good.chain()), "--cert and --key belong together"),
                Arguments.of("no client CA", List.of("--client-ca", nowhere), "nowhere.pem: no such file"),
                Arguments.of("old TLS", List.of("--tls", "1.1"), "--tls 1.1: the versions are 1.3 and 1.2"),
                Arguments.of(
                        "no such provider", List.of("--provider", "None"), "no security provider named None; choose"),
                Arguments.of("no loops", List.of("--loops", "0"), "--loops 0: there must be at least one"),
                Arguments.of("a port too high", List.of("--port", "65536"), "--port 65536: a port is from 0"),
                Arguments.of(
                        "no address of ours", List.of("--bind", "192.0.2.1"), "cannot listen on 192.0.2.1:0: .*choose"),
                Arguments.of("no address", List.of("--bind", "a.invalid"), "--bind a.invalid is no address"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void shouldSayWhatToDoInOneLine(String what, List<String> options, String expected) throws Exception {
        ExternalProgram.Outcome outcome = serve(options);
        assertEquals(1, outcome.status());
        assertEquals("", outcome.output());
        assertTrue(
                Pattern.compile("staunch: [^\n]*" + expected + "[^\n]*\n")
                        .matcher(outcome.errors())
                        .matches(),
                outcome.errors());
        assertTrue(!outcome.errors().contains("does-not-open"), outcome.errors());
    }

    /** In a process of its own, which has no terminal wherever this test runs. */
    private static ExternalProgram.Outcome serve(List<String> options) throws Exception {
        Stream<String> identity =
                options.contains("--cert") ? Stream.empty() : Stream.of("--cert", good.chain(), "--key", good.key());
        Stream<String> port = options.contains("--port") ? Stream.empty() : Stream.of("--port", "0");
        String[] all = Stream.of(Stream.of("serve"), port, identity, options.stream())
                .flatMap(each -> each)
                .toArray(String[]::new);
        return options.contains(file("encrypted.pem"))
                ? StaunchProgram.withHome(folder).run(all)
                : StaunchProgram.run(all);
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExternalProgram.Outcome outcome = serve(List.of("--port", "" + taken.getLocalPort()));
            assertEquals(1, outcome.status());
            String expected = "staunch: cannot listen on localhost:" + taken.getLocalPort()
                    + ": Address already in use; choose another address or port, or end the program that has it\n";
            assertEquals(expected, outcome.errors());
        }
    }

    @Test
    void shouldPrintTheStackOnlyOnRequest() throws Exception {
        ExternalProgram.Outcome outcome = serve(List.of("--port", "70000", "--stacktrace"));
        assertEquals(1, outcome.status());
        assertTrue(outcome.errors().startsWith("staunch: --port 70000"), outcome.errors());
        assertTrue(outcome.errors().contains("\tat staunch.examples.ServeCommand"), outcome.errors());
    }

    @Test
    void shouldWarnOfACertificateThatHasEnded() throws Exception {
        TestAuthority.PemFiles expired = new TestAuthority(folder, "Old").issueExpired("expired", "localhost");
        try (Serving serving = Serving.start(folder, "--cert", expired.chain(), "--key", expired.key())) {
            serving.program().await("^Warning: the certificate of CN=localhost ended at .*renew it$");
        }
    }
}
