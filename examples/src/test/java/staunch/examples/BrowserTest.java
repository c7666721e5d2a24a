package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.reactor.Security;
import staunch.tls.TlsServer;
import staunch.tls.pki.Identity;

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

    /** Chunks, a range, HEAD, and uploads, by fetch. */
    @Test
    void shouldFetch() throws Exception {
        Path home = Files.createDirectories(folder.resolve("user"));
        InteropPapers papers = new InteropPapers(folder);
        trust(papers.authority.file().toString(), home);
        try (HttpGround server = new HttpGround(papers, TlsServer.of(InteropPapers.identity(papers.server)))) {
            String url = "https://localhost:" + server.securePort() + "/page";
            String page = browserOf(home)
                    .run("--virtual-time-budget=60000", "--dump-dom", url)
                    .output();
            String told = "data %d, chunked true, head %1$d 0, range 206 true, echo true, digest %s"
                    .formatted(InteropPapers.DATA_BYTES, HttpGround.digest(papers.data(), 16));
            assertTrue(page.contains(told), page);
        }
    }

    /** The page comes on one connection and what its script posts goes over the next. */
    @ParameterizedTest
    @CsvSource({"tls1.2, TLSv1.2", "tls1.3, TLSv1.3"})
    void shouldShowItsCertificateGetBackAMegabyteAndResume(String newest, String protocol) throws Exception {
        Path home = Files.createDirectories(folder.resolve("user"));
        InteropPapers papers = new InteropPapers(folder);
        ExternalProgram browser = browserOf(home);
        trust(papers.authority.file().toString(), home);
        identify(papers.client, home);
        TlsServer tls = TlsServer.of(InteropPapers.identity(papers.server)).requiringClients(papers.trust());
        try (HttpEcho server = new HttpEcho(tls)) {
            choose(home, server.url());
            String page = browser.run("--ssl-version-max=" + newest, "--dump-dom", server.url())
                    .output();
            assertTrue(page.contains(">the same came back<"), page);
            Security posted = server.posts.take();
            assertEquals(protocol, posted.protocol());
            assertEquals(
                    "CN=the client",
                    posted.peerCertificates().get(0).getSubjectX500Principal().getName());
            assertTrue(posted.resumed());
        }
    }

    @Test
    void shouldTalkToAWebSocket() throws Exception {
        try (LivePage live = securePage()) {
            String page = pageOf(live, "socket");
            assertTrue(page.contains(">2 came back, ended by 4001<"), page);
        }
    }

    @Test
    void shouldTakeEventsAndComeBackForMore() throws Exception {
        try (LivePage live = securePage()) {
            String page = pageOf(live, "news");
            assertTrue(page.contains(">1=\"žluť\\n1\" and 2=\"žluť\\n2\"<"), page);
            assertEquals(List.of(Optional.empty(), Optional.of("1"), Optional.of("2")), List.copyOf(live.seen));
        }
    }

    private LivePage securePage() throws Exception {
        InteropPapers papers = new InteropPapers(folder);
        Path home = Files.createDirectories(folder.resolve("user"));
        trust(papers.authority.file().toString(), home);
        return new LivePage(TlsServer.of(InteropPapers.identity(papers.server)));
    }

    private String pageOf(LivePage live, String name) throws Exception {
        return browserOf(folder.resolve("user"))
                .run("--dump-dom", "https://localhost:" + live.port() + "/" + name)
                .output();
    }

    private static ExternalProgram browserOf(Path home) {
        return new Browser(home).program();
    }

    private static String pageShownBy(ExternalProgram browser, Serving serving) throws Exception {
        return browser.run("--dump-dom", serving.url()).output();
    }

    private static void trust(String authority, Path home) throws IOException, InterruptedException {
        new Browser(home).trust(authority);
    }

    private static void identify(TestAuthority.PemFiles identity, Path home) throws Exception {
        Path bundle = home.resolve("identity.p12");
        Identity own = InteropPapers.identity(identity);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        char[] passphrase = "passphrase".toCharArray();
        keys.setKeyEntry("own", own.privateKey(), passphrase, own.chain().toArray(X509Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(bundle)) {
            keys.store(out, passphrase);
        }
        ExternalProgram.onPath("pk12util")
                .run("-d", "sql:" + home.resolve(".pki/nssdb"), "-i", bundle.toString(), "-W", "passphrase")
                .expectSuccess();
    }

    /** What the policy AutoSelectCertificateForUrls would do for all users: no window asks which certificate to show. */
    private static void choose(Path home, String url) throws IOException {
        Path preferences =
                Files.createDirectories(home.resolve("profile/Default")).resolve("Preferences");
        Files.writeString(preferences, """
                {"profile": {"content_settings": {"exceptions": {"auto_select_certificate":
                    {"%s,*": {"setting": {"filters": [{}]}}}}}}}
                """.formatted(url.replaceFirst("/$", "")));
    }
}
