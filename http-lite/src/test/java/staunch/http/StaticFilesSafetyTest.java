package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;

/** Nothing but what lies below the root and is not hidden, and nothing in part as if it were whole. */
class StaticFilesSafetyTest extends StaticFilesCase {
    private static final String SECRET = "secret";

    @BeforeEach
    void fill() throws IOException {
        put("a.txt", "text");
        put("below/b.txt", "text");
        put("../secret.txt", SECRET);
        put("../rooted/secret.txt", SECRET);
        put(".env", SECRET);
        put(".git/config", SECRET);
        put(".well-known/.env", SECRET);
        put(".well-known/security.txt", "contact");
        link("link.txt", folder.resolve("secret.txt"));
        link("relative.txt", Path.of("../secret.txt"));
        link("outside", folder);
        link("chain", root.resolve("outside"));
        link("sibling", folder.resolve("rooted"));
        link("env.txt", root.resolve(".env"));
        link("git", root.resolve(".git"));
        link("loop", root.resolve("loop"));
        link("inside.txt", root.resolve("a.txt"));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/.%2E/secret.txt",
                "/below/../../secret.txt",
                "/below/%2e%2e/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%252e%252e/secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/%e0%80%ae%e0%80%ae/secret.txt",
                "/%uff0e%uff0e/secret.txt",
                "/%ef%bc%8e%ef%bc%8e/secret.txt",
                "/..;/secret.txt",
                "/.../secret.txt",
                "/..%00/secret.txt",
                "/a.txt%00",
                "/a.txt%00.html",
                "/%00",
                "/a.txt%",
                "/a.txt%2",
                "/a.txt%zz",
                "/link.txt",
                "/relative.txt",
                "/outside/secret.txt",
                "/outside/",
                "/outside",
                "/chain/secret.txt",
                "/sibling/secret.txt",
                "/loop",
                "/.env",
                "/%2eenv",
                "/env.txt",
                "/git/config",
                "/git/",
                "/.git/config",
                "/.git/",
                "/.git",
                "/.well-known/.env",
                "/.well-known/../.env",
                "/below/../.env",
                "/a.txt/../../secret.txt",
                "/a.txt/",
                "//etc/passwd",
                "/etc/passwd",
                "/file:///etc/passwd",
                "/C:/Windows/win.ini",
                "/~root/.profile"
            })
    void shouldNotBeFound(String path) throws IOException {
        world.serve(files().withListing(100));
        WholeResponse response = fetch(path);
        assertEquals(404, status(response), path);
        assertFalse(response.text().contains(SECRET));
        world.serve(files().withListing(100).under("/v1/assets"));
        for (String asked : List.of("/v1/assets" + path, path)) {
            WholeResponse below = fetch(asked);
            assertEquals(404, status(below), asked);
            assertFalse(below.text().contains(SECRET));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.txt", "/%61%2e%74xt", "/below/b.txt", "/inside.txt", "/.well-known/security.txt"})
    void shouldBeFound(String path) throws IOException {
        world.serve(files());
        assertEquals(200, status(fetch(path)));
        world.serve(files().under("/v1/assets"));
        assertEquals(200, status(fetch("/v1/assets" + path)));
        assertEquals(404, status(fetch(path)));
    }

    @Test
    void shouldNotOpenALinkThatTookTheFilesPlace() throws IOException {
        Path real = root.resolve("a.txt");
        FileTree tree = new FileTree(root);
        assertEquals(
                real.toRealPath(), tree.real(tree.named("/a.txt").orElseThrow()).orElseThrow());
        Files.delete(real);
        Files.createSymbolicLink(real, folder.resolve("secret.txt"));
        assertTrue(OpenedFile.at(real).isEmpty());
        Files.delete(real);
        assertTrue(OpenedFile.at(real).isEmpty());
        assertTrue(OpenedFile.at(root.resolve("below")).isEmpty());
    }

    @Test
    void shouldSendTheFileItOpenedThoughAnotherTakesItsPlace() throws IOException {
        put("large.bin", "a".repeat(1_000_000));
        world.serve(files());
        RawPeer client = world.dial();
        client.channel().pauseReads();
        client.send("GET /large.bin HTTP/1.0\r\n\r\n");
        world.settle();
        Path other = put("other.bin", "b".repeat(1_000_000));
        Files.move(other, root.resolve("large.bin"), StandardCopyOption.REPLACE_EXISTING);
        client.channel().resumeReads();
        world.until(() -> client.inputEnd().isPresent());
        assertTrue(client.received().endsWith("a".repeat(1_000_000)));
    }

    @Test
    void shouldCutTheConnectionWhenTheFileBecomesShorter() throws IOException {
        Path file = put("large.bin", "a".repeat(1_000_000));
        world.serve(files());
        RawPeer client = world.dial();
        client.channel().pauseReads();
        client.send("GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        try (RandomAccessFile writing = new RandomAccessFile(file.toFile(), "rw")) {
            writing.setLength(500_000);
        }
        client.channel().resumeReads();
        world.until(client::isClosed);
        assertTrue(client.received().length() < 600_000);
        assertEquals("threw the file became shorter while it was being sent", world.heard.get(0));
        assertTrue(world.heard.get(1).endsWith(" cut"), world.heard::toString);
        assertEquals(0, world.heldByServer());
    }

    @Test
    void shouldSendNoMoreThanTheFileHadWhenItGrows() throws IOException {
        Path file = put("log.bin", "a".repeat(1_000_000));
        world.serve(files());
        RawPeer client = world.dial();
        client.channel().pauseReads();
        client.send("GET /log.bin HTTP/1.0\r\n\r\n");
        world.settle();
        Files.writeString(file, "a".repeat(2_000_000));
        client.channel().resumeReads();
        world.until(() -> client.inputEnd().isPresent());
        assertEquals(List.of("GET /log.bin 200 1000000"), world.heard);
    }

    @Test
    void shouldLeaveNoFileOpen() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "needs /proc");
        put("a.txt.gz", "coded");
        put("large.bin", "a".repeat(1_000_000));
        world.serve(files());
        RawPeer gone = world.dial();
        gone.channel().pauseReads();
        gone.send("GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        gone.channel().abort();
        world.settle();
        fetch("/a.txt");
        fetch("/a.txt", "Accept-Encoding", "gzip");
        fetch("/a.txt", "If-None-Match", "*");
        fetch("/a.txt", "If-Match", "\"x\"");
        fetch("/large.bin", "Range", "bytes=1000000-");
        fetch("/large.bin", "Range", "bytes=1-2,4-5");
        fetch(as(Method.HEAD, get("/large.bin")));
        try (var open = Files.list(descriptors)) {
            Set<Path> ours = new HashSet<>();
            open.forEach(descriptor -> {
                try {
                    ours.add(Files.readSymbolicLink(descriptor));
                } catch (IOException closed) {
                    // The one that lists.
                }
            });
            assertTrue(ours.stream().noneMatch(path -> path.startsWith(folder)), ours::toString);
        }
    }
}
