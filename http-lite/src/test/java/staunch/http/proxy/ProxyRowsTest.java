package staunch.http.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.RawPeer;
import staunch.http.Response;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;

/** What a proxy must do with what is said on either side, byte by byte; on a simulated network. */
class ProxyRowsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String get(int port, String more) {
        return "GET http://origin.test:" + port + "/a?b HTTP/1.1\r\nHost: origin.test:" + port + "\r\n" + more + "\r\n";
    }

    @Test
    void shouldPassOnWhatIsEndToEndAlone() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(
                    get(
                            port,
                            "X-b: 1\r\nConnection: keep-alive, x-mine\r\nX-Mine: 2\r\nKeep-Alive: 5\r\n"
                                    + "Proxy-Connection: a\r\nProxy-Authorization: Basic abc\r\nTE: gzip\r\nUpgrade: x\r\na: 3\r\n"));
            RawPeer origin = world.origin(0);
            String heard = world.hear(origin, "\r\n\r\n");
            assertTrue(heard.startsWith("GET /a?b HTTP/1.1\r\nHost: origin.test:" + port + "\r\n"), heard);
            assertTrue(heard.contains("X-b: 1\r\na: 3\r\nVia: 1.1 staunch-"), heard);
            for (String gone : List.of("X-Mine", "Keep-Alive", "Proxy-", "TE:", "Upgrade", "Connection")) {
                assertFalse(heard.contains(gone), heard);
            }
            origin.send("HTTP/1.1 200 Fine\r\nConnection: x-hop, close\r\nX-Hop: 1\r\nx-KEPT:  2 \r\n"
                    + "Keep-Alive: 1\r\nContent-Length: 2\r\n\r\nok");
            String answer = world.hear(client, "ok");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.contains("x-KEPT: 2\r\n"), answer);
            assertTrue(answer.contains("Via: 1.1 staunch-"), answer);
            assertFalse(answer.contains("X-Hop") || answer.contains("Keep-Alive") || answer.contains("close"), answer);
        }
    }

    /** Row 88; and a request with both is refused before it gets on. */
    @Test
    void shouldDropTheLengthWhereThereAreChunks() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(get(port, ""));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
            String answer = world.hear(client, "0\r\n\r\n");
            assertFalse(answer.contains("Content-Length"), answer);
            assertTrue(answer.contains("Transfer-Encoding: chunked\r\n"), answer);

            client.take();
            client.send(get(port, "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 400 "), client::received);
            assertEquals(1, world.origins.size());
        }
    }

    /** Row 89. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab",
                "HTTP/1.1 200 OK~Content-Length: +1~~a",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip, foo~~a",
                "HTTP/1.1 200 OK~X : 1~~",
                "nonsense~~",
                "HTTP/2.0 200 OK~~",
                "HTTP/1.1 101 Switching Protocols~Upgrade: x~Connection: upgrade~~",
            })
    void shouldAnswerBadFramingWith502AndHangUp(String said) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(get(port, ""));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send(said.replace("~", "\r\n"));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 502 "), client::received);
            world.until(() -> origin.isClosed() || origin.inputEnd().isPresent());
            client.take();
            client.send(get(port, ""));
            world.hear(world.origin(1), "\r\n\r\n");
            world.origin(1).send(OK);
            assertTrue(world.hear(client, "ok").startsWith("HTTP/1.1 200 "), client::received);
        }
    }

    /** Row 90: without a port it is 443's; what comes before the 200 is the tunnel's. */
    @Test
    void shouldTakeBytesBeforeThe200AsTheTunnels() {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPassed(HostPatterns.ALL))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send("CONNECT origin.test:" + port + " HTTP/1.1\r\nHost: origin.test\r\n\r\nearly");
            RawPeer origin = world.origin(0);
            assertEquals("early", world.hear(origin, "early"));
            origin.send("late");
            String answer = world.hear(client, "late");
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nlate"), answer);
            assertFalse(answer.contains("Content-Length") || answer.contains("Transfer-Encoding"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"origin.test,400", "origin.test:0,400", "origin.test:99999,400", "a b:1,400", "/x,400", "*,400"})
    void shouldRefuseAConnectToNowhere(String target, int status) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            RawPeer client = world.dial();
            client.send("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 " + status + " "), client::received);
        }
    }

    /** Row 91. */
    @Test
    void shouldAnswerItselfWhenNoHopIsLeft() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            String url = " http://origin.test:" + port;
            client.send("OPTIONS" + url + " HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\n\r\n");
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 204 "), client::received);
            client.take();
            client.send("TRACE" + url + "/ HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\nCookie: secret\r\nA: b\r\n\r\n");
            String echo = world.hear(client, "A: b");
            assertTrue(echo.contains("Content-Type: message/http\r\n") && echo.contains("\r\n\r\nTRACE "), echo);
            assertFalse(echo.contains("secret"), echo);
            assertEquals(0, world.origins.size());
            client.send("OPTIONS" + url + " HTTP/1.1\r\nHost: x\r\nMax-Forwards: 5\r\n\r\n");
            String heard = world.hear(world.origin(0), "\r\n\r\n");
            assertTrue(heard.startsWith("OPTIONS * HTTP/1.1\r\n") && heard.contains("Max-Forwards: 4\r\n"), heard);
        }
    }

    /** Row 92. */
    @Test
    void shouldRefuseAnotherHostThanTheHandshakes() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> exchange.respond(Response.of(Status.OK)));
            RawPeer client = world.dialIntercepted(port);
            client.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 421 "), client::received);
            client.take();
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 200 "), client::received);
        }
    }

    /** Row 93. */
    @Test
    void shouldTunnelBothWaysBehind101() {
        StringBuilder seen = new StringBuilder();
        FlowListener listener = new FlowListener() {
            @Override
            public void onRequestBody(Flow flow, ByteBuffer bytes) {
                seen.append("up ").append(US_ASCII.decode(bytes)).append(", ");
            }

            @Override
            public void onResponseBody(Flow flow, ByteBuffer bytes) {
                seen.append("down ").append(US_ASCII.decode(bytes)).append(", ");
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withListener(listener))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send("GET /chat HTTP/1.1\r\nHost: origin.test:" + port
                    + "\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n");
            RawPeer origin = world.origin(0);
            String asked = world.hear(origin, "\r\n\r\n");
            assertTrue(asked.contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"), asked);
            origin.take();
            origin.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello");
            String answer = world.hear(client, "hello");
            assertTrue(answer.startsWith("HTTP/1.1 101 ") && answer.contains("Upgrade: websocket\r\n"), answer);
            client.send("one");
            world.hear(origin, "one");
            client.channel().shutdownOutput();
            world.until(() -> origin.inputEnd().isPresent());
            assertEquals(InputEnd.CLEAN, origin.inputEnd().orElseThrow());
            origin.send("still there");
            assertTrue(world.hear(client, "still there").endsWith("still there"));
            origin.channel().shutdownOutput();
            world.until(() -> client.isClosed() && origin.isClosed());
            world.settle();
            Flow flow = world.flows.get(0);
            assertTrue(flow.isWhole(), flow::toString);
            assertEquals(3, flow.requestBytes());
            assertEquals(16, flow.responseBytes());
            assertEquals("down hello, up one, down still there, ", seen.toString());
        }
    }
}
