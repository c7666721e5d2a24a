package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.RawPeer;
import staunch.http.RefusedAddressException;
import staunch.http.Resolver;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;
import staunch.tls.TlsException;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** What a client is told when there is no answer of the server's; on a simulated network. */
class ProxyFailuresTest extends ProxyFailuresCase {
    private static Stream<Arguments> unverifiable() {
        LeafRequest request = LeafRequest.forServer(ProxyInSimulation.ORIGIN);
        Instant now = Instant.now();
        LeafRequest ended = request.withValidity(
                new LeafRequest.Validity(now.minus(Duration.ofHours(9)), now.minus(Duration.ofHours(1))));
        CertificateAuthority world = ProxyInSimulation.WORLD;
        return Stream.of(
                Arguments.of(TlsException.Kind.CERTIFICATE_EXPIRED, world.issue(ended)),
                Arguments.of(TlsException.Kind.WRONG_HOST_NAME, world.issue(LeafRequest.forServer("other.test"))),
                Arguments.of(
                        TlsException.Kind.UNKNOWN_AUTHORITY,
                        CertificateAuthority.create("Nobody").issue(request)),
                Arguments.of(
                        TlsException.Kind.SELF_SIGNED,
                        CertificateAuthority.create(ProxyInSimulation.ORIGIN).identity()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unverifiable")
    void shouldSayNothingToAServerThatItCannotVerify(TlsException.Kind kind, Identity identity) {
        Advice advice = (flow, failure) -> Optional.of("ask " + flow.origin().host() + " & friends");
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withAdvice(advice))) {
            int port = world.listen(TlsServer.of(identity));
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 502 "), page);
            assertTrue(page.contains("origin.test"), page);
            assertTrue(page.contains("Connection: close"), page);
            assertTrue(page.contains("<p>ask origin.test &amp; friends</p>"), page);
            world.until(() -> client.inputEnd().isPresent());
            Flow flow = world.flows.get(0);
            TlsException why =
                    assertInstanceOf(TlsException.class, flow.failure().orElseThrow());
            assertEquals(kind, why.kind());
            assertEquals(List.of("ask origin.test & friends"), flow.notes());
            assertTrue(
                    world.origins.stream().allMatch(origin -> origin.received().isEmpty()));
        }
    }

    @Test
    void shouldAnswerWithoutAnAdviceThatFails() {
        Advice broken = (flow, failure) -> {
            throw new IllegalStateException("no advice");
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withAdvice(broken))) {
            int port = world.listen(TlsServer.of(
                    CertificateAuthority.create("Nobody").issue(LeafRequest.forServer(ProxyInSimulation.ORIGIN))));
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 502 "), client::received);
            assertEquals(List.of(), world.flows.get(0).notes());
        }
    }

