package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.examples.ExternalProgram.Outcome;
import staunch.http.HttpServer;
import staunch.http.codec.Status;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.Identity;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.TrustAnchors;

/** What {@code ca} wrote, as OpenSSL judges it, and in use between {@code get} and a server. */
class CaSystemTest {
    @TempDir
    private Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void ca(String... arguments) {
        StaunchProgram.run(arguments).expectSuccess();
    }

    @BeforeEach
    void makeAuthority() {
        ca("ca", "init", "--dir", file("ca"), "--name", "Root");
        ca("ca", "intermediate", "--dir", file("ca"), "Issuing");
        ca("ca", "issue", "--dir", file("ca"), "--out", file(""), "--issuer", "Issuing", "a.test", "*.a.test", "::1");
        ca("ca", "issue", "--dir", file("ca"), "--out", file(""), "--issuer", "Issuing", "--client", "Alice");
    }

    @ParameterizedTest
    @CsvSource({"a.test, sslserver", "Alice, sslclient"})
    void shouldPassTheStrictVerificationOfOpenSsl(String name, String purpose) throws Exception {
        ExternalProgram.onPath("openssl")
                .run(
                        "verify",
                        "-x509_strict",
                        "-purpose",
                        purpose,
                        "-CAfile",
                        file("ca/root.pem"),
                        "-untrusted",
                        file(name + ".pem"),
                        file(name + ".pem"))
                .expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.test", "www.a.test"})
    void shouldServeWithItAndBeBelieved(String host) throws Exception {
        Outcome outcome = fetch(host, false, "--ca", file("ca/root.pem"));
        outcome.expectSuccess();
        assertEquals("hello", outcome.output());
    }

    @Test
    void shouldNotBeBelievedForAnotherName() throws Exception {
        assertEquals(1, fetch("b.test", false, "--ca", file("ca/root.pem")).status());
    }

    @Test
    void shouldLetTheClientIn() throws Exception {
        Outcome outcome = fetch(
                "a.test",
                true,
                "--ca",
                file("ca/root.pem"),
                "--cert",
                file("Alice.pem"),
                "--key",
                file("Alice-key.pem"));
        outcome.expectSuccess();
        assertEquals("hello", outcome.output());
        Outcome without = fetch("a.test", true, "--ca", file("ca/root.pem"));
        assertEquals(1, without.status());
        assertEquals("", without.output());
    }

    private Outcome fetch(String host, boolean asksClient, String... arguments) throws Exception {
        Identity identity = Identity.fromPem(
                folder.resolve("a.test.pem"), folder.resolve("a.test-key.pem"), PassphraseSource.none());
        TlsServer tls = TlsServer.of(identity);
        TlsServer layer = asksClient ? tls.requiringClients(TrustAnchors.fromPath(folder.resolve("ca/root.pem"))) : tls;
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            HttpServer server = HttpServer.listen(
                    reactor,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    layer,
                    exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            String authority = host + ":" + server.port();
            return StaunchProgram.run(command(authority, arguments));
        }
    }

    private static String[] command(String authority, String... arguments) {
        String[] command = new String[arguments.length + 4];
        command[0] = "get";
        command[1] = "--resolve";
        command[2] = authority + ":127.0.0.1";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        command[command.length - 1] = "https://" + authority + "/";
        return command;
    }
}
