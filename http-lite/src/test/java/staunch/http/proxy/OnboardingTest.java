package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.HttpClient;
import staunch.http.RawPeer;
import staunch.http.Request;
import staunch.http.WholeResponse;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.tls.pki.Pem;

/** The proxy's own pages; on a simulated network. */
class OnboardingTest {
    private static final int MAX_BYTES = 100_000;

    private static WholeResponse fetch(ProxyInSimulation world, Request request) {
        HttpClient client = world.client();
        WholeResponse response = world.await(client.fetch(request, MAX_BYTES));
        client.close();
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/?whatever"})
    void shouldSayHowToTrustIt(String target) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            WholeResponse page = fetch(world, Request.get("http://staunch.proxy" + target));
            assertEquals(Status.OK, page.status());
            assertEquals(
                    "text/html; charset=utf-8",
                    page.head().fields().first("Content-Type").orElseThrow());
            String at = "127.0.0.1:" + world.proxy.port();
            List<OnboardingStep> steps = OnboardingStep.all("staunch-ca.pem", at);
            assertTrue(steps.size() >= 7);
            assertTrue(page.text().contains("saved as <code>staunch-ca.pem</code>"), "as the download is called");
            for (OnboardingStep step : steps) {
                String line =
                        step.line().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
                assertTrue(page.text().contains(line), step::line);
                assertTrue(page.text().contains("<dt>" + step.who() + "</dt>"), step::who);
            }
            assertEquals(0, world.flows.size(), "it is nobody's traffic");
        }
    }

    /** A browser that knows nothing but the name tries that first. */
    @Test
    void shouldSayItByTlsToo() {
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withIntercepted(HostPatterns.of("other.test")))) {
            WholeResponse page = fetch(world, Request.get("https://staunch.proxy/"));
            assertTrue(page.text().contains("You reach the Staunch proxy"), page::text);
        }
    }

    /** Firefox itself is asked in a system test, where there is one. */
    @Test
    void shouldTellFirefoxInALineThatAShellTakes() {
        OnboardingStep firefox = OnboardingStep.all("'my ca.pem'", "[::1]:8080").stream()
                .filter(step -> step.who().equals("Firefox"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "mkdir -p staunch-firefox; certutil -d sql:staunch-firefox -A -t C,, -n staunch -i 'my ca.pem';"
                        + " printf 'user_pref(\"network.proxy.%s\", %s);\\n' type 1 http '\"::1\"' http_port 8080"
                        + " ssl '\"::1\"' ssl_port 8080 allow_hijacking_localhost true > staunch-firefox/user.js;"
                        + " firefox --profile staunch-firefox",
                firefox.line());
    }

    @ParameterizedTest
    @CsvSource({
        "/ca.pem, application/x-pem-file, pem",
        "/ca.crt, application/x-x509-ca-cert, crt",
        "/ca.der, application/x-x509-ca-cert, crt",
        "/ca.cer, application/x-x509-ca-cert, crt"
    })
    void shouldGiveItsCertificateAway(String path, String type, String ending, @TempDir Path folder) throws Exception {
        X509Certificate certificate = ProxyInSimulation.OWN.certificate();
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            WholeResponse file = fetch(world, Request.get("http://staunch.proxy" + path));
            assertEquals(type, file.head().fields().first("Content-Type").orElseThrow());
            assertEquals(
                    "attachment; filename=\"staunch-ca." + ending + "\"",
                    file.head().fields().first("Content-Disposition").orElseThrow());
            if (ending.equals("pem")) {
                Path saved = Files.write(folder.resolve("ca.pem"), file.body());
                assertEquals(List.of(certificate), Pem.readCertificates(saved));
                assertTrue(file.text().lines().allMatch(line -> line.length() <= 64), file::text);
            } else {
                assertArrayEquals(certificate.getEncoded(), file.body());
            }
        }
    }

    @Test
    void shouldHaveNoOtherPageAndNoOtherMethod() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            assertEquals(
                    Status.NOT_FOUND,
                    fetch(world, Request.get("http://staunch.proxy/key.pem")).status());
            WholeResponse refused = fetch(world, Request.of(Method.PUT, "http://staunch.proxy/ca.pem"));
            assertEquals(Status.METHOD_NOT_ALLOWED, refused.status());
            assertEquals("GET, HEAD", refused.head().fields().first("Allow").orElseThrow());
            WholeResponse head = fetch(world, Request.of(Method.HEAD, "http://staunch.proxy/ca.pem"));
            assertEquals(Status.OK, head.status());
            assertEquals(0, head.body().length);
        }
    }

    /** Who opens the proxy's address in a browser is told too; without the password, since no request is sent on. */
    @Test
    void shouldAnswerWhoTakesItForAServer() {
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withCredentials(ProxyCredentials.of("ada", "x")))) {
            RawPeer client = world.dial();
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 200 ") && page.contains("You reach the Staunch proxy"), page);
            assertTrue(page.getBytes(StandardCharsets.UTF_8).length < MAX_BYTES);
        }
    }
}
