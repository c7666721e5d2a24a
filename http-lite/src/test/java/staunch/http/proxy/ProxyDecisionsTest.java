package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.HttpProxy;
import staunch.http.ProxyRefusalException;
import staunch.http.RawPeer;
import staunch.http.codec.Status;
import staunch.http.proxy.ProxyOptions.Uninterceptable;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.pki.TrustAnchors;

/** What becomes of a connection, by where it is to go and what comes first on it; on a simulated network. */
class ProxyDecisionsTest {
    private static final String ORIGIN = ProxyInSimulation.ORIGIN;
    /** Held, or its level is collected with it. */
    private static final Logger LEAF_WATCH = Logger.getLogger("staunch.http.proxy.LeafWatch");

    @BeforeAll
    static void quiet() {
        LEAF_WATCH.setLevel(Level.OFF);
    }

    @AfterAll
    static void loudAgain() {
        LEAF_WATCH.setLevel(null);
    }

    private static TlsClient knowingTheServer(String... protocols) {
        TlsOptions options =
                protocols.length == 0 ? TlsOptions.DEFAULT : TlsOptions.DEFAULT.withApplicationProtocols(protocols);
        return TlsClient.trusting(TrustAnchors.of(List.of(ProxyInSimulation.WORLD.certificate())), options);
    }

    private static void assertReaches(ProxyInSimulation world, RawPeer client, int origin) {
        assertTrue(client.isOpened(), () -> client.cause().orElseThrow().message());
        client.send("up");
        RawPeer server = world.origin(origin);
        assertEquals("up", world.hear(server, "up"));
        server.send("down");
        assertEquals("down", world.hear(client, "down"));
    }

    private static List<String> notes(ProxyInSimulation world) {
        return world.flows.stream().flatMap(flow -> flow.notes().stream()).toList();
    }

