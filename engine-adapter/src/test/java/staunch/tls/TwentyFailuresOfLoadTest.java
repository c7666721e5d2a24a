package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.ListenOptions;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;
import staunch.tls.record.Alert;
import staunch.tls.record.PumpLimits;
import staunch.tls.record.RecordHeader;

/** Those of {@link TwentyFailuresTest} that are about tasks, bounds and floods. */
class TwentyFailuresOfLoadTest {
    /** So few that a loop that spins is found out at once. */
    private static final long MAX_ROUNDS = 2_000;

    private static final byte[] TEXT = TlsChannelTest.random(100, 3);
    private static final String ALL = "staunch.tls.TwentyFailuresTest#providersAndVersions";
    private static final String WITH_TASKS = "staunch.tls.TwentyFailuresTest#providersWithTasksAndVersions";

    private static TlsPair pair(FaultProfile profile) {
        return new TlsPair(new Simulation(0, profile, MAX_ROUNDS, Simulation.DEFAULT_MAX_TIME));
    }

    private static TlsPair pair() {
        return pair(FaultProfile.NONE);
    }

    private static Layer client(TlsOptions options) {
        return TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
    }

    // ---- 9: a task is wanted while it is running elsewhere ----

    @ParameterizedTest
    @MethodSource(WITH_TASKS)
    void shouldIgnoreATaskThatComesBackTooLate(TestProvider provider, String version) {
        Queue<Runnable> tasks = new ArrayDeque<>();
        TlsOptions options = provider.options(version).withTasks(TaskPolicy.on(tasks::add));
        try (TlsPair pair = pair()) {
            pair.connect(client(provider.options(version)), TlsServer.of(TlsFixtures.SERVER, options));
            pair.simulation.run(pair.server::isClosed);
            assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind());
            assertEquals(1, tasks.size(), "asked for once");
            tasks.forEach(Runnable::run);
            pair.untilClosed();
            assertEquals(List.of("closed"), pair.server.events);
            pair.assertWellBehaved();
        }
    }

    // ---- 10: the loop is busy waiting for a task that is elsewhere ----

    @ParameterizedTest
    @MethodSource(WITH_TASKS)
    void shouldServeOthersAndRestWhileATaskSleeps(TestProvider provider, String version) throws IOException {
        try (TlsPair pair = pair()) {
            Queue<Runnable> asleep = new ArrayDeque<>();
            TlsOptions options = provider.options(version)
                    .withTasks(TaskPolicy.on(asleep::add))
                    .withHandshakeTimeoutMillis(Duration.ofHours(10).toMillis());
            pair.connect(
                    client(provider.options(version)
                            .withHandshakeTimeoutMillis(Duration.ofHours(10).toMillis())),
                    TlsServer.of(TlsFixtures.SERVER, options));
            pair.simulation.run(() -> !asleep.isEmpty());

            RecordingHandler other = pair.echoOver(Layer.NONE, Layer.NONE);
            other.whenOpen = channel -> channel.write(ByteBuffer.wrap(TEXT));
            pair.simulation.run(() -> other.received.size() == TEXT.length);
            // A loop that waits busily would use up the rounds.
            pair.simulation.runFor(Duration.ofHours(9));
            assertTrue(!pair.server.isClosed());

            while (pair.client.channel == null || pair.server.channel == null) {
                asleep.forEach(Runnable::run);
                asleep.clear();
                pair.simulation.runFor(Duration.ofMillis(1));
            }
        }
    }

    // ---- 13: a record's space for each small write ----

    @Test
    void shouldHoldNoMoreThanAMultipleOfWhatWaitsForSlowReaders() throws IOException {
        assertHoldsLittlePerConnection(200);
    }

    @Tag("soak")
    @Test
    void shouldHoldNoMoreThanAMultipleOfWhatWaitsForTenThousandSlowReaders() throws IOException {
        assertHoldsLittlePerConnection(10_000);
    }

    private static void assertHoldsLittlePerConnection(int connections) throws IOException {
        FaultProfile smallWindows = FaultProfile.NONE.withWindows(4096, 4096);
        try (Simulation simulation = new Simulation(0, smallWindows)) {
            Reactor servers = simulation.newReactor(1);
            Reactor clients = simulation.newReactor(1);
            TlsServer serving = TlsServer.of(TlsFixtures.SERVER);
            List<Channel> answering = new ArrayList<>();
            List<Channel[]> reading = new ArrayList<>();
            InetSocketAddress address = servers.listen(
                            new InetSocketAddress("127.0.0.1", 0),
                            () -> {
                                RecordingHandler handler = new RecordingHandler();
                                handler.whenOpen = answering::add;
                                return serving.over(handler);
                            },
                            ListenOptions.DEFAULT.withMaxConnections(connections, connections))
                    .localAddress();
            Layer asking = client(TlsOptions.DEFAULT);
            for (int i = 0; i < connections; i++) {
                Channel[] below = new Channel[1];
                reading.add(below);
                int count = i + 1;
                clients.connect(address, new LowerTap(asking.over(new RecordingHandler()), below));
                simulation.run(() -> answering.size() == count);
            }
            simulation.runFor(Duration.ofSeconds(1));
            reading.forEach(below -> below[0].pauseReads());
            answering.forEach(TwentyFailuresOfLoadTest::answerUntilNothingIsTaken);

            long waiting =
                    answering.stream().mapToLong(Channel::pendingOutputBytes).sum();
            long held = servers.loops().get(0).buffers().leasedBytes();
            assertTrue(waiting >= 10L * connections, waiting + " bytes wait");
            assertTrue(
                    held <= 1024L * connections,
                    held + " bytes held on " + connections + " connections for " + waiting + " that wait");
            answering.forEach(Channel::abort);
        }
    }

    /** Answers of 10 bytes, each in a record, until one of them waits. */
    private static void answerUntilNothingIsTaken(Channel channel) {
        while (channel.pendingOutputBytes() == 0) {
            channel.write(ByteBuffer.allocate(10));
            channel.flush();
        }
    }

    // ---- 14: a queue of ciphertext without bound ----

    @ParameterizedTest
    @MethodSource(ALL)
    void shouldBoundWhatAGigabyteForAStalledPeerHolds(TestProvider provider, String version) {
        try (TlsPair pair = pair()) {
            pair.server.whenOpen = Channel::pauseReads;
            TlsOptions options = provider.options(version);
            pair.connect(client(options), TlsServer.of(TlsFixtures.SERVER, options))
                    .untilOpen();
            Channel writer = pair.client.channel();
            ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
            long taken = 0;
            long mostHeld = 0;
            for (int i = 0; i < 16 * 1024; i++) {
                taken += writer.write(piece.clear());
                if (i % 256 == 0) {
                    pair.simulation.runFor(Duration.ofMillis(1));
                }
                mostHeld = Math.max(mostHeld, writer.ledger().heldBytes());
            }
            int bound = options.channel().maxPendingOutputBytes();
            long expansion = RecordHeader.MAX_RECORD_BYTES - RecordHeader.MAX_PLAINTEXT_BYTES;
            assertTrue(writer.pendingOutputBytes() <= bound + expansion, writer.pendingOutputBytes() + " bytes");
            assertTrue(taken < 2L * bound, taken + " bytes taken");
            assertTrue(mostHeld < bound + bound / 4, mostHeld + " bytes held");
            writer.abort();
            pair.server.channel().abort();
            pair.untilClosed();
            pair.assertWellBehaved();
        }
    }

    // ---- 15: the alert is lost because TCP closed first ----

    @ParameterizedTest
    @MethodSource(ALL)
    void shouldNotLoseTheAlertWhileTheSocketTakesNothing(TestProvider provider, String version) {
        try (TlsPair pair = pair()) {
            Channel[] below = new Channel[1];
            TlsOptions options = provider.options(version);
            pair.connect(
                            application -> new LowerTap(client(options).over(application), below),
                            TlsServer.of(TlsFixtures.SERVER, options))
                    .untilOpen();
            below[0].pauseReads();
            byte[] data = TlsChannelTest.random(500_000, 5);
            pair.server.channel().write(ByteBuffer.wrap(data));
            pair.simulation.runFor(Duration.ofSeconds(1));
            assertTrue(pair.server.channel().pendingOutputBytes() > 100_000, "the socket takes no more");

            below[0].write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 32}));
            below[0].write(ByteBuffer.allocate(32));
            pair.simulation.runFor(Duration.ofSeconds(9));
            assertTrue(!pair.server.isClosed(), "it waits until the alert is gone");
            below[0].resumeReads();
            pair.untilClosed();
            assertEquals(Alert.BAD_RECORD_MAC, pair.client.failure().alert());
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind());
            assertEquals(CloseCause.Kind.PROTOCOL_ERROR, pair.server.cause().kind());
            byte[] got = pair.client.received.toByteArray();
            assertArrayEquals(Arrays.copyOf(data, got.length), got);
            pair.assertWellBehaved();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void shouldNotLoseCloseNotifyWhileTheSocketTakesNothing(TestProvider provider, String version) {
        try (TlsPair pair = pair()) {
            Channel[] below = new Channel[1];
            TlsOptions options = provider.options(version);
            pair.connect(
                            application -> new LowerTap(client(options).over(application), below),
                            TlsServer.of(TlsFixtures.SERVER, options))
                    .untilOpen();
            below[0].pauseReads();
            byte[] data = TlsChannelTest.random(500_000, 5);
            pair.server.channel().write(ByteBuffer.wrap(data));
            pair.server.channel().close();
            pair.simulation.runFor(Duration.ofSeconds(9));
            below[0].resumeReads();
            pair.untilClosed();
            assertArrayEquals(data, pair.client.received.toByteArray());
            assertEquals(InputEnd.CLEAN, pair.client.end);
            assertEquals(CloseCause.Kind.CLOSED, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    // ---- 17: floods of KeyUpdate ----

    @ParameterizedTest
    @EnumSource(TestProvider.class)
    void shouldCutOffAFloodOfKeyUpdates(TestProvider provider) throws SSLException {
        TlsOptions options = provider.options("1.3");
        // Only SunJSSE's engines can be made to send them. The server answers each: the one that floods must not be the
        // first to have enough.
        TlsContext context = new TlsContext(
                TestProvider.SUN_JSSE.options("1.3").withLimits(new PumpLimits(128 * 1024, 10_000)),
                Optional.empty(),
                new ExplainingTrustManager(TlsFixtures.TRUST));
        SSLParameters parameters = context.parameters();
        SSLEngine flooding = context.clientEngine(TlsFixtures.HOST, TlsFixtures.PORT, parameters);
        Channel[] below = new Channel[1];
        try (TlsPair pair = pair()) {
            pair.connect(
                            application -> new LowerTap(new TlsHandler(context, () -> flooding, application), below),
                            TlsServer.of(TlsFixtures.SERVER, options))
                    .untilOpen();
            int updates = 0;
            ByteBuffer record = ByteBuffer.allocate(RecordHeader.MAX_RECORD_BYTES);
            for (; !pair.server.isClosed() && updates < 1_000; updates++) {
                flooding.beginHandshake();
                flooding.wrap(ByteBuffer.allocate(0), record.clear());
                below[0].write(record.flip());
                pair.simulation.runFor(Duration.ofMillis(1));
                assertTrue(pair.server.isClosed() || pair.server.channel().pendingOutputBytes() == 0);
            }
            assertTrue(updates <= PumpLimits.DEFAULT.maxRecordsWithoutData() + 2, updates + " were taken");
            if (Difference.OWN_LIMIT_OF_KEY_UPDATES.isOf(provider)) {
                assertEquals(CloseCause.Kind.PROTOCOL_ERROR, pair.server.cause().kind(), pair.server::toString);
            } else {
                assertEquals(CloseCause.Kind.LIMIT_REACHED, pair.server.cause().kind(), pair.server::toString);
                assertTrue(pair.server.cause().message().contains("maxRecordsWithoutData"));
            }
            pair.untilClosed();
            assertEquals(TlsException.Kind.PEER_ALERT, pair.client.failure().kind(), pair.client::toString);
            pair.assertWellBehaved();
        }
    }
}
