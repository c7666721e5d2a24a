package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.ListenOptions;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.record.RecordHeader;

/** What thousands of connections on which nothing happens cost, on real sockets: no buffer, and so much of the heap. */
@Tag("soak")
class IdleMemoryTest {
    private static final int CONNECTIONS = 5_000;
    private static final int AT_ONCE = 50;
    private static final ByteBuffer TO_SERVER = ByteBuffer.allocateDirect(4 * RecordHeader.MAX_RECORD_BYTES);
    private static final ByteBuffer TO_CLIENT = ByteBuffer.allocateDirect(4 * RecordHeader.MAX_RECORD_BYTES);
    private static final ByteBuffer PLAINTEXT = ByteBuffer.allocateDirect(RecordHeader.MAX_RECORD_BYTES);
    private static final System.Logger LOG = System.getLogger(IdleMemoryTest.class.getName());

    /** Keeps nothing but its channel. */
    static Stream<Arguments> providersWithoutDescriptors() {
        return TwentyFailuresTest.providersAndVersions()
                .filter(row -> !Difference.DESCRIPTORS_FOR_EACH_ENGINE.isOf((TestProvider) row.get()[0]));
    }

    private record Idle(List<Channel> channels, Semaphore opening) implements ChannelHandler {
        @Override
        public void onOpen(Channel channel) {
            channels.add(channel);
            opening.release();
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            channel.close();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {}
    }

    @ParameterizedTest
    @MethodSource("providersWithoutDescriptors")
    void shouldHoldNoBufferOnThousandsOfIdleConnections(TestProvider provider, String version) throws Exception {
        TlsOptions options = provider.options(version);
        long engineBytes = bytesPerEngine(provider, options);
        TlsServer server = TlsServer.of(TlsFixtures.SERVER, options);
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            Semaphore opening = new Semaphore(AT_ONCE);
            List<Channel> channels = new ArrayList<>(2 * CONNECTIONS);
            InetSocketAddress address = reactor.listen(
                            new InetSocketAddress("127.0.0.1", 0),
                            () -> server.over(new Idle(channels, opening)),
                            ListenOptions.DEFAULT.withMaxConnections(CONNECTIONS + 1, CONNECTIONS + 1))
                    .localAddress();
            open(reactor, client, address, new Idle(channels, opening), 1);
            onLoop(reactor, () -> 0L);
            long before = usedBytes();
            open(reactor, client, address, new Idle(channels, opening), CONNECTIONS);
            assertEquals(2L * (CONNECTIONS + 1), onLoop(reactor, channels::size));
            long held = onLoop(
                    reactor,
                    () -> channels.stream()
                            .mapToLong(channel -> channel.ledger().heldBytes())
                            .sum());
            assertEquals(0, held);
            assertEquals(
                    0, onLoop(reactor, () -> reactor.loops().get(0).buffers().leasedBytes()));
            long endBytes = (usedBytes() - before) / (2 * CONNECTIONS);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}, TLS {1}, {2} connections: one idle end has {3} bytes of heap, {4} of them in its engine",
                    provider,
                    version,
                    CONNECTIONS,
                    endBytes,
                    engineBytes);
            assertTrue(endBytes - engineBytes < RecordHeader.MAX_PLAINTEXT_BYTES, "ours is more than a record");
        }
    }

    private static void open(Reactor reactor, Layer client, InetSocketAddress address, Idle handler, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            handler.opening().acquire(2);
            reactor.connect(address, client.over(handler));
        }
        handler.opening().acquire(AT_ONCE);
        handler.opening().release(AT_ONCE);
    }

    private static long onLoop(Reactor reactor, LongSupplier question) throws Exception {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        reactor.loops().get(0).execute(() -> answer.complete(question.getAsLong()));
        return answer.get(5, TimeUnit.MINUTES);
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** As many engines, after their handshakes and with nothing of ours around them. */
    private static long bytesPerEngine(TestProvider provider, TlsOptions options) throws SSLException {
        TlsContext clients = new TlsContext(options, Optional.empty(), new ExplainingTrustManager(TlsFixtures.TRUST));
        TlsContext servers = new TlsContext(options, Optional.of(TlsFixtures.SERVER), null);
        SSLParameters clientParameters = clients.parameters();
        SSLParameters serverParameters = servers.parameters();
        List<SSLEngine> engines = new ArrayList<>(2 * CONNECTIONS);
        long before = 0;
        for (int i = 0; i <= CONNECTIONS; i++) {
            if (i == 1) {
                before = usedBytes();
            }
            SSLEngine client = clients.clientEngine(TlsFixtures.HOST, TlsFixtures.PORT, clientParameters);
            SSLEngine server = servers.serverEngine(serverParameters);
            shakeHands(client, server);
            engines.add(client);
            engines.add(server);
        }
        long bytes = (usedBytes() - before) / (2 * CONNECTIONS);
        assertEquals(2 * (CONNECTIONS + 1), engines.size());
        return bytes;
    }

    /** In direct buffers, which every engine takes: those of Conscrypt keep one of their own for each heap buffer they see. */
    private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = TO_SERVER.clear();
        ByteBuffer toClient = TO_CLIENT.clear();
        client.beginHandshake();
        server.beginHandshake();
        boolean moved = true;
        while (moved) {
            moved = step(client, toClient, toServer) | step(server, toServer, toClient);
        }
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.getHandshakeStatus());
    }

    private static boolean step(SSLEngine engine, ByteBuffer from, ByteBuffer to) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                engine.getDelegatedTask().run();
                return true;
            }
            case NEED_WRAP -> {
                return engine.wrap(PLAINTEXT.clear().limit(0), to).bytesProduced() > 0;
            }
            default -> {
                from.flip();
                int consumed = engine.unwrap(from, PLAINTEXT.clear()).bytesConsumed();
                from.compact();
                return consumed > 0;
            }
        }
    }
}
