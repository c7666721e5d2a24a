package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import staunch.reactor.sim.FaultProfile;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;

/** The server of {@code bench server}, before it answers anything. */
class BenchServerTest {
    private final AtomicLong held = new AtomicLong();

    /** With 4 s each way a server sees a handshake end 16 s after the connection, and its client 4 s before that. */
    private static LoadWorld farAway() {
        Duration way = Duration.ofSeconds(4);
        return new LoadWorld(FaultProfile.NONE.withDelays(way, way), 1);
    }

    private Load open(LoadWorld world, TlsOptions serverOptions) {
        TlsServer tls = TlsServer.of(LoadWorld.Keys.IDENTITY, serverOptions);
        world.serve(tls, BenchServer.handler(), BenchServer.options());
        TlsClient client =
                TlsClient.trusting(LoadWorld.Keys.TRUST, TlsOptions.DEFAULT.withHandshakeTimeoutMillis(60_000));
        Load load = Load.ofIdleConnections(
                world.setting(LoadWorld.closed(5, 20)),
                world.route(),
                () -> client.to(LoadWorld.HOST, LoadWorld.PORT),
                held);
        world.run(load);
        world.simulation.runFor(Duration.ofMinutes(1));
        return load;
    }

    @Test
    void shouldLeaveTheTimeForAHandshakeToItsClient() {
        try (LoadWorld world = farAway()) {
            Load load = open(world, BenchServer.patient(TlsOptions.DEFAULT));
            assertEquals(Map.of(), load.result().counts().errors());
            assertEquals(20, held.get());
        }
    }

    /** A server with 10 s of patience, the default, resets connections that are open for their client. */
    @Test
    void shouldSayWhyConnectionsWereNotKept() {
        try (LoadWorld world = farAway()) {
            Load load = open(world, TlsOptions.DEFAULT);
            assertEquals(Map.of("not kept: reset", 20L), load.result().counts().errors());
            assertEquals(0, held.get());
        }
    }
}
