package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.tls.TlsServer;

/** A browser believes the server if, and only if, its user trusts the authority; no certificate error is ignored. */
@Tag("system")
class BrowserTest {
    @TempDir
    Path folder;

    @Test
    void shouldShowThePageOnceTheAuthorityIsTrusted() throws Exception {
        Path home = Files.createDirectories(folder.resolve("user"));
        ExternalProgram browser = browserOf(home);
        try (Serving serving = Serving.start(folder)) {
            assertFalse(pageShownBy(browser, serving).contains("Staunch is serving"));

            trust(serving.authority(), home);
            String page = pageShownBy(browser, serving);
            assertTrue(page.contains("<h1>Staunch is serving</h1>"), page);
            assertTrue(page.contains("<th>Protocol</th><td><code>TLSv1.3</code>"), page);
            assertTrue(page.contains("<th>Name asked for (SNI)</th><td><code>localhost</code>"), page);
            assertTrue(page.contains("<th>Chosen by ALPN</th><td><code>http/1.1</code>"), page);
            assertTrue(page.contains("Chrome"), page);
            serving.program().await("GET / -> 200, \\d+ bytes, TLSv1.3$");
        }
    }

    @ParameterizedTest
    @CsvSource({"tls1.2, TLSv1.2", "tls1.3, TLSv1.3"})
    void shouldGetBackTheMegabyteThatItsScriptPosts(String newest, String protocol) throws Exception {
        Path home = Files.createDirectories(folder.resolve("user"));
        InteropPapers papers = new InteropPapers(folder);
        ExternalProgram browser = browserOf(home);
        trust(papers.authority.file().toString(), home);
        try (HttpEcho server = new HttpEcho(TlsServer.of(InteropPapers.identity(papers.server)))) {
            String page = browser.run("--ssl-version-max=" + newest, "--dump-dom", server.url())
                    .output();
            assertTrue(page.contains(">the same came back<"), page);
            assertEquals(protocol, server.posts.take().protocol());
        }
    }

    private ExternalProgram browserOf(Path home) {
        return ExternalProgram.onPath("chromium", "chromium-browser", "google-chrome")
                .with("HOME", home.toString())
                .with("XDG_CONFIG_HOME", home.resolve("config").toString())
                .with("XDG_CACHE_HOME", home.resolve("cache").toString())
                .first(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + home.resolve("profile"));
    }

    private static String pageShownBy(ExternalProgram browser, Serving serving) throws Exception {
        return browser.run("--dump-dom", serving.url()).output();
    }

    /** Chromium on Linux believes what its user's NSS database does. */
    private static void trust(String authority, Path home) throws IOException, InterruptedException {
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        ExternalProgram certutil = ExternalProgram.onPath("certutil").first("-d", "sql:" + database);
        if (!Files.exists(database.resolve("cert9.db"))) {
            certutil.run("-N", "--empty-password").expectSuccess();
        }
        certutil.run("-A", "-n", "staunch", "-t", "C,,", "-i", authority).expectSuccess();
    }
}
