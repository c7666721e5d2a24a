package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.HttpServer;
import staunch.http.HttpServerListener;
import staunch.http.HttpServerOptions;
import staunch.reactor.Channel;
import staunch.reactor.sim.FaultProfile;
import staunch.tls.SessionOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;

/** Handshakes in a simulated world: as many full and resumed ones as were asked for, and as many as the server saw. */
class HandshakeLoadTest {
    private final AtomicInteger fullAtServer = new AtomicInteger();
    private final AtomicInteger resumedAtServer = new AtomicInteger();

    private HttpServer serve(LoadWorld world, TlsServer layer) throws Exception {
        HttpServerListener listener = new HttpServerListener() {
            @Override
            public void onConnected(Channel channel) {
                (channel.security().orElseThrow().resumed() ? resumedAtServer : fullAtServer).incrementAndGet();
            }
        };
        return world.serve(layer, BenchServer.handler(), HttpServerOptions.DEFAULT.withListener(listener));
    }

    @ParameterizedTest
    @CsvSource({
        // version, share, count, full, resumed, sessions
        "TLS_1_3, 0, 40, 40, 0, 8",
        "TLS_1_3, 1, 40, 0, 40, 8",
        "TLS_1_3, 0.8, 40, 8, 32, 8",
        "TLS_1_2, 0, 40, 40, 0, 8",
        "TLS_1_2, 1, 40, 0, 40, 8",
        "TLS_1_2, 0.25, 40, 30, 10, 8",
    })
    void shouldMakeTheMixThatWasAskedForAndCountAsTheServerDoes(
            TlsVersion version, double share, int count, long full, long resumed, int sessions) throws Exception {
        try (LoadWorld world = new LoadWorld()) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
            Handshakes handshakes = LoadWorld.handshakes(LoadWorld.tls(version), share, sessions);
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(8, count)), world.route(), handshakes));
            Counts counts = result.counts();
            assertEquals(Map.of(), counts.errors());
            assertEquals(count, counts.done());
            assertEquals(full, counts.full());
            assertEquals(resumed, counts.resumed());
            assertEquals(0, counts.notAsWanted());
            assertEquals(share == 0 ? 0 : sessions, result.before().full());
            assertEquals(fullAtServer.get(), counts.full() + result.before().full());
            assertEquals(
                    resumedAtServer.get(), counts.resumed() + result.before().resumed());
            counts.negotiated().keySet().forEach(terms -> assertEquals(version.protocolName(), terms.version()));
            assertTrue(Verdict.on(result).holds(), () -> Verdict.on(result).toString());
        }
    }

    /** Not all engines read on when they have ended their own direction, and so their tickets are awaited before. */
    @ParameterizedTest
    @CsvSource({"SunJSSE, TLS_1_3", "SunJSSE, TLS_1_2", "BCJSSE, TLS_1_2", "Conscrypt, TLS_1_3", "Conscrypt, TLS_1_2"})
    void shouldResumeWithEachProviderAsTheClient(String provider, TlsVersion version) throws Exception {
        try (LoadWorld world =
                new LoadWorld(FaultProfile.NONE.withDelays(Duration.ofMillis(5), Duration.ofMillis(5)), 1)) {
            serve(world, LoadWorld.server(version));
            Handshakes handshakes = LoadWorld.handshakes(LoadWorld.tls(version).withProvider(provider), 0.5, 4);
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(4, 20)), world.route(), handshakes));
            assertEquals(Map.of(), result.counts().errors());
            assertEquals(10, result.counts().resumed());
            assertEquals(0, result.counts().notAsWanted());
            assertEquals(10 + result.before().full(), fullAtServer.get());
            assertTrue(result.seconds() < 1, () -> "without waiting for what does not come: " + result.seconds());
        }
    }

    @Test
    void shouldShareTheWorkAmongLoops() throws Exception {
        try (LoadWorld world = new LoadWorld(FaultProfile.NONE, 3)) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(7, 31)),
                    world.route(),
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 1, 7)));
            assertEquals(31, result.counts().resumed());
            assertEquals(31 + result.before().full(), fullAtServer.get() + resumedAtServer.get());
        }
    }

    @Test
    void shouldSendOneRequestBehindEachHandshake() throws Exception {
        try (LoadWorld world = new LoadWorld()) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            Handshakes bare = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0.5, 4);
            Handshakes asking = new Handshakes(
                    bare.host(),
                    bare.port(),
                    bare.options(),
                    bare.clients(),
                    bare.resumeShare(),
                    bare.sessions(),
                    Optional.of(RequestText.get(LoadWorld.HOST, "/bytes/1000")));
            Result result = world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(4, 20)), world.route(), asking));
            assertEquals(20, result.counts().done());
            assertEquals(20_000, result.counts().bytes());
            assertEquals(10, result.counts().resumed());
        }
    }

    @Test
    void shouldGoThroughAProxy() throws Exception {
        try (LoadWorld world =
                new LoadWorld(FaultProfile.NONE.withDelays(Duration.ofMillis(5), Duration.ofMillis(5)), 1)) {
            HttpServer server = serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            Tunnels proxy = new Tunnels(world.servers, server.localAddress());
            world.listen(proxy::newHandler);
            Route route = world.route(proxy.layerTo(LoadWorld.HOST, LoadWorld.PORT));
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(2, 10)),
                    route,
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0)));
            assertEquals(10, result.counts().full());
            assertEquals(10, proxy.asked());
            assertEquals(10, fullAtServer.get());
            // A round trip to the proxy, one for the tunnel, and those of the handshake, of which alone it knows.
            assertTrue(result.times().get(Metric.HANDSHAKE).getMaxValue()
                    < result.times().get(Metric.TOTAL).getMinValue());
        }
    }

    @Test
    void shouldShowAClientCertificate() throws Exception {
        try (LoadWorld world = new LoadWorld()) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3).requiringClients(LoadWorld.Keys.TRUST));
            Handshakes without = LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0);
            Handshakes with = new Handshakes(
                    without.host(),
                    without.port(),
                    without.options(),
                    options -> TlsClient.trusting(LoadWorld.Keys.TRUST, options)
                            .withIdentity(LoadWorld.Keys.AUTHORITY.issue(LeafRequest.forClient("client"))),
                    0,
                    0,
                    Optional.of(RequestText.get(LoadWorld.HOST, "/plaintext")));
            Result result = world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, 6)), world.route(), with));
            assertEquals(6, result.counts().done());
        }
    }

    /** In TLS 1.3 that is said behind the handshake, and waited for; in TLS 1.2 it is part of it. */
    @ParameterizedTest
    @CsvSource({"TLS_1_3, true", "TLS_1_2, true", "TLS_1_3, false", "TLS_1_2, false"})
    void shouldKnowWhetherAClientsCertificateIsAccepted(TlsVersion version, boolean isAccepted) throws Exception {
        CertificateAuthority authority =
                isAccepted ? LoadWorld.Keys.AUTHORITY : CertificateAuthority.create("Stranger");
        try (LoadWorld world = new LoadWorld()) {
            serve(world, LoadWorld.server(version).requiringClients(LoadWorld.Keys.TRUST));
            Handshakes handshakes = new Handshakes(
                    LoadWorld.HOST,
                    LoadWorld.PORT,
                    LoadWorld.tls(version),
                    options -> TlsClient.trusting(LoadWorld.Keys.TRUST, options)
                            .withIdentity(authority.issue(LeafRequest.forClient("client"))),
                    0,
                    0,
                    Optional.empty());
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, 6)), world.route(), handshakes));
            assertEquals(isAccepted ? 6 : 0, result.counts().done());
            assertEquals(isAccepted ? 0 : 6, result.counts().failed());
            assertTrue(
                    result.counts().errors().keySet().stream().allMatch(name -> name.startsWith("alert ")),
                    () -> result.counts().errors().toString());
            assertEquals(0, result.unconfirmed());
        }
    }

    /** Conscrypt offers all suites of TLS 1.3 whatever it is told. */
    @ParameterizedTest
    @CsvSource({"TLS_AES_128_GCM_SHA256, false", "TLS_AES_256_GCM_SHA384, true"})
    void shouldNoticeThatAnotherSuiteWasNegotiatedThanWasAskedFor(String suite, boolean isMet) throws Exception {
        try (LoadWorld world = new LoadWorld()) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            TlsOptions options =
                    LoadWorld.tls(TlsVersion.TLS_1_3).withProvider("Conscrypt").withCipherSuites(suite);
            Handshakes handshakes = LoadWorld.handshakes(options, 0, 0);
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(2, 6)), world.route(), handshakes));
            assertEquals(6, result.counts().done());
            assertEquals(
                    isMet, Verdict.on(result).holds(), () -> Verdict.on(result).toString());
        }
    }

    /** One waits on each loop, before what is measured; with a server that refuses nobody all is as without. */
    @ParameterizedTest
    @CsvSource({"SunJSSE, TLS_1_3, 2", "Conscrypt, TLS_1_3, 2", "SunJSSE, TLS_1_2, 0"})
    void shouldLookForARefusalOnceForEachLoop(String provider, TlsVersion version, long before) throws Exception {
        try (LoadWorld world = new LoadWorld(FaultProfile.NONE, 2)) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
            TlsOptions options = LoadWorld.tls(version).withProvider(provider);
            Handshakes looking = LoadWorld.handshakes(options, 0, 0).lookingForRefusal();
            Result result =
                    world.run(Load.ofHandshakes(world.setting(LoadWorld.closed(4, 20)), world.route(), looking));
            assertEquals(20, result.counts().done());
            assertEquals(before, result.before().done());
            assertEquals(0, result.unconfirmed());
            assertEquals(20 + before, fullAtServer.get());
            assertTrue(Verdict.on(result).holds(), () -> Verdict.on(result).toString());
        }
    }

    @Test
    void shouldWarmUpWithoutMeasuring() throws Exception {
        try (LoadWorld world =
                new LoadWorld(FaultProfile.NONE.withDelays(Duration.ofMillis(1), Duration.ofMillis(1)), 1)) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            Plan plan =
                    new Plan(10, 10, 10, Plan.UNBOUNDED, Duration.ofSeconds(1).toNanos());
            Result result = world.run(Load.ofHandshakes(
                    world.setting(plan), world.route(), LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0)));
            assertEquals(10, result.counts().done());
            assertEquals(10, result.before().done());
            assertEquals(20, fullAtServer.get());
        }
    }

    @Test
    void shouldTellWhatThereIsWhenItIsStopped() throws Exception {
        try (LoadWorld world =
                new LoadWorld(FaultProfile.NONE.withDelays(Duration.ofMillis(1), Duration.ofMillis(1)), 1)) {
            serve(world, LoadWorld.server(TlsVersion.TLS_1_3));
            Load load = Load.ofHandshakes(
                    world.setting(LoadWorld.open(10, 10, 3600)),
                    world.route(),
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 0, 0));
            world.simulation.runFor(Duration.ofSeconds(2));
            assertFalse(load.ended().toCompletableFuture().isDone());
            load.stop();
            Result result = world.run(load);
            assertTrue(result.interrupted());
            assertEquals(20, result.counts().done(), 1);
            assertEquals(2, result.seconds(), 0.1);
            assertFalse(new Summary(Summary.Kind.HANDSHAKES, result).isBelievable());
        }
    }

    /** A server that answers none of its tickets: what should resume is full, and that is said. */
    @Test
    void shouldNoticeWhenAServerResumesNothing() throws Exception {
        try (LoadWorld world = new LoadWorld()) {
            serve(
                    world,
                    TlsServer.of(
                            LoadWorld.Keys.IDENTITY,
                            LoadWorld.tls(TlsVersion.TLS_1_3).withSessions(SessionOptions.OFF)));
            Result result = world.run(Load.ofHandshakes(
                    world.setting(LoadWorld.closed(2, 10)),
                    world.route(),
                    LoadWorld.handshakes(LoadWorld.tls(TlsVersion.TLS_1_3), 1, 2)));
            assertEquals(10, result.counts().full());
            assertEquals(10, result.counts().notAsWanted());
            List<String> reasons = Verdict.on(result).reasons();
            assertTrue(reasons.get(0).contains("0 resumed of 10, where 10 should have"), reasons::toString);
        }
    }
}
