package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.BlockingHandler;
import staunch.reactor.Channel;
import staunch.reactor.ChannelEndException;
import staunch.reactor.ChannelHandler;
import staunch.reactor.ChannelStreams;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.TruncatedInputException;

/** Blocking streams over TLS, on the system's sockets, with the JDK's blocking TLS sockets as the stranger. */
@Timeout(120)
@EveryProvider
class TlsStreamsTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    private static final int PATIENCE_SECONDS = 60;
    private static final int CONNECTIONS = 200;
    private static final int CONNECTIONS_IF_SLOW = 20;

    private final ExecutorService executor = executor();
    private final Reactor reactor = start();
    private final Channel[] below = new Channel[1];

    private static Reactor start() {
        try {
            return Reactor.start(ReactorOptions.DEFAULT.withLoops(2));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Virtual threads where the JDK has them. */
    private static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException thisJdkHasNone) {
            return Executors.newCachedThreadPool();
        }
    }

    /** Fails if a buffer leaked. */
    @AfterEach
    void end() {
        reactor.close();
        executor.shutdownNow();
    }

    private InetSocketAddress serving(String version, BlockingHandler.Conversation conversation) throws IOException {
        TlsServer tls = TlsServer.of(TlsFixtures.SERVER, patient(version));
        ChannelHandler handler = BlockingHandler.on(executor, conversation);
        return reactor.listen(LOOPBACK, () -> new LowerTap(tls.over(handler), below))
                .localAddress();
    }

    /** No test here is about the handshake's deadline, and a busy machine may take its time. */
    private static TlsOptions patient(String version) {
        return TlsFixtures.options(version).withHandshakeTimeoutMillis(PATIENCE_SECONDS * 1000);
    }

    private static void echo(ChannelStreams streams) throws IOException {
        streams.input().transferTo(streams.output());
    }

    private static Layer client(String version) {
        return TlsClient.trusting(TlsFixtures.TRUST, patient(version)).to(TlsFixtures.HOST, 443);
    }

    private ChannelStreams connect(InetSocketAddress address, String version) throws IOException {
        return ChannelStreams.connect(reactor, address, client(version));
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Callable<Void> writing(OutputStream out, byte[] bytes, long seed) {
        return () -> {
            Random random = new Random(seed);
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(40_000));
                out.write(bytes, at, count);
                at += count;
            }
            return null;
        };
    }

    private static byte[] read(InputStream in, int length, long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] piece = new byte[40_000];
        while (got.size() < length) {
            int count = in.read(piece, 0, 1 + random.nextInt(piece.length));
            if (count < 0) {
                break;
            }
            got.write(piece, 0, count);
        }
        return got.toByteArray();
    }

    private static SSLContext jdk() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TlsFixtures.TRUST.trustManager()}, null);
        return context;
    }

    @ParameterizedTest
    @CsvSource({"1.2, 1", "1.2, 2", "1.2, 3", "1.3, 4", "1.3, 5", "1.3, 6"})
    void shouldEchoToTheJdksSocketByteForByte(String version, long seed) throws Exception {
        byte[] bytes = TlsChannelTest.random(1 + new Random(seed).nextInt(2_000_000), seed);
        InetSocketAddress address = serving(version, TlsStreamsTest::echo);
        try (SSLSocket socket =
                (SSLSocket) jdk().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            Future<Void> writer = executor.submit(writing(socket.getOutputStream(), bytes, seed));
            assertArrayEquals(bytes, read(socket.getInputStream(), bytes.length, ~seed), "seed " + seed);
            done(writer);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.2, 7", "1.2, 8", "1.3, 9", "1.3, 10"})
    void shouldTalkBothWaysAtOnceWithAServerOfTheJdk(String version, long seed) throws Exception {
        byte[] up = TlsChannelTest.random(1 + new Random(seed).nextInt(2_000_000), seed);
        byte[] down = TlsChannelTest.random(1 + new Random(~seed).nextInt(2_000_000), ~seed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new FixedKeyManager[] {new FixedKeyManager(TlsFixtures.SERVER)}, null, null);
        try (SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK.getAddress())) {
            Future<byte[]> received = executor.submit(() -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.setSoTimeout(PATIENCE_SECONDS * 1000);
                    Future<Void> writer = executor.submit(writing(socket.getOutputStream(), down, ~seed));
                    byte[] got = read(socket.getInputStream(), up.length, seed);
                    done(writer);
                    return got;
                }
            });
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            try (ChannelStreams streams = connect(address, version)) {
                Future<Void> writer = executor.submit(writing(streams.output(), up, seed));
                assertArrayEquals(down, read(streams.input(), down.length, ~seed), "seed " + seed);
                done(writer);
                assertEquals(-1, streams.input().read());
            }
            // The JDK's server may wait for our end before it closes.
            assertArrayEquals(up, done(received), "seed " + seed);
        }
    }

    @Test
    void shouldEchoOnManyConnectionsAtOnce() throws Exception {
        int connections = Difference.SLOW_HANDSHAKES.isHere() ? CONNECTIONS_IF_SLOW : CONNECTIONS;
        CountDownLatch all = new CountDownLatch(connections);
        InetSocketAddress address = serving("1.3", streams -> {
            all.countDown();
            all.await();
            echo(streams);
        });
        List<Future<byte[]>> answers = new ArrayList<>();
        Layer tls = client("1.3");
        for (int i = 0; i < connections; i++) {
            byte[] bytes = TlsChannelTest.random(30_000 + i, i);
            answers.add(executor.submit(() -> {
                try (ChannelStreams streams = ChannelStreams.connect(reactor, address, tls)) {
                    streams.output().write(bytes);
                    streams.output().flush();
                    return streams.input().readNBytes(bytes.length);
                }
            }));
        }
        for (int i = 0; i < connections; i++) {
            assertArrayEquals(TlsChannelTest.random(30_000 + i, i), done(answers.get(i)), "connection " + i);
        }
    }

    @Test
    void shouldEndOneDirectionAndReadOnInTheOther() throws Exception {
        byte[] answer = TlsChannelTest.random(200_000, 1);
        InetSocketAddress address = serving("1.3", streams -> {
            assertEquals(3, streams.input().readAllBytes().length);
            streams.output().write(answer);
        });
        try (ChannelStreams streams = connect(address, "1.3")) {
            streams.output().write(new byte[3]);
            assertEquals("TLSv1.3", streams.security().orElseThrow().protocol());
            streams.output().close();
            if (Difference.NO_HALF_CLOSE.isHere()) {
                assertEquals(0, streams.input().readAllBytes().length);
                return;
            }
            assertArrayEquals(answer, streams.input().readAllBytes());
        }
    }

    /** In TLS 1.2 a close_notify ends both directions (RFC 5246 §7.2.1): whoever still writes hears of it. */
    @Test
    void shouldFailAWriterWhosePeerEndedBothDirections() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        InetSocketAddress address = serving("1.2", streams -> {
            assertEquals(3, streams.input().readAllBytes().length);
            thrown.complete(assertThrows(IOException.class, () -> {
                while (true) {
                    streams.output().write(new byte[100_000]);
                }
            }));
        });
        try (ChannelStreams streams = connect(address, "1.2")) {
            streams.output().write(new byte[3]);
            streams.output().close();
            assertInstanceOf(ChannelEndException.class, done(thrown));
        }
    }

    /** What the server does below TLS once the client has all bytes, and what the client sees. */
    private Throwable failureAfter(Consumer<Channel> deed) throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        InetSocketAddress address = serving("1.3", streams -> {
            streams.output().write(new byte[50_000]);
            streams.output().flush();
            sent.countDown();
            over.await();
        });
        try (ChannelStreams streams = connect(address, "1.3")) {
            assertTrue(sent.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(50_000, streams.input().readNBytes(50_000).length);
            below[0].loop().execute(() -> deed.accept(below[0]));
            return assertThrows(IOException.class, () -> streams.input().read());
        } finally {
            over.countDown();
        }
    }

    @Test
    void shouldNotTakeATruncatedStreamForAWholeOne() throws Exception {
        assertInstanceOf(TruncatedInputException.class, failureAfter(Channel::shutdownOutput));
    }

    @Test
    void shouldThrowThePeersReset() throws Exception {
        ChannelEndException end = assertInstanceOf(ChannelEndException.class, failureAfter(Channel::abort));
        assertEquals(CloseCause.Kind.RESET, end.closeCause().kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldSayWhyAHandshakeFailed(String version) throws Exception {
        InetSocketAddress address = serving(version, TlsStreamsTest::echo);
        Layer wrong = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version))
                .to("other.test", 443);
        ChannelEndException end =
                assertThrows(ChannelEndException.class, () -> ChannelStreams.connect(reactor, address, wrong));
        assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, end.closeCause().kind());
        assertEquals(TlsException.Kind.WRONG_HOST_NAME, ((TlsException) end.getCause()).kind());
        assertTrue(end.getMessage().contains("other.test"), end.getMessage());
    }

    @Test
    void shouldStopAWriterWhileThePeerDoesNotRead() throws Exception {
        byte[] bytes = TlsChannelTest.random(16 << 20, 1);
        CompletableFuture<Throwable> stopped = new CompletableFuture<>();
        InetSocketAddress address = serving("1.3", streams -> {
            streams.writeTimeoutMillis(1);
            int at = 0;
            // A write that was stopped says how much was taken, and is taken up again.
            while (at < bytes.length) {
                try {
                    streams.output().write(bytes, at, bytes.length - at);
                    at = bytes.length;
                } catch (SocketTimeoutException e) {
                    at += e.bytesTransferred;
                    stopped.complete(e);
                }
            }
            streams.writeTimeoutMillis(0);
        });
        try (ChannelStreams streams = connect(address, "1.3")) {
            assertTrue(done(stopped).getMessage().contains("writeTimeoutMillis"));
            assertArrayEquals(bytes, streams.input().readAllBytes());
        }
    }
}
