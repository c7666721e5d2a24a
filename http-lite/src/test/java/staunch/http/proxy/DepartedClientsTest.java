package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.RawPeer;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** Clients that leave while the proxy connects to their server; on a simulated network, each way of which takes 300 ms. */
class DepartedClientsTest {
    private static final int WAY_MILLIS = 300;

    private enum Decided {
        BY_THE_HOST,
        BY_THE_NAME,
        BY_THE_BYTES
    }

    private static ProxyOptions options(ProxyOptions options, Decided how) {
        return switch (how) {
            case BY_THE_HOST -> options.withPassed(HostPatterns.ALL);
            case BY_THE_NAME -> options.withPassed(HostPatterns.of(ProxyInSimulation.ORIGIN));
            case BY_THE_BYTES -> options;
        };
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGoOnConnectingForAClientThatHasLeft(Decided how) {
        Simulation slow = new Simulation(
                1, FaultProfile.NONE.withDelays(Duration.ofMillis(WAY_MILLIS), Duration.ofMillis(WAY_MILLIS)));
        try (ProxyInSimulation world = new ProxyInSimulation(slow, options -> options(options, how))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = new RawPeer();
            String host = how == Decided.BY_THE_NAME ? "127.0.0.1" : ProxyInSimulation.ORIGIN;
            Layer inside = how == Decided.BY_THE_NAME
                    ? ProxyInSimulation.trusting().to(ProxyInSimulation.ORIGIN, port)
                    : Layer.NONE;
            Connecting connecting = new Connecting(host + ":" + port, inside.over(client));
            world.clients.connect(world.proxy.localAddress(), connecting);
            int idle = world.simulation.network().openSockets();
            if (how == Decided.BY_THE_BYTES) {
                world.until(client::isOpened);
                client.send("what no TLS begins with");
            }
            world.until(() -> world.simulation.network().openSockets() > idle + 2);
            connecting.channel().abort();
            world.until(() -> !world.flows.isEmpty());
            Flow flow = world.flows.get(0);
            assertFalse(flow.isWhole());
            assertEquals(
                    "the client left before there was a connection to https://" + host + ":" + port,
                    flow.failure().orElseThrow().getMessage());
            world.pass(20_000);
            assertTrue(world.origins.stream().allMatch(RawPeer::isClosed), "a connection that nobody wants");
        }
    }
}
