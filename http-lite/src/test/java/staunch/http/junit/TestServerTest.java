package staunch.http.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.HttpServerListener;
import staunch.http.HttpServerOptions;
import staunch.http.Request;
import staunch.http.codec.Status;

class TestServerTest {
    private static final HttpHandler HELLO = exchange -> exchange.respond(
            Status.OK, "text/plain", exchange.security().orElseThrow().protocol());
    /** JUnit's; the server asks nothing of it. */
    private static final ExtensionContext NO_CONTEXT = null;

    @RegisterExtension
    static final TestServer FOR_ALL = TestServer.of(HELLO);

    @RegisterExtension
    final TestServer forEach = TestServer.of(HELLO);

    private static final CompletableFuture<Integer> PORT_FOR_ALL = new CompletableFuture<>();
    private static final CompletableFuture<Integer> PORT_FOR_EACH = new CompletableFuture<>();

    private static String ask(TestServer server) throws Exception {
        return server.client()
                .fetchAndWait(Request.get(server.url("/?a=b")), 1_000)
                .text();
    }

    /** Two tests, in whatever order, meet the same server of the class, and each one of its own. */
    private void lookAtPorts() throws Exception {
        assertEquals("TLSv1.3", ask(FOR_ALL));
        assertEquals("TLSv1.3", ask(forEach));
        boolean first = PORT_FOR_ALL.complete(FOR_ALL.port());
        assertEquals(PORT_FOR_ALL.join(), FOR_ALL.port());
        assertTrue(PORT_FOR_EACH.complete(forEach.port()) == first);
    }

    @Test
    void shouldServeOneTest() throws Exception {
        lookAtPorts();
    }

    @Test
    void shouldServeAnother() throws Exception {
        lookAtPorts();
    }

    @Test
    void shouldBeTrustedByOtherClients() throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(FOR_ALL.sslContext())
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(FOR_ALL.url("/"))).build();
        assertEquals(
                "TLSv1.3",
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Nested
    class InANestedClass {
        @Test
        void shouldBeTheSameServer() throws Exception {
            assertEquals(PORT_FOR_ALL.getNow(FOR_ALL.port()), FOR_ALL.port());
            assertEquals("TLSv1.3", ask(FOR_ALL));
            assertEquals("TLSv1.3", ask(forEach));
        }
    }

    @Test
    void shouldServeOnUntilTheOutermostClassIsOver() throws Exception {
        TestServer server = TestServer.of(HELLO);
        server.beforeAll(NO_CONTEXT);
        int port = server.port();
        server.beforeAll(NO_CONTEXT);
        server.beforeEach(NO_CONTEXT);
        server.afterEach(NO_CONTEXT);
        server.afterAll(NO_CONTEXT);
        assertEquals(port, server.port());
        assertEquals("TLSv1.3", ask(server));
        server.afterAll(NO_CONTEXT);
        assertThrows(IllegalStateException.class, server::port);
    }

    @Test
    void shouldSayThatItDoesNotRun() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, () -> TestServer.of(HELLO).port());
        assertEquals("the server is not running: put @RegisterExtension on its field", failure.getMessage());
    }

    @Test
    void shouldFailTheTestThatLeavesARequestWithoutAnAnswer() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        TestServer server = TestServer.of(exchange -> asked.complete(null));
        server.beforeEach(NO_CONTEXT);
        CompletableFuture<?> answer = server.client()
                .fetch(Request.get(server.url("/forgotten")), 1_000)
                .toCompletableFuture();
        asked.join();
        AssertionError failure = assertThrows(AssertionError.class, () -> server.afterEach(NO_CONTEXT));
        assertEquals(
                "requests without an answer 2000 ms after the end of the test: [Exchange[GET /forgotten]]",
                failure.getMessage());
        assertTrue(answer.isCompletedExceptionally());
    }

    @Test
    void shouldLetATestGiveUpARequest() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        TestServer server = TestServer.of(
                exchange -> {
                    exchange.body().discard();
                    asked.complete(null);
                },
                HttpServerOptions.DEFAULT.withListener(new HttpServerListener() {
                    @Override
                    public void onUnanswered(Exchange exchange) {
                        gone.complete(null);
                    }
                }));
        server.beforeEach(NO_CONTEXT);
        CompletableFuture<?> answer =
                server.client().fetch(Request.get(server.url("/")), 1_000).toCompletableFuture();
        asked.join();
        answer.cancel(false);
        gone.join();
        server.afterEach(NO_CONTEXT);
    }
}