    @Test
    void shouldPassByTheNameInTheHelloThoughTheAddressWasAskedFor() {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPassed(HostPatterns.of(ORIGIN)))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dial(ProxyInSimulation.through(
                    "127.0.0.1", port, knowingTheServer().to(ORIGIN, port)));
            assertReaches(world, client, 0);
            client.channel().shutdownOutput();
            world.origin(0).channel().shutdownOutput();
            world.until(() -> world.flows.size() == 1);
            assertEquals(List.of("passed: origin.test is one of the hosts to pass"), notes(world));
            assertEquals(Flow.Kind.TUNNEL, world.flows.get(0).kind());
            assertTrue(world.flows.get(0).isWhole());
        }
    }

    /** By the hello alone, at the address that was asked for. */
    @Test
    void shouldInterceptByTheNameInTheHello() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            RawPeer client = world.dial(ProxyInSimulation.through(
                    "127.0.0.1", port, ProxyInSimulation.trusting().to(ORIGIN, port)));
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            assertTrue(world.hear(client, "hello").startsWith("HTTP/1.1 200 "), client::received);
        }
    }

    /** By ALPN it says so, as curl does. */
    @Test
    void shouldInterceptAClientOfHttp10() {
        TlsClient old = TlsClient.trusting(
                TrustAnchors.of(List.of(ProxyInSimulation.OWN.certificate())),
                TlsOptions.DEFAULT.withApplicationProtocols("http/1.0"));
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            RawPeer client = world.dial(ProxyInSimulation.through(ORIGIN, port, old.to(ORIGIN, port)));
            client.send("GET / HTTP/1.0\r\nHost: origin.test:" + port + "\r\n\r\n");
            assertTrue(world.hear(client, "hello").startsWith("HTTP/1.1 200 "), client::received);
        }
    }

    @Test
    void shouldPassWhatIsNotToBeIntercepted() {
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withIntercepted(HostPatterns.of("*.example")))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            assertReaches(
                    world,
                    world.dial(ProxyInSimulation.through(
                            ORIGIN, port, knowingTheServer().to(ORIGIN, port))),
                    0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPassOrRefuseAClientThatSpeaksHttp2Alone(boolean passes) {
        try (ProxyInSimulation world = new ProxyInSimulation(
                options -> options.withUninterceptable(passes ? Uninterceptable.TUNNEL : Uninterceptable.REFUSE))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dial(ProxyInSimulation.through(
                    ORIGIN, port, knowingTheServer("h2").to(ORIGIN, port)));
            if (passes) {
                world.until(() -> !world.origins.isEmpty());
                client.channel();
                assertReaches(world, client, 0);
                client.channel().abort();
            } else {
                assertTrue(client.isClosed());
                assertEquals(0, world.origins.size());
            }
            world.until(() -> !world.flows.isEmpty());
            Flow flow = world.flows.get(0);
            String said = flow.notes() + " "
                    + flow.failure().map(Throwable::getMessage).orElse("");
            assertTrue(said.contains("offers [h2] without http/1.1"), said);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPassOrRefuseWhatIsNoTls(boolean passes) {
        try (ProxyInSimulation world = new ProxyInSimulation(
                options -> options.withUninterceptable(passes ? Uninterceptable.TUNNEL : Uninterceptable.REFUSE))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial(ProxyInSimulation.through(ORIGIN, port, Layer.NONE));
            client.send("up");
            if (passes) {
                assertEquals("up", world.hear(world.origin(0), "up"));
                world.origin(0).send("down");
                assertEquals("down", world.hear(client, "down"));
                client.channel().shutdownOutput();
                world.until(() -> world.origin(0).inputEnd().isPresent());
                world.origin(0).send("more");
                assertEquals("downmore", world.hear(client, "more"));
                world.origin(0).channel().shutdownOutput();
                world.until(() -> world.flows.size() == 1);
                assertTrue(world.flows.get(0).isWhole());
            } else {
                world.until(() -> client.inputEnd().isPresent() || client.isClosed());
                assertEquals(0, world.origins.size());
                world.until(() -> world.flows.size() == 1);
            }
        }
    }

    @Test
    void shouldLetAServerBeginWhereTheClientIsSilent() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial(ProxyInSimulation.through(ORIGIN, port, Layer.NONE));
            world.pass(900);
            assertEquals(0, world.origins.size());
            world.pass(200);
            world.origin(0).send("220 ready");
            assertEquals("220 ready", world.hear(client, "ready"));
            client.send("QUIT");
            assertEquals("QUIT", world.hear(world.origin(0), "QUIT"));
        }
    }

    /** Silence must not be a way around the interception: a slow machine, or a patient client, would be let through. */
    @Test
    void shouldInterceptAClientThatWasOnlySlow() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            RawPeer tunnel = world.dial(ProxyInSimulation.through(ORIGIN, port, Layer.NONE));
            world.pass(2_000);
            assertEquals(
                    Flow.Kind.TUNNEL,
                    world.flows.isEmpty()
                            ? Flow.Kind.TUNNEL
                            : world.flows.get(0).kind());
            RawPeer client = new RawPeer();
            ChannelHandler tls = ProxyInSimulation.trusting().to(ORIGIN, port).over(client);
            tunnel.channel().handler(tls);
            tls.onOpen(tunnel.channel());
            world.until(() -> client.isOpened() || client.isClosed());
            assertTrue(client.isOpened(), () -> client.cause().orElseThrow().message());
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            assertTrue(world.hear(client, "hello").startsWith("HTTP/1.1 200 "), client::received);
            client.channel().close();
            assertTrue(world.await(world.proxy.drain(60_000)));
        }
    }

    @Test
    void shouldCutATunnelInWhichNothingMoves() {
        try (ProxyInSimulation world = new ProxyInSimulation(
                options -> options.withPassed(HostPatterns.ALL).withTimeouts(1_000, 1_000, 5_000))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial(ProxyInSimulation.through(ORIGIN, port, Layer.NONE));
            for (int i = 0; i < 3; i++) {
                world.pass(4_000);
                client.send("x");
                world.settle();
            }
            assertEquals("xxx", world.origin(0).received());
            world.pass(4_900);
            assertFalse(client.isClosed() || world.origin(0).isClosed());
            world.pass(200);
            assertTrue(client.isClosed() && world.origin(0).isClosed());
        }
    }

    /** Both directions have ended, and one of the two never takes what is still to come. */
    @ParameterizedTest
    @ValueSource(ints = {50_000, 80_000, 100_000, 120_000, 150_000, 500_000})
    void shouldCutATunnelWhoseLastBytesNobodyTakes(int bytes) {
        try (ProxyInSimulation world = new ProxyInSimulation(
                options -> options.withPassed(HostPatterns.ALL).withTimeouts(1_000, 1_000, 5_000))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial(ProxyInSimulation.through(ORIGIN, port, Layer.NONE));
            world.settle();
            client.channel().pauseReads();
            RawPeer origin = world.origin(0);
            for (int i = 0; i < bytes; i += 10_000) {
                origin.send(new byte[10_000], 0, 10_000);
                world.settle();
            }
            client.channel().shutdownOutput();
            origin.channel().shutdownOutput();
            world.pass(20_000);
            assertEquals(0, world.proxies.loops().get(0).buffers().leasedBytes());
            assertTrue(world.await(world.proxy.drain(1_000)));
            assertEquals(1, world.flows.size());
        }
    }

    // ---- clients that do not like the certificate ----

    @Test
    void shouldLetAClientThroughThatRefusesTheCertificateAgainAndAgain() {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPinnedClients(3, 60_000))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            Layer pinned =
                    ProxyInSimulation.through(ORIGIN, port, knowingTheServer().to(ORIGIN, port));
            for (int i = 0; i < 3; i++) {
                RawPeer refused = world.dial(pinned);
                assertTrue(refused.isClosed() && !refused.isOpened());
                world.settle();
                assertEquals(i + 1, world.flows.size());
                assertEquals(Flow.Kind.HANDSHAKE, world.flows.get(i).kind());
            }
            int before = world.origins.size();
            assertReaches(world, world.dial(pinned), before);
            world.pass(60_000);
            assertTrue(world.dial(pinned).isClosed());
        }
    }

    /** A page opens several connections at once: that they are all refused is one refusal. */
    @Test
    void shouldCountTheRefusalsOfConnectionsThatStoodTogetherOnce() {
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withPinnedClients(3, 60_000))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            Layer pinned =
                    ProxyInSimulation.through(ORIGIN, port, knowingTheServer().to(ORIGIN, port));
            List<RawPeer> page = List.of(new RawPeer(), new RawPeer(), new RawPeer());
            page.forEach(peer -> world.clients.connect(world.proxy.localAddress(), pinned.over(peer)));
            world.until(() -> page.stream().allMatch(RawPeer::isClosed));
            assertTrue(world.dial(pinned).isClosed(), "it has refused once so far");
            assertTrue(world.dial(pinned).isClosed(), "and twice");
            int before = world.origins.size();
            assertReaches(world, world.dial(pinned), before);
        }
    }

    @Test
    void shouldNeverLetThroughUnlessToldTo() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            for (int i = 0; i < 6; i++) {
                assertTrue(world.dial(ProxyInSimulation.through(
                                ORIGIN, port, knowingTheServer().to(ORIGIN, port)))
                        .isClosed());
            }
            assertTrue(world.flows.stream().allMatch(flow -> flow.kind() == Flow.Kind.HANDSHAKE));
            assertTrue(world.flows.stream().allMatch(flow -> flow.notes().equals(List.of(Onboarding.ADVICE))));
        }
    }

    // ---- who may use it, and by which way ----

    @Test
    void shouldWantAUserAndAPassword() {
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withCredentials(ProxyCredentials.of("ada", "l:ve")))) {
            int port = world.listen(Layer.NONE);
            String get = "GET http://origin.test:" + port + "/ HTTP/1.1\r\nHost: x\r\n";
            RawPeer client = world.dial();
            for (String request : List.of(
                    get + "\r\n",
                    get + "Proxy-Authorization: Basic YWRhOmw6dm8=\r\n\r\n",
                    "CONNECT origin.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")) {
                client.send(request);
                String page = world.hear(client, "</html>");
                assertTrue(page.startsWith("HTTP/1.1 407 ") && page.contains("Proxy-Authenticate: Basic "), page);
                client.take();
            }
            assertEquals(0, world.origins.size());
            client.send(get + "Proxy-Authorization: bAsIc YWRhOmw6dmU=\r\n\r\n");
            assertFalse(world.hear(world.origin(0), "\r\n\r\n").contains("Proxy-Auth"), world.origin(0)::received);
        }
    }

    @Test
    void shouldGoThroughAnotherProxyWithCredentialsOfItsOwn() throws IOException {
        try (ProxyInSimulation world = new ProxyInSimulation(options ->
                options.withCredentials(ProxyCredentials.of("ada", "lovelace")).withPassed(HostPatterns.ALL))) {
            ProxyServer outer = world.proxy;
            world.proxy = world.newProxy(options -> options.withUpstreamProxy(
                    HttpProxy.at("127.0.0.1", outer.port()).withCredentials("ada", "lovelace")));
            int secure = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "secure"));
            int plain = world.serve(Layer.NONE, exchange -> exchange.respond(Status.OK, "text/plain", "plain"));
            RawPeer client = world.dialIntercepted(secure);
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + secure + "\r\n\r\n");
            assertTrue(world.hear(client, "secure").startsWith("HTTP/1.1 200 "), client::received);
            RawPeer other = world.dial();
            other.send("GET http://origin.test:" + plain + "/ HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(world.hear(other, "plain").startsWith("HTTP/1.1 200 "), other::received);
        }
    }

    /** Whose password is wanted is said to nobody but the operator: the client has none for that proxy. */
    @Test
    void shouldSay502WhereTheNextProxyWantsAPassword() {
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withCredentials(ProxyCredentials.of("ada", "lovelace")))) {
            HttpProxy outer = HttpProxy.at("127.0.0.1", world.proxy.port());
            world.proxy = world.newProxy(options -> options.withUpstreamProxy(outer));
            RawPeer client = world.dial();
            client.send("GET http://origin.test/ HTTP/1.1\r\nHost: x\r\n\r\n");
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 502 ") && page.contains("407 Proxy Auth"), page);
            assertTrue(world.flows.stream()
                    .anyMatch(flow -> flow.failure().orElseThrow() instanceof ProxyRefusalException));
        }
    }

    @Test
    void shouldServeWhoTakesItForTheServer() throws IOException {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            var direct = world.proxy.listenDirect(ProxyInSimulation.anyPort(), port);
            RawPeer client = new RawPeer();
            world.clients.connect(
                    direct, ProxyInSimulation.trusting().to(ORIGIN, port).over(client));
            world.until(client::isOpened);
            client.send("GET / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n");
            assertTrue(world.hear(client, "hello").startsWith("HTTP/1.1 200 "), client::received);

            RawPeer nameless = new RawPeer();
            world.clients.connect(
                    direct,
                    ProxyInSimulation.trusting()
                            .withoutServerName()
                            .to(ORIGIN, port)
                            .over(nameless));
            world.until(nameless::isClosed);

            var itself = world.proxy.listenDirect(ProxyInSimulation.anyPort(), direct.getPort());
            RawPeer looping = new RawPeer();
            world.clients.connect(
                    itself,
                    ProxyInSimulation.trusting().to(ORIGIN, direct.getPort()).over(looping));
            world.until(looping::isOpened);
            looping.send("GET / HTTP/1.1\r\nHost: origin.test:" + direct.getPort() + "\r\n\r\n");
            String page = world.hear(looping, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 403 ") && page.contains("withResolver"), page);
        }
    }

    /** What one connection has proven is nobody else's. */
    @Test
    void shouldKeepAConnectionThatProvesWhoAsksToItsClient() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            String get = "GET http://origin.test:" + port + "/ HTTP/1.1\r\nHost: x\r\n";
            RawPeer ada = world.dial();
            ada.send(get + "\r\n");
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");
            world.hear(ada, "\r\n\r\n");
            for (int i = 0; i < 2; i++) {
                ada.take();
                ada.send(get + "Authorization: NTLM abc\r\n\r\n");
                world.hear(world.origin(1), "NTLM abc\r\n");
                world.settle();
                world.origin(1).take();
                world.origin(1).send("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM x\r\nContent-Length: 0\r\n\r\n");
                world.hear(ada, "\r\n\r\n");
            }
            RawPeer eve = world.dial();
            eve.send(get + "X: eve\r\n\r\n");
            world.until(() ->
                    world.origins.stream().anyMatch(origin -> origin.received().contains("eve")));
            assertFalse(world.origin(1).received().contains("eve"));
            assertEquals(2, world.origins.size());
        }
    }
}
