package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Layer;
import staunch.reactor.Listener;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** A client and a server, each a recording handler over its layer, on a simulated network. */
final class TlsPair implements AutoCloseable {
    final Simulation simulation;
    final RecordingHandler client = new RecordingHandler();
    final RecordingHandler server = new RecordingHandler();
    final Reactor reactor;
    private @Nullable Listener listener;

    TlsPair() {
        this(0, FaultProfile.NONE);
    }

    TlsPair(long seed, FaultProfile profile) {
        this(new Simulation(seed, profile));
    }

    /** @param simulation to be closed with this */
    TlsPair(Simulation simulation) {
        this(simulation, ReactorOptions.DEFAULT);
    }

    /** With one loop, whatever the options say. */
    TlsPair(Simulation simulation, ReactorOptions options) {
        this.simulation = simulation;
        reactor = simulation.newReactor(options.withLoops(1));
    }

    TlsPair connect(Layer clientLayer, Layer serverLayer) {
        try {
            Listener accepting = reactor.listen(new InetSocketAddress("127.0.0.1", 0), () -> serverLayer.over(server));
            listener = accepting;
            reactor.connect(accepting.localAddress(), clientLayer.over(client));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many connections the server counts. */
    int openConnections() {
        return Objects.requireNonNull(listener, "connect first").openConnections();
    }

    /** With a relay between the two, which a test prepares before anything moves. */
    Relay connectOverRelay(Layer clientLayer, Layer serverLayer) {
        Reactor between = simulation.newReactor(1);
        try {
            Relay relay = new Relay(
                    between,
                    reactor.listen(new InetSocketAddress("127.0.0.1", 0), () -> serverLayer.over(server))
                            .localAddress());
            InetSocketAddress address = between.listen(new InetSocketAddress("127.0.0.1", 0), () -> relay)
                    .localAddress();
            reactor.connect(address, clientLayer.over(client));
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more client on the same loop, of a server that sends back what comes. */
    RecordingHandler echoOver(Layer clientLayer, Layer serverLayer) {
        RecordingHandler echo = new RecordingHandler();
        echo.whenRead = (channel, in) -> channel.write(in);
        RecordingHandler other = new RecordingHandler();
        try {
            InetSocketAddress address = reactor.listen(
                            new InetSocketAddress("127.0.0.1", 0), () -> serverLayer.over(echo))
                    .localAddress();
            reactor.connect(address, clientLayer.over(other));
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the usual identity and trust. */
    TlsPair connect(TlsOptions clientOptions, TlsOptions serverOptions) {
        return connect(
                TlsClient.trusting(TlsFixtures.TRUST, clientOptions).to(TlsFixtures.HOST, TlsFixtures.PORT),
                TlsServer.of(TlsFixtures.SERVER, serverOptions));
    }

    /** Tells both ends that their loop is being shut down. */
    void shutdown() {
        reactor.shutdown(Simulation.CLOSE_GRACE.toMillis());
    }

    TlsPair untilClientOpen() {
        simulation.run(() -> client.channel != null);
        return this;
    }

    TlsPair untilOpen() {
        simulation.run(() -> client.channel != null && server.channel != null);
        return this;
    }

    TlsPair untilClosed() {
        simulation.run(() -> client.isClosed() && server.isClosed());
        return this;
    }

    void assertWellBehaved() {
        for (RecordingHandler end : new RecordingHandler[] {client, server}) {
            assertTrue(
                    end.events.stream().noneMatch(e -> e.startsWith("NESTED") || e.startsWith("AFTER")), end::toString);
            assertEquals(1, end.events.stream().filter("closed"::equals).count(), end::toString);
            assertEquals("closed", end.events.get(end.events.size() - 1), end::toString);
            assertEquals(0, end.heldWhenClosed, end::toString);
        }
    }

    @Override
    public void close() {
        simulation.close();
    }
}
