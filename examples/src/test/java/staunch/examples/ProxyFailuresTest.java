package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.tls.pki.LeafRequest;

/**
 * A server that cannot prove who it is gets no byte of HTTP through the proxy, and the client, which can see nothing of that
 * server's certificate, a page that says what is wrong with it.
 */
@Tag("system")
class ProxyFailuresTest {
    enum Flaw {
        EXPIRED("expired"),
        SELF_SIGNED("not certified by a trusted authority|unknown authority|not trusted|self-signed"),
        WRONG_NAME("other.test"),
        UNKNOWN_AUTHORITY("not certified by a trusted authority|unknown authority|not trusted");

        final String words;

        Flaw(String words) {
            this.words = words;
        }

        String host() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".test";
        }
    }

    @TempDir
    static Path folder;

    private static final Map<Flaw, NotingOrigin> ORIGINS = new EnumMap<>(Flaw.class);
    private static Proxying proxy;

    @BeforeAll
    static void start() throws Exception {
        TestAuthority world = new TestAuthority(folder, "World");
        TestAuthority stranger = new TestAuthority(folder, "Stranger");
        List<String> arguments =
                new ArrayList<>(List.of("--upstream-ca", world.file().toString()));
        for (Flaw flaw : Flaw.values()) {
            String host = flaw.host();
            TestAuthority.PemFiles shown = switch (flaw) {
                case EXPIRED -> world.issueExpired(host, host);
                case SELF_SIGNED -> selfSigned(host);
                case WRONG_NAME -> world.issue(host, LeafRequest.forServer("other.test"));
                case UNKNOWN_AUTHORITY -> stranger.issue(host, LeafRequest.forServer(host));
            };
            NotingOrigin origin = NotingOrigin.of(host, InteropPapers.identity(shown));
            ORIGINS.put(flaw, origin);
            arguments.addAll(List.of("--resolve", origin.resolution()));
        }
        proxy = Proxying.start(folder, arguments.toArray(String[]::new));
    }

    private static TestAuthority.PemFiles selfSigned(String host) throws Exception {
        String chain = folder.resolve(host + ".pem").toString();
        String key = folder.resolve(host + "-key.pem").toString();
        ExternalProgram.onPath("openssl")
                .first(("req -x509 -newkey rsa:2048 -nodes -subj /CN=x -addext subjectAltName=DNS:" + host).split(" "))
                .run("-out", chain, "-keyout", key)
                .expectSuccess();
        return new TestAuthority.PemFiles(chain, key);
    }

    @AfterAll
    static void end() {
        proxy.close();
        ORIGINS.values().forEach(NotingOrigin::close);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhatIsWrong(Flaw flaw) throws Exception {
        NotingOrigin origin = ORIGINS.get(flaw);
        String answer = proxy.curl()
                .run("-w", "\n%{http_code}", origin.url() + "secret")
                .expectSuccess()
                .output();
        assertTrue(answer.endsWith("\n502"), answer);
        assertTrue(answer.contains(flaw.host()), answer);
        assertTrue(Pattern.compile(flaw.words).matcher(answer).find(), answer);
        assertEquals(0, origin.asked.size());
        String advice = "--insecure-upstream " + flaw.host();
        assertTrue(answer.contains(advice), answer);
        proxy.program().await(flaw.host() + ".*(" + flaw.words + ").*; .*" + advice);
    }

    @Test
    void shouldSayItInABrowser() throws Exception {
        Browser browser = Browser.in(folder);
        browser.trust(proxy.authority());
        NotingOrigin origin = ORIGINS.get(Flaw.EXPIRED);
        String page = browser.page(origin.url(), "--proxy-server=http://" + proxy.address());
        assertTrue(page.contains("<h1>502 Bad Gateway</h1>"), page);
        assertTrue(page.contains("expired"), page);
        assertEquals(0, origin.asked.size());
    }
}
