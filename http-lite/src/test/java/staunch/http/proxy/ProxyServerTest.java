package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import staunch.http.Body;
import staunch.http.HttpClient;
import staunch.http.HttpHandler;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.WholeResponse;
import staunch.http.codec.Status;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.TrustAnchors;

/** The proxy between our own client and our own server, on sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProxyServerTest {
    private static final HttpHandler ECHO = exchange -> exchange.body()
            .readAll(1 << 24)
            .thenAccept(body -> exchange.respond(Response.of(Status.OK, "application/octet-stream", body)
                    .with("X-Target", exchange.request().target())
                    .with("X-Via", String.join(", ", exchange.request().fields().all("Via")))));

    @Test
    void shouldForwardWhatItIntercepts() throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        try (ProxyOnLoopback world = new ProxyOnLoopback(ECHO, options -> options);
                HttpClient client = world.client()) {
            WholeResponse answer = client.fetchAndWait(
                    Request.post(world.url("/a?b=c"), "application/octet-stream", Body.of(body)), 1 << 24);
            assertEquals(Status.OK, answer.status());
            assertArrayEquals(body, answer.body());
            assertEquals("/a?b=c", answer.head().fields().first("X-Target").orElseThrow());
            assertTrue(answer.head().fields().first("Via").orElseThrow().startsWith("1.1 staunch-"));
            assertEquals(
                    "",
                    new String(
                            client.fetchAndWait(Request.get(world.url("/")), 10).body(), StandardCharsets.UTF_8));
            assertEquals(
                    Status.OK,
                    client.fetchAndWait(Request.get(world.plainUrl("/x")), 10).status());
        }
    }

    @Test
    void shouldBelieveTheHostsThatItIsToldTo() throws Exception {
        try (ProxyOnLoopback world = new ProxyOnLoopback(
                        exchange -> exchange.respond(Status.OK, "text/plain", "hello"),
                        options -> options.withUpstreamTrust(TrustAnchors.of(List.of(
                                        CertificateAuthority.create("Other").certificate())))
                                .withInsecureUpstreams(HostPatterns.of("origin.test")));
                HttpClient client = world.client()) {
            assertEquals(
                    Status.OK,
                    client.fetchAndWait(Request.get(world.url("/")), 100).status());
            assertEquals(1, world.origin.openConnections());
        }
    }

    @Test
    void shouldWantNoCredentialsWhereNoneCanBeShown() throws Exception {
        try (ProxyOnLoopback world =
                new ProxyOnLoopback(ECHO, options -> options.withCredentials(ProxyCredentials.of("a", "b")))) {
            assertThrows(IllegalStateException.class, () -> world.proxy.listenDirect(ProxyOnLoopback.anyPort(), 443));
        }
    }

    @Test
    void shouldTunnelWhatIsPassed() throws Exception {
        try (ProxyOnLoopback world =
                        new ProxyOnLoopback(ECHO, options -> options.withPassed(HostPatterns.of("*.test")));
                HttpClient client = world.client()) {
            Exception failure = null;
            try {
                client.fetchAndWait(Request.get(world.url("/")), 10);
            } catch (java.io.IOException e) {
                failure = e; // the origin's own certificate, which this client does not trust
            }
            assertTrue(String.valueOf(failure).contains("World"), () -> "");
        }
    }

    @Test
    void shouldExplainAnUnverifiableServer() throws Exception {
        try (ProxyOnLoopback world = new ProxyOnLoopback(
                        ECHO,
                        options -> options.withUpstreamTrust(staunch.tls.pki.TrustAnchors.of(
                                java.util.List.of(staunch.tls.pki.CertificateAuthority.create("Other")
                                        .certificate()))));
                HttpClient client = world.client()) {
            WholeResponse answer = client.fetchAndWait(Request.get(world.url("/")), 10_000);
            assertEquals(Status.BAD_GATEWAY, answer.status());
            String page = new String(answer.body(), StandardCharsets.UTF_8);
            assertTrue(page.contains("issued by CN=World, which is not trusted"), page);
        }
    }

    @Test
    void shouldChangeWhatInterceptorsChange() throws Exception {
        Interceptor shout = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return request.target().equals("/no")
                        ? RequestVerdict.refuse(Status.FORBIDDEN, "no")
                        : request.withTarget("/changed")
                                .editing(BodyEdit.whole(
                                        100, body -> "bigger than before".getBytes(StandardCharsets.UTF_8)));
            }

            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return response.editing(BodyEdit.whole(
                        1000,
                        body -> new String(body, StandardCharsets.UTF_8)
                                .toUpperCase()
                                .getBytes(StandardCharsets.UTF_8)));
            }
        };
        try (ProxyOnLoopback world = new ProxyOnLoopback(ECHO, options -> options.withInterceptor(shout));
                HttpClient client = world.client()) {
            assertEquals(
                    Status.FORBIDDEN,
                    client.fetchAndWait(Request.get(world.url("/no")), 10_000).status());
            WholeResponse answer =
                    client.fetchAndWait(Request.post(world.url("/x"), "text/plain", Body.of("tiny")), 1000);
            assertEquals("BIGGER THAN BEFORE", new String(answer.body(), StandardCharsets.UTF_8));
            assertEquals("/changed", answer.head().fields().first("X-Target").orElseThrow());
        }
    }
}
