package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;

/** Over real sockets on loopback: with ourselves, and with the JDK's blocking sockets as the stranger. */
@EveryProvider
class TlsSocketTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    private static final int DATA_BYTES = 2_000_000;

    /** Sends back what comes, and its end. */
    private static final class Echo implements ChannelHandler {
        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            channel.write(in);
        }

        @Override
        public void onWritable(Channel channel) {
            channel.resumeReads();
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            channel.shutdownOutput();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {}
    }

    /** Sends all, and is done when as much has come back. */
    private static final class EchoClient implements ChannelHandler {
        final CompletableFuture<byte[]> answer = new CompletableFuture<>();
        private final ByteBuffer toSend;
        private final ByteBuffer got;

        EchoClient(byte[] data) {
            toSend = ByteBuffer.wrap(data);
            got = ByteBuffer.allocate(data.length);
        }

        @Override
        public void onOpen(Channel channel) {
            channel.write(toSend);
        }

        @Override
        public void onWritable(Channel channel) {
            channel.write(toSend);
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            got.put(in);
            if (!got.hasRemaining()) {
                channel.close();
            }
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            channel.close();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            if (got.hasRemaining()) {
                answer.completeExceptionally(new AssertionError(got + " " + cause));
            } else {
                answer.complete(got.array());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.2, inline", "1.3, inline", "1.2, executor", "1.3, executor"})
    void shouldEchoOnManyConnections(String version, String tasks) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(2);
        TlsOptions options = TlsFixtures.options(version);
        if (tasks.equals("executor")) {
            options = options.withTasks(TaskPolicy.on(workers));
        }
        TlsServer server = TlsServer.of(TlsFixtures.SERVER, options);
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, options);
        try (Reactor reactor = Reactor.start()) {
            InetSocketAddress address =
                    reactor.listen(LOOPBACK, () -> server.over(new Echo())).localAddress();
            byte[][] data = new byte[20][];
            EchoClient[] clients = new EchoClient[data.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = TlsChannelTest.random(1 + i * 20_000, i);
                clients[i] = new EchoClient(data[i]);
                reactor.connect(address, client.to(TlsFixtures.HOST, 443).over(clients[i]));
            }
            for (int i = 0; i < data.length; i++) {
                assertArrayEquals(data[i], clients[i].answer.get(30, TimeUnit.SECONDS), "connection " + i);
            }
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void shouldSpeakWithTheBlockingSocketsOfTheJdk() throws Exception {
        for (TlsVersion version : TlsVersion.values()) {
            TlsServer server =
                    TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options().withVersions(version));
            byte[] data = TlsChannelTest.random(DATA_BYTES, 1);
            try (Reactor reactor = Reactor.start()) {
                InetSocketAddress address =
                        reactor.listen(LOOPBACK, () -> server.over(new Echo())).localAddress();
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {TlsFixtures.TRUST.trustManager()}, null);
                try (SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                    socket.setSoTimeout(30_000);
                    Thread writer = new Thread(() -> write(socket, data));
                    writer.start();
                    assertArrayEquals(data, socket.getInputStream().readNBytes(data.length));
                    writer.join(30_000);
                    assertEquals(version.protocolName(), socket.getSession().getProtocol());
                }
            }
        }
    }

    private static void write(SSLSocket socket, byte[] data) {
        try {
            for (int at = 0; at < data.length; at += 100_000) {
                socket.getOutputStream().write(Arrays.copyOfRange(data, at, Math.min(data.length, at + 100_000)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldServeOnAfterFailedHandshakes() throws Exception {
        TlsServer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options());
        try (Reactor reactor = Reactor.start()) {
            InetSocketAddress address =
                    reactor.listen(LOOPBACK, () -> server.over(new Echo())).localAddress();
            TlsClient wrong = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options());
            for (int i = 0; i < 10; i++) {
                EchoClient refused = new EchoClient(new byte[1]);
                reactor.connect(address, wrong.to("other.test", 443).over(refused));
                assertTrue(refused.answer
                        .handle((answer, failure) -> failure != null)
                        .get(30, TimeUnit.SECONDS));
            }
            EchoClient good = new EchoClient(new byte[] {42});
            reactor.connect(address, wrong.to(TlsFixtures.HOST, 443).over(good));
            assertArrayEquals(new byte[] {42}, good.answer.get(30, TimeUnit.SECONDS));
        }
    }
}
