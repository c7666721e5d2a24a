package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.tls.pki.LeafRequest;

/** An encrypted key: its passphrase is asked for on the terminal, and never seen there. */
@Tag("system")
class PassphraseTest {
    private static final String PASSPHRASE = "seven-gates";

    @TempDir
    Path folder;

    private TestAuthority authority;
    private TestAuthority.PemFiles encrypted;

    @BeforeEach
    void encrypt() throws Exception {
        authority = new TestAuthority(folder, "CA");
        TestAuthority.PemFiles plain = authority.issue("leaf", LeafRequest.forServer("localhost"));
        encrypted = new TestAuthority.PemFiles(
                plain.chain(), folder.resolve("encrypted.pem").toString());
        ExternalProgram.onPath("openssl")
                .run("pkey", "-in", plain.key(), "-aes256", "-passout", "pass:" + PASSPHRASE, "-out", encrypted.key())
                .expectSuccess();
    }

    @Test
    void shouldReadThePassphraseFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
        try (Serving serving = Serving.start(
                folder, "--cert", encrypted.chain(), "--key", encrypted.key(), "--key-pass-file", file.toString())) {
            StaunchProgram.run("get", "--ca", authority.file().toString(), serving.url())
                    .expectSuccess();
        }
    }

    @Test
    void shouldNameTheOptionOfTheCommand() {
        String[] key = {"--ca-cert", encrypted.chain(), "--ca-key", encrypted.key()};
        String[] proxy = Stream.concat(Stream.of("proxy"), Stream.of(key)).toArray(String[]::new);
        String said = StaunchProgram.run(proxy).errors();
        assertTrue(said.endsWith("start on a terminal, or use --ca-key-pass-file FILE\n"), said);
    }

    @Test
    void shouldAskOnTheTerminalWithoutEcho() throws Exception {
        String terminal = answerOnATerminal(PASSPHRASE, "-re {at https://localhost:\\d+/}");
        assertTrue(terminal.contains("Passphrase for " + encrypted.key() + ": "), terminal);
        assertTrue(terminal.contains("Serving a welcome page"), terminal);
        assertFalse(terminal.contains(PASSPHRASE), terminal);
    }

    @Test
    void shouldRefuseAWrongPassphraseWithoutRepeatingIt() throws Exception {
        String terminal = answerOnATerminal("a-wrong-one", "eof");
        assertTrue(terminal.contains("staunch: " + encrypted.key()), terminal);
        assertFalse(terminal.contains("Serving"), terminal);
        assertFalse(terminal.contains("a-wrong-one"), terminal);
    }

    /** What the terminal showed until {@code end} was seen; a Ctrl-C then ends the server. */
    private String answerOnATerminal(String passphrase, String end) throws Exception {
        String script = """
                set timeout 30
                spawn -noecho sh "$env(SERVE)"
                expect "Passphrase for" { send "%s\\r" } timeout { exit 3 }
                expect %s {} timeout { exit 4 }
                catch { send "\\003"; expect eof }
                """.formatted(passphrase, end);
        Path command = Files.writeString(
                folder.resolve("serve.sh"),
                "exec \"$JAVA\" -cp \"$CLASSES\" " + Main.class.getName()
                        + " serve --port 0 --cert \"$CHAIN\" --key \"$KEY\"\n");
        ExternalProgram.Outcome outcome = ExternalProgram.onPath("expect")
                .in(folder)
                .with("SERVE", command.toString())
                .with(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString())
                .with("CLASSES", System.getProperty("java.class.path"))
                .with("CHAIN", encrypted.chain())
                .with("KEY", encrypted.key())
                .run(Files.writeString(folder.resolve("answer.exp"), script).toString());
        assertEquals(0, outcome.status(), outcome.output() + outcome.errors());
        return outcome.output();
    }
}
