package staunch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** A simulated network with a server, and loads on it; time passes only when nothing else can be done. */
final class LoadWorld implements AutoCloseable {
    static final String HOST = "staunch.test";
    static final int PORT = 443;

    /** Keys, made once. */
    static final class Keys {
        static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");
        static final Identity IDENTITY = identity(HOST);
        static final TrustAnchors TRUST = TrustAnchors.of(List.of(AUTHORITY.certificate()));

        static Identity identity(String name) {
            return AUTHORITY.issue(LeafRequest.forServer(name).withKeyType(KeyType.EC_P256));
        }
    }

    final Simulation simulation;
    final Reactor servers;
    final Reactor clients;
    final StillMeter meter = new StillMeter();
    private InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);

    LoadWorld() {
        this(FaultProfile.NONE, 1);
    }

    /** @param loops how many the client has */
    LoadWorld(FaultProfile profile, int loops) {
        simulation = new Simulation(1, profile, 50_000_000, Duration.ofHours(10));
        servers = simulation.newReactor(1);
        clients = simulation.newReactor(loops);
    }

    // ---- the server ----

    static TlsOptions tls(TlsVersion... versions) {
        return TlsOptions.DEFAULT.withVersions(versions);
    }

    HttpServer serve(Layer layer, HttpHandler handler) {
        return serve(layer, handler, HttpServerOptions.DEFAULT);
    }

    HttpServer serve(Layer layer, HttpHandler handler, HttpServerOptions options) {
        try {
            HttpServer server = HttpServer.listen(servers, anyPort(), layer, handler, options);
            address = server.localAddress();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has raw connections handled by {@code handlers}. */
    InetSocketAddress listen(Supplier<? extends ChannelHandler> handlers) {
        try {
            address = servers.listen(anyPort(), handlers).localAddress();
            return address;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    static TlsServer server(TlsVersion... versions) {
        return TlsServer.of(Keys.IDENTITY, tls(versions));
    }

    // ---- the load ----

    Route route() {
        return route(Layer.NONE);
    }

    Route route(Layer tunnel) {
        return Route.to(clients, address, tunnel, 10_000);
    }

    Setting setting(Plan plan) {
        return new Setting(clients, plan, simulation.time(), meter);
    }

    /** So many, so many at once. */
    static Plan closed(int places, long count) {
        return new Plan(0, places, count, Plan.UNBOUNDED, 0);
    }

    static Plan open(double rate, int places, long seconds) {
        return new Plan(rate, places, Plan.UNBOUNDED, TimeUnit.SECONDS.toNanos(seconds), 0);
    }

    static Handshakes handshakes(TlsOptions options, double resumeShare, int sessions) {
        return new Handshakes(
                HOST,
                PORT,
                options,
                each -> TlsClient.trusting(Keys.TRUST, each),
                resumeShare,
                sessions,
                Optional.empty());
    }

    static Requests plainRequests(int depth) {
        return new Requests(RequestText.get(HOST, "/plaintext"), depth, () -> Layer.NONE);
    }

    Result run(Load load) {
        CompletableFuture<Void> ended = load.ended().toCompletableFuture();
        simulation.run(ended::isDone);
        return load.result();
    }

    @Override
    public void close() {
        simulation.close();
    }
}
