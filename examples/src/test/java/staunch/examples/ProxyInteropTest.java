package staunch.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Status;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** Programs of others go through the proxy, by the lines that it prints for them where there is one, and trust it. */
@Tag("system")
class ProxyInteropTest {
    private static final String HOST = "origin.test";
    private static final int UPLOAD_MEGABYTES = 8;

    @TempDir
    static Path folder;

    private static InteropPapers papers;
    private static HttpGround server;
    private static LivePage live;
    private static NotingOrigin coloured;
    private static Proxying proxy;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        papers = new InteropPapers(folder);
        TlsServer tls = TlsServer.of(
                InteropPapers.identity(papers.authority.issue("origin", LeafRequest.forServer(HOST, "192.0.2.7"))));
        server = new HttpGround(papers, tls);
        live = new LivePage(tls);
        byte[] page = "<!doctype html><title>a colour</title><body style='background:#123456'>".getBytes(US_ASCII);
        coloured = new NotingOrigin(HOST, tls, exchange -> exchange.respond(Status.OK, "text/html", page));
        proxy = Proxying.start(
                folder,
                "--upstream-ca",
                papers.authority.file().toString(),
                "--resolve",
                HOST + ":" + server.plainPort() + ":127.0.0.1",
                "--resolve",
                HOST + ":" + server.securePort() + ":127.0.0.1",
                "--resolve",
                HOST + ":" + live.port() + ":127.0.0.1",
                "--resolve",
                coloured.resolution());
        browser = Browser.in(folder);
    }

    @AfterAll
    static void end() {
        proxy.close();
        coloured.close();
        live.close();
        server.close();
    }

    private static String secure(String path) {
        return "https://" + HOST + ":" + server.securePort() + path;
    }

    /** Without TLS, and where some programs go directly unless told otherwise. */
    private static String local(String path) {
        return "http://localhost:" + server.plainPort() + path;
    }

    // ---- each client ----

    @ParameterizedTest
    @ValueSource(strings = {"http", "https --tls-max 1.2", "https --tlsv1.3"})
    void shouldCarryForCurl(String way) throws Exception {
        String[] words = way.split(" ");
        String url =
                words[0] + "://" + HOST + ":" + (words[0].equals("http") ? server.plainPort() : server.securePort());
        ExternalProgram curl = proxy.curl();
        String[] options = Arrays.copyOfRange(words, 1, words.length);
        byte[] data = papers.data();

        Path whole = folder.resolve("whole");
        run(curl, options, "-o", whole.toString(), url + "/chunked");
        assertEquals("same", InteropPapers.difference(data, Files.readAllBytes(whole)));
        run(curl, options, "-r", "1000-1999", "-o", whole.toString(), url + "/data");
        assertEquals(
                "same", InteropPapers.difference(Arrays.copyOfRange(data, 1_000, 2_000), Files.readAllBytes(whole)));
        assertEquals(
                HttpGround.digest(data, UPLOAD_MEGABYTES),
                run(curl, options, "--data-binary", "@" + upload(data), url + "/digest"));
        assertTrue(run(curl, options, "--head", url + "/data").contains("Content-Length: " + data.length + "\r\n"));
    }

    private static String run(ExternalProgram program, String[] options, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return program.run(all.toArray(String[]::new)).expectSuccess().output();
    }

    private static Path upload(byte[] data) throws IOException {
        Path large = folder.resolve("large");
        try (OutputStream out = Files.newOutputStream(large)) {
            for (int i = 0; i < UPLOAD_MEGABYTES; i++) {
                out.write(data);
            }
        }
        return large;
    }

    @Test
    void shouldCarryForTheJdksClient() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    TrustAnchors.fromPem(Path.of(proxy.authority())).trustManager()
                },
                null);
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
                .sslContext(context)
                .build();
        HttpResponse<byte[]> whole = client.send(
                HttpRequest.newBuilder(URI.create(secure("/echo")))
                        .POST(HttpRequest.BodyPublishers.ofFile(papers.dataFile))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals("same", InteropPapers.difference(papers.data(), whole.body()));
        assertEquals(Optional.of("1.1"), whole.headers().firstValue("via").map(via -> via.split(" ")[0]));
    }

    /** Chunks, a range, HEAD, and uploads of 1 and 16 MB; a WebSocket; events, which the browser takes as they come. */
    @Test
    void shouldCarryForABrowserThatWasTold() throws Exception {
        ExternalProgram.onPath("certutil");
        String[] told = printedLine("Chromium").split("; chromium ");
        sh(told[0], browser.home());
        String option = told[1];

        String page = browser.page(secure("/page"), "--virtual-time-budget=60000", option);
        String outcome = "data %d, chunked true, head %1$d 0, range 206 true, echo true, digest %s"
                .formatted(InteropPapers.DATA_BYTES, HttpGround.digest(papers.data(), 16));
        assertTrue(page.contains(outcome), page);
        String url = "https://" + HOST + ":" + live.port();
        String socket = browser.page(url + "/socket", option);
        assertTrue(socket.contains(">2 came back, ended by 4001<"), socket);
        String news = browser.page(url + "/news", option);
        assertTrue(news.contains(">1=\"žluť\\n1\" and 2=\"žluť\\n2\"<"), news);
    }

    // ---- the lines that are printed ----

    private static String printedLine(String who) throws InterruptedException {
        return proxy.program().await("^  " + who + " +(.+)$").group(1);
    }

    private static String sh(String line, Path home) throws Exception {
        return ExternalProgram.onPath("sh")
                .in(home)
                .with("HOME", home.toString())
                .run("-c", line)
                .expectSuccess()
                .output();
    }

    @Test
    void shouldTellCurlWhatToDo() throws Exception {
        String line = printedLine("curl").replace("https://example.com/", secure("/digest") + " -d abc");
        assertEquals("3 352441c2", sh(line, folder));
    }

    @Test
    void shouldTellFirefoxWhatToDo() throws Exception {
        Path home = Files.createDirectories(folder.resolve("who does what Firefox wants"));
        Path picture = home.resolve("picture.png");
        Firefox.toldBy(printedLine("Firefox"), home).show(coloured.url() + "told", picture);
        assertEquals(0xff123456, ImageIO.read(picture.toFile()).getRGB(100, 100));
        proxy.program().await(" 200 GET " + coloured.url() + "told .* client TLSv1.3, server TLSv1.3");
    }

    @Test
    void shouldSayThatFirefoxRefusesWhatItWasNotToldToTrust() throws Exception {
        Path home = Files.createDirectories(folder.resolve("who does the half of it"));
        Firefox firefox = Firefox.toldBy(printedLine("Firefox").replaceFirst("certutil [^;]+; ", ""), home);
        try (RunningProgram running = firefox.showing(coloured.url() + "half", home.resolve("none.png"))) {
            proxy.program()
                    .await("HANDSHAKE https://" + HOST + ":" + coloured.port() + " .*: the peer refused with the alert"
                            + " unknown_ca.*; .*said at http://staunch.proxy/");
            assertFalse(coloured.asked.contains("/half"), running::output);
        }
    }

    @Test
    void shouldTellPythonWhatToDo() throws Exception {
        Files.writeString(folder.resolve("ask.py"), """
                import sys, urllib.request
                print(urllib.request.urlopen(sys.argv[1], b'abc').read().decode(), end='')
                """);
        ExternalProgram.onPath("python3");
        for (String url : List.of(secure("/digest"), local("/digest"))) {
            String line = printedLine("Python").replace("…", "ask.py " + url);
            assertEquals("3 352441c2", sh(line, folder));
            proxy.program().await(" 200 POST " + url);
        }
    }

    @Test
    void shouldTellJavaWhatToDo() throws Exception {
        Path source = Files.writeString(folder.resolve("Ask.java"), """
                public class Ask {
                    public static void main(String[] url) throws Exception {
                        new java.net.URL(url[0]).openStream().transferTo(System.out);
                    }
                }
                """);
        ExternalProgram.ofJdk("javac").run("-nowarn", source.toString()).expectSuccess();
        String bin = Path.of(System.getProperty("java.home"), "bin").toString();
        for (String url : List.of(secure("/digest"), local("/digest"))) {
            String line = "rm -f staunch.p12; PATH=" + bin + ":$PATH; "
                    + printedLine("Java").replace("…", "Ask " + url);
            assertTrue(sh(line, folder).endsWith("0 0"));
            proxy.program().await(" 200 GET " + url);
        }
    }

    /** In folders of the test's own: the machine's trust is not touched. */
    @Test
    void shouldTellDebianWhatToDo() throws Exception {
        ExternalProgram.onPath("update-ca-certificates");
        Path local = Files.createDirectories(folder.resolve("debian/local"));
        Path trusted = Files.createDirectories(folder.resolve("debian/trusted"));
        Path none = Files.createDirectories(folder.resolve("debian/none"));
        Path conf = Files.writeString(folder.resolve("debian/conf"), "");
        String line = printedLine("Debian");
        assertTrue(line.endsWith("&& sudo update-ca-certificates"), line);
        sh(
                line.replace("sudo ", "").replace("/usr/local/share/ca-certificates", local.toString())
                        + " --certsconf " + conf + " --certsdir " + none + " --hooksdir " + none
                        + " --localcertsdir " + local + " --etccertsdir " + trusted,
                folder);
        String curl = "curl -sS --fail --proxy http://" + proxy.address() + " -d abc " + secure("/digest");
        assertEquals("3 352441c2", sh(curl + " --cacert " + trusted.resolve("ca-certificates.crt"), folder));
        assertEquals("3 352441c2", sh(curl + " --capath " + trusted, folder));
    }

    /** Node takes a proxy from its environment from version 24 on: here its own CONNECT does, and its TLS on top. */
    @Test
    void shouldCarryForNode() throws Exception {
        String script = """
                const [host, port, proxy] = process.argv.slice(1);
                require('http').request({port: proxy, method: 'CONNECT', path: `${host}:${port}`})
                    .on('connect', (_, socket) => require('https').request(
                            {socket, host, port, path: '/digest', method: 'POST', agent: false},
                            response => response.pipe(process.stdout))
                        .end('abc'))
                    .end();
                """;
        String told = ExternalProgram.onPath("node", "nodejs")
                .with("NODE_EXTRA_CA_CERTS", proxy.authority())
                .run("-e", script, HOST, "" + server.securePort(), "" + proxy.port())
                .expectSuccess()
                .output();
        assertEquals("3 352441c2", told);
    }

    // ---- its own pages ----

    @Test
    void shouldHandOutItsCertificate() throws Exception {
        ExternalProgram curl =
                ExternalProgram.onPath("curl").first("-sS", "--fail", "--proxy", "http://" + proxy.address());
        assertEquals(
                Files.readString(Path.of(proxy.authority())).strip(),
                curl.run("http://staunch.proxy/ca.pem").expectSuccess().output().strip());
        Path der = folder.resolve("ca.crt");
        curl.runInto(der, "http://staunch.proxy/ca.crt").expectSuccess();
        String subject = ExternalProgram.onPath("openssl")
                .run("x509", "-inform", "DER", "-in", der.toString(), "-noout", "-subject")
                .expectSuccess()
                .output();
        assertTrue(subject.contains("Staunch"), subject);
        String page = browser.page("http://staunch.proxy/", "--proxy-server=http://" + proxy.address());
        assertTrue(page.contains("<h1>You reach the Staunch proxy</h1>"), page);
    }

    // ---- its certificates, as openssl judges them at its strictest ----

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void shouldShowALeafThatPassesTheStrictestCheck(String version) throws Exception {
        verify(leafShownBy(proxy, version), proxy.authority());
    }

    @Test
    void shouldShowALeafOfTheUsersOwnAuthority() throws Exception {
        Path settings = Files.writeString(folder.resolve("settings"), """
                [req]
                distinguished_name = name
                [name]
                [own]
                basicConstraints = critical, CA:TRUE
                keyUsage = critical, keyCertSign, cRLSign
                subjectKeyIdentifier = 0102030405
                """);
        String certificate = folder.resolve("own.pem").toString();
        String key = folder.resolve("own-key.pem").toString();
        String words = "req -x509 -newkey rsa:2048 -nodes -extensions own -subj /CN=Own";
        run(
                ExternalProgram.onPath("openssl"),
                words.split(" "),
                "-config",
                settings.toString(),
                "-out",
                certificate,
                "-keyout",
                key);
        try (Proxying own = Proxying.start(
                folder,
                "--ca-cert",
                certificate,
                "--ca-key",
                key,
                "--upstream-ca",
                papers.authority.file().toString(),
                "--resolve",
                HOST + ":" + server.securePort() + ":127.0.0.1")) {
            assertEquals(certificate, own.authority());
            verify(leafShownBy(own, "-tls1_3"), certificate);
        }
    }

    private static Path leafShownBy(Proxying shower, String version) throws Exception {
        Path shown = folder.resolve("shown" + version);
        String words = "s_client -showcerts -verify_return_error -verify_hostname " + HOST + " -servername " + HOST;
        List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
        arguments.addAll(List.of("-proxy", shower.address(), "-connect", HOST + ":" + server.securePort()));
        arguments.addAll(List.of(version, "-CAfile", shower.authority()));
        String talk = ExternalProgram.onPath("openssl")
                .runInto(shown, arguments.toArray(String[]::new))
                .expectSuccess()
                .output();
        assertTrue(talk.contains("Verify return code: 0 (ok)"), talk);
        assertFalse(talk.contains("CN = Interop"), talk);
        return shown;
    }

    /** The name of the real certificate that nobody asked for is in it too. */
    private static void verify(Path shown, String authority) throws Exception {
        for (String name : List.of("-verify_hostname " + HOST, "-verify_ip 192.0.2.7")) {
            run(
                    ExternalProgram.onPath("openssl"),
                    ("verify -x509_strict -purpose sslserver -check_ss_sig " + name).split(" "),
                    "-CAfile",
                    authority,
                    "-untrusted",
                    shown.toString(),
                    shown.toString());
        }
    }
}
