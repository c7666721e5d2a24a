package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.http.codec.Status;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafRequest;

/** Firefox goes through the proxy by the line that it prints for it, and believes it if that line was followed whole. */
@Tag("system")
class FirefoxTest {
    private static final String HOST = "origin.test";
    private static final String PAGE = "<!doctype html><title>a colour</title><body style='background:#aabbcc'>";
    private static final int SHOWN_COLOUR = 0xff123456;

    /** What it asks for by itself: nobody but the test's own server is to be asked for anything. */
    private static final List<String> SILENCE = List.of(
            "'app.normandy.enabled', false",
            "'app.update.enabled', false",
            "'browser.newtabpage.enabled', false",
            "'browser.region.network.url', ''",
            "'browser.safebrowsing.malware.enabled', false",
            "'browser.safebrowsing.phishing.enabled', false",
            "'browser.startup.page', 0",
            "'datareporting.policy.dataSubmissionEnabled', false",
            "'dom.push.connection.enabled', false",
            "'extensions.getAddons.cache.enabled', false",
            "'extensions.update.enabled', false",
            "'network.captive-portal-service.enabled', false",
            "'network.connectivity-service.enabled', false",
            "'security.certerrors.mitm.priming.enabled', false",
            "'services.settings.server', 'data:,'",
            "'toolkit.telemetry.enabled', false");

    @TempDir
    static Path folder;

    private static NotingOrigin origin;
    private static Proxying proxy;

    @BeforeAll
    static void start() throws Exception {
        TestAuthority world = new TestAuthority(folder, "World");
        TestAuthority.PemFiles papers = world.issue("origin", LeafRequest.forServer(HOST));
        origin = new NotingOrigin(
                HOST,
                TlsServer.of(InteropPapers.identity(papers)),
                exchange -> exchange.respond(Status.OK, "text/html", PAGE.getBytes(StandardCharsets.US_ASCII)));
        proxy = Proxying.start(
                folder,
                "--upstream-ca",
                world.file().toString(),
                "--resolve",
                origin.resolution(),
                "--replace",
                "response-body:#aabbcc=>#123456");
    }

    @AfterAll
    static void end() {
        proxy.close();
        origin.close();
    }

    @Test
    void shouldShowThePageAsTheProxyRewroteIt() throws Exception {
        Path home = Files.createDirectories(folder.resolve("who did as told"));
        ExternalProgram firefox = prepare(home, printedLine());
        Path shown = home.resolve("shown.png");
        firefox.run("--headless", "--screenshot", shown.toString(), origin.url() + "told")
                .expectSuccess();
        assertEquals(SHOWN_COLOUR, ImageIO.read(shown.toFile()).getRGB(100, 100));
        proxy.program().await(" 200 GET " + origin.url() + "told .* client TLSv1.3, server TLSv1.3");
    }

    /** It would show its warning for ever, and make no picture of it: what the proxy says is waited for. */
    @Test
    void shouldRefuseTheProxyWithoutItsAuthority() throws Exception {
        Path home = Files.createDirectories(folder.resolve("who did half"));
        ExternalProgram firefox = prepare(home, printedLine().replaceFirst("certutil [^;]+; ", ""));
        try (RunningProgram running = RunningProgram.start(
                firefox, "--headless", "--screenshot", home.resolve("none.png").toString(), origin.url() + "half")) {
            proxy.program()
                    .await("HANDSHAKE https://" + HOST + ":" + origin.port() + " .*said at http://staunch.proxy/;"
                            + " the peer refused with the alert unknown_ca");
            assertEquals(0, origin.asked.stream().filter("/half"::equals).count(), running::output);
        }
    }

    private static String printedLine() throws InterruptedException {
        return proxy.program().await("^  Firefox +(mkdir .+)$").group(1);
    }

    /** Does what the line says up to the last command, which is answered. */
    private static ExternalProgram prepare(Path home, String line) throws IOException, InterruptedException {
        ExternalProgram firefox = ExternalProgram.onPath("firefox", "firefox-esr");
        ExternalProgram.onPath("certutil");
        String[] commands = line.split("; firefox ");
        ExternalProgram.onPath("sh").in(home).run("-c", commands[0]).expectSuccess();
        Path settings = home.resolve("staunch-firefox/user.js");
        Stream<String> silence = SILENCE.stream().map(setting -> "user_pref(" + setting + ");");
        Files.write(settings, (Iterable<String>) silence::iterator, StandardOpenOption.APPEND);
        return firefox.in(home).with("HOME", home.toString()).first(commands[1].split(" "));
    }
}
