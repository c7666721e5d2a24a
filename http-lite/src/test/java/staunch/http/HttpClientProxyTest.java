package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Status;
import staunch.reactor.ChannelHandler;
import staunch.reactor.DeadlineException;
import staunch.reactor.Layer;

/** Through a proxy: what it is shown, what the server is shown, and how its refusals are told. */
class HttpClientProxyTest extends HttpClientCase {
    private static final String BASIC = "Proxy-Authorization: Basic dTpw\r\n";

    private HttpClientOptions options;
    private HttpClient client;

    @BeforeEach
    void begin() {
        options = OPTIONS.withProxy(HttpProxy.at("proxy", listen()).withCredentials("u", "p"));
        client = client(options);
    }

    @Test
    void shouldAskForTheWholeUrlOfAPlainPage() {
        CompletableFuture<WholeResponse> response = get(client, "http://site.test:81/a?b");
        assertEquals("GET http://site.test:81/a?b HTTP/1.1\r\nHost: site.test:81\r\n" + BASIC + "\r\n", heard(0));
        say(0, OK);
        assertEquals("ok", response.join().text());
        get(client, "http://site.test:81/");
        assertEquals(1, peers.size());
        say(0, OK);
    }

    @Test
    void shouldTunnelToASecureServerAndTellItNothingOfTheProxy() {
        Request request = Request.get("https://site.test/a").with("Proxy-Authorization", "mine");
        CompletableFuture<WholeResponse> response = fetch(client, request);
        assertEquals("CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n" + BASIC + "\r\n", heard(0));
        // Behind 2xx to CONNECT both framings mean nothing (row 82).
        say(0, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n");
        assertEquals("GET /a HTTP/1.1\r\nHost: site.test\r\n\r\n", heard(0));
        say(0, OK);
        assertEquals("ok", response.join().text());
        get(client, "https://site.test/b");
        assertEquals("GET /b HTTP/1.1\r\nHost: site.test\r\n\r\n", heard(0));
        say(0, OK);
    }

    @Test
    void shouldShowNoCredentialsOfAProxyToAServer() {
        HttpClient direct = client(OPTIONS);
        Request request = Request.get("http://h:" + listen() + "/").with("Proxy-Authorization", "mine");
        fetch(direct, request);
        assertFalse(heard(0).contains("Proxy-Authorization"));
        say(0, OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {407, 403, 502, 301, 504})
    void shouldTellTheStatusOfARefusal(int status) {
        CompletableFuture<WholeResponse> response = get(client, "https://site.test/");
        say(0, "HTTP/1.1 " + status + " No\r\nContent-Length: 4\r\n\r\nsome");
        ProxyRefusalException refusal = failure(ProxyRefusalException.class, response);
        assertEquals(Status.of(status), refusal.status());
        assertTrue(refusal.getMessage().contains("site.test:443"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("dTpw"));
        assertTrue(peers.get(0).inputEnd().isPresent());
    }

    @Test
    void shouldFailATunnelThatIsNotAnsweredInHttp() {
        CompletableFuture<WholeResponse> response = get(client, "https://site.test/");
        say(0, "SSH-2.0\r\n");
        failure(HttpParseException.class, response);
        CompletableFuture<WholeResponse> closed = get(client, "https://site.test/");
        hangUp(1);
        failure(LostConnectionException.class, closed);
        CompletableFuture<WholeResponse> never = get(client, "https://site.test/");
        pass(10_000);
        assertTrue(failure(DeadlineException.class, never).getMessage().contains("tunnel"));
    }

    @Test
    void shouldReachAServerByTlsThroughTheTunnel() {
        Transport.Ends ends = Transport.TLS.ends();
        int port = listen(ends.server());
        List<RelayingProxy> proxies = new ArrayList<>();
        int proxy = RelayingProxy.listen(servers, port, Layer.NONE, proxies);
        HttpClient secure =
                HttpClient.on(clients, origin -> ends.client(), OPTIONS.withProxy(HttpProxy.at("proxy", proxy)));
        CompletableFuture<WholeResponse> response = get(secure, "https://staunch.test/secret");
        simulation.run(() -> !peers.isEmpty() && peers.get(0).received().endsWith("\r\n\r\n"));
        assertTrue(heard(0).startsWith("GET /secret HTTP/1.1\r\n"));
        say(0, OK);
        assertEquals("ok", response.join().text());
        assertEquals(
                "CONNECT staunch.test:443 HTTP/1.1\r\nHost: staunch.test:443\r\n\r\n",
                proxies.get(0).asked());
    }

    @Test
    void shouldMakeATunnelForAChannelThatIsNoClients() {
        Transport.Ends ends = Transport.TLS.ends();
        int port = listen(ends.server());
        List<RelayingProxy> proxies = new ArrayList<>();
        HttpProxy proxy = HttpProxy.at("proxy", RelayingProxy.listen(servers, port, Layer.NONE, proxies));
        RawPeer peer = new RawPeer();
        ChannelHandler handler =
                proxy.tunnelTo("staunch.test", 443, 1_000).over(ends.client().over(peer));
        clients.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()), handler);
        simulation.run(peer::isOpened);
        assertEquals(
                "CONNECT staunch.test:443 HTTP/1.1\r\nHost: staunch.test:443\r\n\r\n",
                proxies.get(0).asked());
    }

    @Test
    void shouldReachAServerByTlsThroughATunnelThatIsInTls() {
        Transport.Ends ends = Transport.TLS.ends();
        int port = listen(ends.server());
        List<RelayingProxy> proxies = new ArrayList<>();
        int proxy = RelayingProxy.listen(servers, port, ends.server(), proxies);
        List<Origin> secured = new ArrayList<>();
        HttpClient secure = HttpClient.on(
                clients,
                origin -> {
                    secured.add(origin);
                    return ends.client();
                },
                OPTIONS.withProxy(HttpProxy.secureAt("proxy", proxy).withCredentials("u", "p")));
        CompletableFuture<WholeResponse> response = get(secure, "https://staunch.test/secret");
        simulation.run(() -> !peers.isEmpty() && peers.get(0).received().endsWith("\r\n\r\n"));
        assertEquals("GET /secret HTTP/1.1\r\nHost: staunch.test\r\n\r\n", heard(0));
        say(0, OK);
        assertEquals("ok", response.join().text());
        assertEquals(
                "CONNECT staunch.test:443 HTTP/1.1\r\nHost: staunch.test:443\r\n" + BASIC + "\r\n",
                proxies.get(0).asked());
        assertEquals(List.of(new Origin("https", "proxy", proxy), Origin.of("https", "staunch.test")), secured);
    }

    @Test
    void shouldAskAProxyByTlsForTheWholeUrlOfAPlainPage() {
        Transport.Ends ends = Transport.TLS.ends();
        HttpProxy proxy = HttpProxy.secureAt("proxy", listen(ends.server())).withCredentials("u", "p");
        HttpClient secure = HttpClient.on(clients, origin -> ends.client(), OPTIONS.withProxy(proxy));
        CompletableFuture<WholeResponse> response = get(secure, "http://site.test/a");
        simulation.run(() -> !peers.isEmpty() && peers.get(0).received().endsWith("\r\n\r\n"));
        assertEquals("GET http://site.test/a HTTP/1.1\r\nHost: site.test\r\n" + BASIC + "\r\n", heard(0));
        say(0, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldKeepCredentialsOutOfText() {
        HttpProxy proxy = HttpProxy.at("proxy", 3128).withCredentials("user", "secret");
        assertEquals("proxy:3128", proxy.toString());
        assertThrows(IllegalArgumentException.class, () -> proxy.withCredentials("a:b", ""));
    }
}
