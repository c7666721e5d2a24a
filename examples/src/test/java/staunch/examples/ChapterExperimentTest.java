package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.Exchange;
import staunch.http.Response;
import staunch.http.codec.Status;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafRequest;

/**
 * A word in a query is another when the server sees it, and so is the word in the page that it answers with, although that is
 * compressed and comes in chunks. The client trusts the proxy's authority, and nothing of its checks is turned off.
 */
@Tag("system")
class ChapterExperimentTest {
    private static final String HOST = "www.experiment.test";
    private static final int CHUNK_BYTES = 7;

    /** How the client's connection comes to the proxy. */
    enum Form {
        CONNECT,
        DIRECT
    }

    @TempDir
    Path folder;

    private NotingOrigin origin;
    private Proxying proxy;

    @BeforeEach
    void start() throws Exception {
        TestAuthority authority = new TestAuthority(folder, "World");
        TlsServer tls = TlsServer.of(InteropPapers.identity(authority.issue("origin", LeafRequest.forServer(HOST))));
        origin = new NotingOrigin(HOST, tls, ChapterExperimentTest::sendPage);
        proxy = Proxying.start(
                folder,
                "--replace",
                "cybersecurity=>SEED+Labs",
                "--direct",
                "0:" + origin.port(),
                "--resolve",
                origin.resolution(),
                "--upstream-ca",
                authority.file().toString());
    }

    @AfterEach
    void end() {
        proxy.close();
        origin.close();
    }

    private static void sendPage(Exchange exchange) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("<!doctype html><title>Found</title><h1>All about cybersecurity</h1>"
                    .getBytes(StandardCharsets.US_ASCII));
        }
        ByteBuffer left = ByteBuffer.wrap(compressed.toByteArray());
        exchange.respond(Response.streaming(Status.OK, "text/html", OptionalLong.empty(), out -> {
                    while (left.hasRemaining() && out.isWritable()) {
                        int bytes = Math.min(CHUNK_BYTES, left.remaining());
                        out.write(left.slice(left.position(), bytes));
                        left.position(left.position() + bytes);
                    }
                    if (!left.hasRemaining()) {
                        out.end();
                    }
                })
                .with("Content-Encoding", "gzip"));
    }

    /** In the direct form, that of the hosts file, the server has the port that everybody has. */
    private String url(Form form) {
        return switch (form) {
            case CONNECT -> origin.url() + "search?q=cybersecurity&page=1";
            case DIRECT -> "https://" + HOST + "/search?q=cybersecurity&page=1";
        };
    }

    private void checkOrigin() throws InterruptedException {
        assertEquals("/search?q=SEED+Labs&page=1", origin.asked.poll(30, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void shouldReplaceForCurl(Form form) throws Exception {
        ExternalProgram curl = switch (form) {
            case CONNECT -> proxy.curl();
            case DIRECT ->
                ExternalProgram.onPath("curl")
                        .first(
                                "-sS",
                                "--cacert",
                                proxy.authority(),
                                "--connect-to",
                                HOST + ":443:127.0.0.1:" + proxy.directPort());
        };
        String answer =
                curl.run("-i", "--compressed", url(form)).expectSuccess().output();
        checkOrigin();
        assertTrue(answer.contains("Content-Encoding: gzip\r\n"), answer);
        assertTrue(answer.contains("<h1>All about SEED+Labs</h1>"), answer);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReplaceForABrowser(Form form) throws Exception {
        Browser browser = Browser.in(folder);
        String way = switch (form) {
            case CONNECT -> "--proxy-server=http://" + proxy.address();
            case DIRECT -> "--host-resolver-rules=MAP " + HOST + " 127.0.0.1:" + proxy.directPort();
        };
        browser.trust(proxy.authority());
        String page = browser.page(url(form), way);
        checkOrigin();
        assertTrue(page.contains("<h1>All about SEED+Labs</h1>"), page);
    }
}
