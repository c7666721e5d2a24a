package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.LeafRequest;

/** {@code serve --root}. */
@Tag("system")
class ServedFolderTest {
    private static final int LARGE_BYTES = 50 << 20;
    private static final String LONG_TEXT = "body { color: red }\n".repeat(1_000);

    @TempDir
    static Path folder;

    private static Serving serving;

    @BeforeAll
    static void serve() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("index.html"), "<p>the index");
        Files.writeString(root.resolve("a name.txt"), "a text");
        Files.setLastModifiedTime(
                root.resolve("a name.txt"), FileTime.from(Instant.now().minusSeconds(3_600)));
        Files.writeString(root.resolve("long.css"), LONG_TEXT);
        Files.createDirectories(root.resolve("below"));
        Files.writeString(root.resolve("below/index.html"), "<p>below");
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".git/config"), "secret");
        Files.writeString(root.resolve(".env"), "secret");
        Files.createDirectories(root.resolve(".well-known"));
        Files.writeString(root.resolve(".well-known/security.txt"), "Contact: us");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("outside"), folder);
        byte[] large = new byte[LARGE_BYTES];
        new Random(1).nextBytes(large);
        Files.write(root.resolve("large.bin"), large);
        serving = Serving.start(folder, "--root", root.toString());
    }

    @AfterAll
    static void end() {
        serving.close();
    }

    private static ExternalProgram.Outcome curl(String path, String... options) throws Exception {
        return ExternalProgram.onPath("curl")
                .first("-sS", "--cacert", serving.authority(), "--path-as-is", serving.url() + path)
                .run(options)
                .expectSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 200, text/html, <p>the index",
        "a%20name.txt, 200, text/plain, a text",
        "below/, 200, text/html, <p>below",
        ".well-known/security.txt, 200, text/plain, Contact: us",
        "below, 301, text/plain, '301 Moved Permanently\n'",
        "empty/, 404, text/plain, '404 Not Found: there is no such file\n'",
        "nothing, 404, text/plain, '404 Not Found: there is no such file\n'"
    })
    void shouldServeFilesAndFolders(String path, int status, String type, String body) throws Exception {
        String output = curl(path, "-w", "\n%{http_code} %{content_type}").output();
        assertTrue(output.startsWith(body + "\n" + status + " " + type), output);
        serving.program().await("GET /" + path + " -> " + status + ", " + body.length() + " bytes, TLSv1.3");
    }

    @Test
    void shouldSendAFolderToItsSlash() throws Exception {
        assertEquals("<p>below", curl("below", "-L").output());
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        String head = curl("large.bin", "--head").output();
        assertTrue(head.contains("Content-Length: " + LARGE_BYTES), head);
        serving.program().await("HEAD /large.bin -> 200, 0 bytes");
    }

    @Test
    void shouldSendALargeFileByteForByte() throws Exception {
        for (String version : new String[] {"1.3", "1.2"}) {
            Path received = folder.resolve("received " + version);
            curl("large.bin", "--tls-max", version, "-o", received.toString());
            assertEquals(-1, Files.mismatch(folder.resolve("root/large.bin"), received));
        }
    }

    @Test
    void shouldGoOnWithAFileOfWhichCurlHasTheBeginning() throws Exception {
        Path large = folder.resolve("root/large.bin");
        Path received = folder.resolve("resumed");
        Files.write(received, Arrays.copyOf(Files.readAllBytes(large), 1_000_000));
        curl("large.bin", "-C", "-", "-o", received.toString());
        assertEquals(-1, Files.mismatch(large, received));
    }

    @Test
    void shouldSendOnlyTheRangesAskedFor() throws Exception {
        assertEquals("te", curl("a%20name.txt", "-r", "2-3").output());
        assertEquals("xt", curl("a%20name.txt", "-r", "-2").output());
        String several = curl("a%20name.txt", "-r", "0-0,2-3").output();
        assertTrue(several.contains("Content-Range: bytes 2-3/6\r\n\r\nte\r\n--"), several);
    }

    @Test
    void shouldNotSendWhatCurlHas() throws Exception {
        Path text = folder.resolve("root/a name.txt");
        assertEquals(
                "304",
                curl("a%20name.txt", "-z", text.toString(), "-w", "%{http_code}")
                        .output());
        Path tag = folder.resolve("tag");
        curl("a%20name.txt", "--etag-save", tag.toString());
        assertEquals(
                "304",
                curl("a%20name.txt", "--etag-compare", tag.toString(), "-w", "%{http_code}")
                        .output());
    }

    @Test
    void shouldCompressATextForCurl() throws Exception {
        String output =
                curl("long.css", "--compressed", "-w", "%{size_download}").output();
        assertTrue(output.startsWith(LONG_TEXT), output);
        int transferred = Integer.parseInt(output.substring(LONG_TEXT.length()));
        assertTrue(transferred < LONG_TEXT.length() / 10, output.substring(LONG_TEXT.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "%2e%2e/secret.txt",
                "below/../../secret.txt",
                "..%2fsecret.txt",
                "%2e%2e%2fsecret.txt",
                "..%5csecret.txt",
                "%252e%252e/secret.txt",
                "link.txt",
                "outside/secret.txt",
                "outside/",
                "/etc/passwd",
                "%00",
                ".env",
                ".git/config",
                "below/../.env",
                "%2eenv",
                ".well-known/../.env"
            })
    void shouldNotLeaveItsFolderNorShowWhatIsHidden(String path) throws Exception {
        String output = curl(path, "-w", "%{http_code}").output();
        assertTrue(output.endsWith("404") || output.endsWith("400"), output);
    }

    @Test
    void shouldRefuseARootThatIsNoFolder() {
        TestAuthority authority = new TestAuthority(folder, "Root");
        TestAuthority.PemFiles identity = authority.issue("root-test", LeafRequest.forServer("localhost"));
        Stream.of("nowhere", "secret.txt").map(folder::resolve).forEach(root -> {
            ExternalProgram.Outcome outcome = StaunchProgram.run(
                    "serve",
                    "--port",
                    "0",
                    "--cert",
                    identity.chain(),
                    "--key",
                    identity.key(),
                    "--root",
                    root.toString());
            assertEquals(1, outcome.status());
            String expected = "staunch: " + root + " is not a folder that can be read";
            assertTrue(outcome.errors().startsWith(expected), outcome.errors());
            assertEquals(1, Arrays.stream(outcome.errors().split("\n")).count(), outcome.errors());
        });
    }
}