    @Test
    void shouldNoteThatAServerIsUnverified() {
        HostPatterns believed = HostPatterns.of(ProxyInSimulation.ORIGIN);
        TlsServer stranger =
                TlsServer.of(CertificateAuthority.create("Nobody").issue(LeafRequest.forServer("other.test")));
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInsecureUpstreams(believed))) {
            int port = world.serve(stranger, exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            world.hear(client, "hello");
            world.settle();
            assertEquals(
                    List.of("unverified: this server is believed whatever certificate it shows"),
                    world.flows.get(0).notes());
        }
    }

    @Test
    void shouldSay502WhereNobodyListens() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            RawPeer client = world.dialIntercepted(1);
            client.send(get(1));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 502 "), client::received);
            RawPeer plain = world.dial();
            plain.send(plainGet(1));
            assertTrue(world.hear(plain, "</html>").startsWith("HTTP/1.1 502 "), plain::received);
        }
    }

    @Test
    void shouldSay502ForAHostThatIsNotKnown() {
        Resolver nobody = host -> CompletableFuture.failedStage(new UnknownHostException("no such host: " + host));
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withResolver(nobody))) {
            RawPeer client = world.dialIntercepted(443);
            client.send(get(443));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 502 ") && page.contains("no such host: origin.test"), page);
        }
    }

    /** The client's handshake waits meanwhile, and must not be given up first. */
    @Test
    void shouldSay504WhenTheServersHandshakeOrItsAddressDoesNotCome() {
        Resolver silent = host -> new CompletableFuture<>();
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withResolver(silent))) {
            RawPeer client = world.dial(ProxyInSimulation.through("origin.test", 443, patient()));
            assertFalse(client.isClosed(), () -> client.cause().orElseThrow().message());
            client.send(get(443));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 504 "), client::received);
        }
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial(ProxyInSimulation.through("origin.test", port, patient()));
            assertFalse(client.isClosed(), () -> client.cause().orElseThrow().message());
            client.send(get(port));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 504 "), page);
        }
    }

    private static Layer patient() {
        TlsOptions options = TlsOptions.DEFAULT.withHandshakeTimeoutMillis(60_000);
        return TlsClient.trusting(TrustAnchors.of(List.of(ProxyInSimulation.OWN.certificate())), options)
                .to(ProxyInSimulation.ORIGIN, 443);
    }

    @Test
    void shouldSay504WhenTheAnswerDoesNotBegin() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.pass(119_000);
            assertEquals("", client.received());
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 504 ") && page.contains("headTimeoutMillis"), page);
            assertInstanceOf(
                    DeadlineException.class, world.flows.get(0).failure().orElseThrow());
        }
    }

    // ---- connections that end ----

    /** Row 14 of proxy.md. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAskAgainOnceWhereTheServerHadHungUp(boolean idempotent) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send(ok("one"));
            world.hear(client, "one");
            client.take();
            client.send(idempotent ? plainGet(port) : post(port, "Content-Length: 2\r\n", "ab"));
            world.until(() -> world.origin(0).received().split("HTTP/1.1", -1).length > 2);
            world.origin(0).channel().shutdownOutput();
            if (idempotent) {
                world.hear(world.origin(1), "\r\n\r\n");
                world.origin(1).send(ok("two"));
                assertTrue(world.hear(client, "two").startsWith("HTTP/1.1 200 "), client::received);
            } else {
                assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 502 "), client::received);
                assertEquals(1, world.origins.size());
            }
        }
    }

    /** It was verified before the client's handshake, and waited as long as that took: perhaps for longer than the server does. */
    @Test
    void shouldAskAgainWhereTheServerHadHungUpBeforeTheFirstRequest() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).channel().shutdownOutput();
            world.hear(world.origin(1), "\r\n\r\n");
            world.origin(1).send(ok("two"));
            assertTrue(world.hear(client, "two").startsWith("HTTP/1.1 200 "), client::received);
        }
    }

    private static Stream<Arguments> cuts() {
        return Stream.of(
                        "",
                        "HTTP/1.1",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12345678",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")
                .flatMap(said -> Stream.of(true, false)
                        .flatMap(edited -> Stream.of(true, false).map(reset -> Arguments.of(said, edited, reset))));
    }

    /** Row 15 of proxy.md. */
    @ParameterizedTest
    @MethodSource("cuts")
    void shouldNeverTakeACutAnswerForAWholeOne(String said, boolean edited, boolean reset) {
        if (said.contains("gzip") && !edited) {
            return; // as damaged as it is, it is whole
        }
        Interceptor shift = new Interceptor() {
            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return edited ? response.editing(Shift.by(1)) : response;
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(shift))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            int asked = said.isEmpty() ? 2 : 1; // of whom nothing was heard is asked again, once
            for (int i = 0; i < asked; i++) {
                RawPeer origin = world.origin(i);
                world.hear(origin, "\r\n\r\n");
                origin.send(said);
                world.settle();
                if (reset) {
                    origin.channel().abort();
                } else {
                    origin.channel().shutdownOutput();
                }
            }
            world.until(() -> client.isClosed() || client.received().contains("</html>"));
            String heard = client.received();
            if (!heard.contains("HTTP/1.1 502 ")) {
                assertFalse(heard.endsWith("\r\n0\r\n\r\n"), heard);
                assertEquals(Optional.of(CloseCause.Kind.RESET), client.cause().map(CloseCause::kind), heard);
            }
            world.settle();
            Flow flow = world.flows.get(0);
            assertTrue(flow.failure().isPresent(), heard);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"})
    void shouldHangUpOnTheServerWhenTheClientIsGone(String said) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = world.dialIntercepted(port);
            client.send(get(port));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send(said);
            world.settle();
            client.channel().abort();
            world.pass(1_000);
            assertTrue(origin.isClosed());
            assertEquals(1, world.flows.size());
            assertFalse(world.flows.get(0).isWhole());
        }
    }

    /** A request of which the rest never comes is not a request. */
    @Test
    void shouldNeverPassOnACutRequestAsAWholeOne() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(post(port, "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"));
            RawPeer origin = world.origin(0);
            world.hear(origin, "abc");
            client.channel().shutdownOutput();
            world.until(origin::isClosed);
            assertFalse(origin.received().contains("\r\n0\r\n"), origin::received);
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 400 "), client::received);
        }
    }

    /** Malformed in the middle, while the answer is already on its way. */
    @Test
    void shouldEndTheAnswerToARequestThatTurnsOutToBeMalformed() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(post(port, "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"));
            RawPeer origin = world.origin(0);
            world.hear(origin, "abc");
            origin.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12");
            world.hear(client, "12");
            client.send("zz\r\n");
            world.until(() -> client.isClosed() && origin.isClosed());
            world.settle();
            assertFalse(world.flows.get(0).isWhole());
        }
    }

    // ---- what else is refused ----

    @Test
    void shouldSeeThatItIsSentToItself() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            String heard = world.hear(world.origin(0), "\r\n\r\n");
            String via = heard.lines()
                    .filter(line -> line.startsWith("Via: "))
                    .findFirst()
                    .orElseThrow();
            world.origin(0).send(ok("x"));
            world.hear(client, "x");
            client.take();
            client.send(plainGet(port).replace("\r\n\r\n", "\r\n" + via + ", 1.1 other\r\n\r\n"));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 508 "), client::received);
            RawPeer another = world.dial();
            another.send(plainGet(world.proxy.port()));
            String page = world.hear(another, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 403 ") && page.contains("this proxy itself"), page);
        }
    }

    @Test
    void shouldConnectToTheAddressThatItHasJudged() {
        Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"));
        Resolver moody = host -> {
            try {
                return CompletableFuture.completedStage(List.of(InetAddress.getByName(answers.remove())));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        };
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withResolver(moody).withDenyPrivate(true))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            for (int i = 0; i < 4; i++) {
                client.send(plainGet(port));
                String page = world.hear(client, "</html>");
                assertTrue(page.startsWith("HTTP/1.1 403 ") && page.contains("only public addresses"), page);
                client.take();
            }
            assertEquals(0, answers.size());
            assertEquals(0, world.origins.size());
        }
    }

    /** Whichever way was asked for: by a tunnel that is seen into, or one that is not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSay403WhereItMayNotConnectTo(boolean intercepted) {
        try (ProxyInSimulation world = new ProxyInSimulation(options ->
                options.withDenyPrivate(true).withPassed(intercepted ? HostPatterns.NONE : HostPatterns.ALL))) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            RawPeer client = intercepted ? world.dialIntercepted(port) : world.dial();
            client.send(intercepted ? get(port) : "CONNECT origin.test:" + port + " HTTP/1.1\r\nHost: x\r\n\r\n");
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 403 ") && page.contains("only public addresses"), page);
            assertInstanceOf(
                    RefusedAddressException.class, world.flows.get(0).failure().orElseThrow());
            assertEquals(0, world.origins.size());
        }
    }
}
