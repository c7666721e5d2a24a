package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.http.HttpServer;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/** The page, over a connection without TLS. */
class WelcomePageTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Reactor reactor;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.listen(reactor, anyPort, Layer.NONE, new WelcomePage());
    }

    @AfterEach
    void end() {
        reactor.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(
                request.uri(address).timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldShowTheRequestAndNeverRunWhatItSays() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder().header("User-Agent", "<script>alert(\"1\")</script>"), "/?a=%3Cb&c");
        assertEquals(200, response.statusCode());
        assertTrue(response.body().contains("<code>no TLS</code>"), response.body());
        assertTrue(response.body().contains("<code>GET /?a=%3Cb&amp;c</code>"), response.body());
        assertTrue(response.body().contains("&lt;script&gt;alert(&quot;1&quot;)"), response.body());
        assertFalse(response.body().contains("<script>"), response.body());
    }

    @Test
    void shouldHaveOnePageForReadingOnly() throws Exception {
        assertEquals(404, send(HttpRequest.newBuilder(), "/other").statusCode());
        HttpResponse<String> head =
                send(HttpRequest.newBuilder().method("HEAD", HttpRequest.BodyPublishers.noBody()), "/");
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        HttpResponse<String> post = send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("a")), "/");
        assertEquals(405, post.statusCode());
        assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
    }
}
