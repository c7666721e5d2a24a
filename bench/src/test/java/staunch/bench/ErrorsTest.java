package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.HttpProxy;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;

/** Every kind of failure has its name, is counted under it, and the run goes on. */
class ErrorsTest {
    private static final int COUNT = 5;
    private static final TlsOptions BOTH = LoadWorld.tls(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);

    /** A server that does one thing with each connection when its first bytes come. */
    private static Consumer<LoadWorld> raw(Consumer<Channel> whenRead) {
        return world -> world.listen(() -> new ChannelHandler() {
            @Override
            public void onRead(Channel channel, ByteBuffer in) {
                in.position(in.limit());
                whenRead.accept(channel);
            }

            @Override
            public void onInputEnd(Channel channel, InputEnd end) {
                channel.close();
            }

            @Override
            public void onClosed(Channel channel, CloseCause cause) {}
        });
    }

    private static Consumer<LoadWorld> serving(TlsServer layer) {
        return world -> world.serve(layer, BenchServer.handler());
    }

    private static void say(Channel channel, String text) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static Stream<Arguments> failures() {
        CertificateAuthority stranger = CertificateAuthority.create("Stranger");
        return Stream.of(
                Arguments.of("refused", (Consumer<LoadWorld>) world -> {}),
                Arguments.of("reset in handshake", raw(Channel::abort)),
                Arguments.of("closed in handshake", raw(Channel::close)),
                Arguments.of("handshake timeout", raw(channel -> {})),
                Arguments.of("not TLS", raw(channel -> say(channel, "HTTP/1.1 400 Bad Request\r\n\r\n"))),
                Arguments.of("not TLS", raw(channel -> say(channel, "SSH-2.0-OpenSSH_9.6\r\n"))),
                Arguments.of("alert protocol_version", serving(LoadWorld.server(TlsVersion.TLS_1_2))),
                Arguments.of(
                        "certificate not trusted",
                        serving(TlsServer.of(stranger.issue(LeafRequest.forServer(LoadWorld.HOST)), BOTH))),
                Arguments.of("wrong host name", serving(TlsServer.of(LoadWorld.Keys.identity("other.test"), BOTH))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void shouldCountEachFailureUnderItsNameAndGoOn(String kind, Consumer<LoadWorld> server) {
        try (LoadWorld world = new LoadWorld()) {
            server.accept(world);
            Handshakes handshakes = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0);
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, COUNT)), world.route(), handshakes));
            assertEquals(Map.of(kind, (long) COUNT), result.counts().errors());
            assertEquals(0, result.counts().done());
            assertEquals(0, result.counts().inFlight());
            assertFalse(Verdict.on(result).holds());
        }
    }

    @Test
    void shouldCountWhoIsNotGivenASessionAsWell() {
        try (LoadWorld world = new LoadWorld()) {
            raw(Channel::abort).accept(world);
            Handshakes handshakes = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 1, 3);
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, COUNT)), world.route(), handshakes));
            assertEquals(Map.of("reset in handshake", 3L), result.before().errors());
            assertEquals(
                    Map.of("reset in handshake", (long) COUNT), result.counts().errors());
        }
    }

    @Test
    void shouldTellAProxysRefusalByItsStatus() {
        try (LoadWorld world = new LoadWorld()) {
            raw(channel -> say(channel, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))
                    .accept(world);
            Layer tunnel = HttpProxy.at("proxy", 3128).tunnelTo(LoadWorld.HOST, LoadWorld.PORT, 1_000);
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(1, 2)),
                    world.route(tunnel),
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0)));
            assertEquals(Map.of("proxy answered 403", 2L), result.counts().errors());
        }
    }

    /** A proxy that is not there, and one that ends instead of answering: the server has not heard of either. */
    @Test
    void shouldTellAProxysFailuresFromTheServers() {
        Map<String, Consumer<LoadWorld>> proxies =
                Map.of("proxy refused", world -> {}, "proxy made no tunnel", raw(Channel::close));
        proxies.forEach((kind, proxy) -> {
            try (LoadWorld world = new LoadWorld()) {
                proxy.accept(world);
                Layer tunnel = HttpProxy.at("proxy", 3128).tunnelTo(LoadWorld.HOST, LoadWorld.PORT, 1_000);
                Route route = world.route(tunnel);
                Plan plan = LoadWorld.closed(1, 2);
                Requests requests = LoadWorld.plainRequests(1);
                Handshakes handshakes = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0);
                Result ofRequests = world.run(Load.ofRequests(world.setting(plan), route, requests));
                Result ofHandshakes = world.run(Load.ofHandshakes(world.setting(plan), route, handshakes));
                assertEquals(Map.of(kind, 2L), ofRequests.counts().errors());
                assertEquals(Map.of(kind, 2L), ofHandshakes.counts().errors());
            }
        });
    }

    /** In TLS 1.3 the client is done before it is refused; one that waits sees it, and then all do. */
    @ParameterizedTest
    @ValueSource(strings = {"SunJSSE", "Conscrypt"})
    void shouldCountRefusalsThatComeBehindTheHandshake(String provider) {
        try (LoadWorld world = new LoadWorld()) {
            serving(LoadWorld.server(TlsVersion.TLS_1_3).requiringClients(LoadWorld.Keys.TRUST))
                    .accept(world);
            TlsOptions options = LoadWorld.tls(TlsVersion.TLS_1_3).withProvider(provider);
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(2, 4)),
                    world.route(),
                    LoadWorld.handshakes(options, 0, 0).lookingForRefusal()));
            assertEquals(1, result.before().failed());
            assertEquals(0, result.counts().done());
            assertEquals(4, result.counts().failed());
            result.counts().errors().keySet().forEach(kind -> assertEquals("alert ", kind.substring(0, 6)));
        }
    }

    @Test
    void shouldTellAMissingClientCertificateByTheAlert() {
        try (LoadWorld world = new LoadWorld()) {
            serving(LoadWorld.server(TlsVersion.TLS_1_3).requiringClients(LoadWorld.Keys.TRUST))
                    .accept(world);
            Handshakes bare = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0);
            Handshakes asking = new Handshakes(
                    bare.host(),
                    bare.port(),
                    bare.options(),
                    bare.clients(),
                    0,
                    0,
                    Optional.of(RequestText.get(LoadWorld.HOST, "/plaintext")));
            Result result = world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, 4)), world.route(), asking));
            assertEquals(0, result.counts().done());
            assertEquals(4, result.counts().failed());
            result.counts().errors().keySet().forEach(kind -> assertEquals("alert ", kind.substring(0, 6)));
        }
    }

    /** Who waits for a ticket hears of the refusal meanwhile. */
    @Test
    void shouldCountARefusalThatComesWhileATicketIsAwaited() {
        try (LoadWorld world = new LoadWorld()) {
            serving(LoadWorld.server(TlsVersion.TLS_1_3).requiringClients(LoadWorld.Keys.TRUST))
                    .accept(world);
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(2, 4)),
                    world.route(),
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 1, 2)));
            assertEquals(0, result.counts().done());
            assertEquals(4, result.counts().failed());
            result.counts().errors().keySet().forEach(kind -> assertEquals("alert ", kind.substring(0, 6)));
        }
    }

    @Test
    void shouldTellABadStatus() {
        try (LoadWorld world = new LoadWorld()) {
            serving(LoadWorld.server(TlsVersion.TLS_1_3)).accept(world);
            Handshakes bare = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0);
            Handshakes asking = new Handshakes(
                    bare.host(),
                    bare.port(),
                    bare.options(),
                    bare.clients(),
                    0,
                    0,
                    Optional.of(RequestText.get(LoadWorld.HOST, "/nothing")));
            Result result = world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, 4)), world.route(), asking));
            assertEquals(Map.of("status 404", 4L), result.counts().errors());
        }
    }

    // ---- what no simulated network does ----

    private static String connecting(Exception why) {
        Exception failure = new Exception("cannot connect", why);
        return ErrorKind.of(CloseCause.of(CloseCause.Kind.CONNECT_FAILED, failure), ErrorKind.Stage.CONNECTING);
    }

    @Test
    void shouldTellTheLimitsOfTheClientsMachineFromTheServers() {
        assertEquals("no local port left", connecting(new BindException("Address already in use")));
        assertEquals("no local port left", connecting(new ConnectException("Cannot assign requested address")));
        assertEquals("no file descriptor left", connecting(new IOException("Too many open files")));
        assertEquals("refused", connecting(new ConnectException("Connection refused")));
        assertEquals("not connected", connecting(new IOException("Network is down")));
        CloseCause timeout = CloseCause.of(CloseCause.Kind.TIMEOUT);
        assertEquals("connect timeout", ErrorKind.of(timeout, ErrorKind.Stage.CONNECTING));
        assertEquals("timeout", ErrorKind.of(timeout, ErrorKind.Stage.OPEN));
        Exception noPort = new Exception("cannot connect", new BindException("Address already in use"));
        CloseCause beforeProxy = ProxyFailure.with(CloseCause.of(CloseCause.Kind.CONNECT_FAILED, noPort));
        assertEquals("no local port left", ErrorKind.of(beforeProxy, ErrorKind.Stage.CONNECTING));
        assertEquals("proxy timeout", ErrorKind.of(ProxyFailure.with(timeout), ErrorKind.Stage.CONNECTING));
    }

    @Test
    void shouldConnectFromManyAddressesToLoopbackOnly() {
        try (LoadWorld world = new LoadWorld()) {
            InetSocketAddress far = new InetSocketAddress("192.0.2.1", 443);
            assertEquals(
                    0, Route.to(world.clients, far, Layer.NONE, 1).sources().size());
            long expected = System.getProperty("os.name").startsWith("Linux") ? Route.LOOPBACK_SOURCES : 0;
            assertEquals(expected, world.route().sources().stream().distinct().count());
        }
    }
}
