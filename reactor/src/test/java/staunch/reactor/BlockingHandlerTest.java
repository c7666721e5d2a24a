package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the system's sockets, with the JDK's blocking streams as the stranger. */
@Timeout(120)
class BlockingHandlerTest {
    private static final int CONNECTIONS = 200;
    private static final int PATIENCE_MILLIS = 60_000;

    private final ExecutorService executor = executor();
    private final Reactor reactor = start();

    private static Reactor start() {
        try {
            return Reactor.start(ReactorOptions.DEFAULT.withLoops(2));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Virtual threads where the JDK has them. */
    static ExecutorService executor() {
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

    private InetSocketAddress serving(BlockingHandler.Conversation conversation) throws IOException {
        ChannelHandler handler = BlockingHandler.on(executor, conversation);
        return reactor.listen(Loopback.anyPort(), () -> handler).localAddress();
    }

    private static void echo(ChannelStreams streams) throws IOException {
        streams.input().transferTo(streams.output());
    }

    private static Socket socket(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Writes all in pieces of random sizes and then ends the direction, on a thread of its own. */
    private static Background<Void> writer(OutputStream out, Closing end, byte[] bytes, long seed) {
        return Background.call(() -> {
            Random random = new Random(seed);
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(40_000));
                out.write(bytes, at, count);
                at += count;
            }
            end.close();
            return null;
        });
    }

    private interface Closing {
        void close() throws IOException;
    }

    private static byte[] readAll(InputStream in, long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] piece = new byte[40_000];
        for (int count = 0; count >= 0; count = in.read(piece, 0, 1 + random.nextInt(piece.length))) {
            got.write(piece, 0, count);
        }
        return got.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldEchoToTheJdksSocketByteForByte(long seed) throws Exception {
        byte[] bytes = TestBytes.random(1 + new Random(seed).nextInt(2_000_000), seed);
        try (Socket socket = socket(serving(BlockingHandlerTest::echo))) {
            Background<Void> writer = writer(socket.getOutputStream(), socket::shutdownOutput, bytes, seed);
            assertArrayEquals(bytes, readAll(socket.getInputStream(), ~seed), "seed " + seed);
            writer.result();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void shouldTalkBothWaysAtOnceWithAServerOfTheJdk(long seed) throws Exception {
        byte[] up = TestBytes.random(1 + new Random(seed).nextInt(2_000_000), seed);
        byte[] down = TestBytes.random(1 + new Random(~seed).nextInt(2_000_000), ~seed);
        try (ServerSocket server = new ServerSocket(0, 1, Loopback.anyPort().getAddress())) {
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            try (ChannelStreams streams = ChannelStreams.connect(reactor, address, Layer.NONE);
                    Socket socket = server.accept()) {
                Background<Void> upWriter = writer(streams.output(), streams.output()::close, up, seed);
                Background<Void> downWriter = writer(socket.getOutputStream(), socket::shutdownOutput, down, ~seed);
                Background<byte[]> upReader = Background.call(() -> readAll(socket.getInputStream(), seed));
                assertArrayEquals(down, readAll(streams.input(), ~seed), "seed " + seed);
                assertArrayEquals(up, upReader.result(), "seed " + seed);
                upWriter.result();
                downWriter.result();
            }
        }
    }

    @Test
    void shouldEchoOnTwoHundredConnectionsAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(CONNECTIONS);
        InetSocketAddress address = serving(streams -> {
            all.countDown();
            all.await();
            echo(streams);
        });
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            byte[] bytes = TestBytes.random(30_000 + i, i);
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            answers.add(answer);
            executor.execute(() -> {
                try (ChannelStreams streams = ChannelStreams.connect(reactor, address, Layer.NONE)) {
                    streams.output().write(bytes);
                    streams.output().close();
                    answer.complete(streams.input().readAllBytes());
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            });
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            assertArrayEquals(
                    TestBytes.random(30_000 + i, i),
                    answers.get(i).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS),
                    "connection " + i);
        }
    }

    @Test
    void shouldCloseInOrderWhenTheCodeReturns() throws Exception {
        byte[] answer = TestBytes.random(500_000, 1);
        InetSocketAddress address = serving(streams -> streams.output().write(answer));
        try (Socket socket = socket(address)) {
            socket.getOutputStream().write(new byte[100_000]); // unread: a close at once would reset
            assertArrayEquals(answer, socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void shouldResetWhenTheCodeThrows() throws Exception {
        InetSocketAddress address = serving(streams -> {
            streams.input().read();
            throw new IOException("no more of this");
        });
        try (Socket socket = socket(address)) {
            socket.getOutputStream().write(1);
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void shouldResetWhenTheExecutorRefuses() throws Exception {
        ChannelHandler handler = BlockingHandler.on(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                BlockingHandlerTest::echo);
        InetSocketAddress address =
                reactor.listen(Loopback.anyPort(), () -> handler).localAddress();
        try (Socket socket = socket(address)) {
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void shouldRefuseAnExecutorThatRunsTheCodeOnTheLoop() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        ChannelHandler handler = BlockingHandler.on(Runnable::run, streams -> {
            thrown.complete(assertThrows(Throwable.class, () -> streams.input().read()));
            throw new IOException("as expected");
        });
        InetSocketAddress address =
                reactor.listen(Loopback.anyPort(), () -> handler).localAddress();
        try (Socket socket = socket(address)) {
            assertInstanceOf(IllegalStateException.class, thrown.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void shouldThrowThePeersResetToAReaderThatWaits() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        InetSocketAddress address = serving(streams -> {
            streams.output().write(1);
            thrown.complete(
                    assertThrows(IOException.class, () -> streams.input().read()));
        });
        try (Socket socket = socket(address)) {
            assertEquals(1, socket.getInputStream().read());
            socket.setSoLinger(true, 0);
        }
        ChannelEndException end =
                assertInstanceOf(ChannelEndException.class, thrown.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(CloseCause.Kind.RESET, end.closeCause().kind());
    }

    @Test
    void shouldStopAWriterWhileThePeerDoesNotRead() throws Exception {
        CompletableFuture<Background<Void>> writing = new CompletableFuture<>();
        byte[] bytes = TestBytes.random(32 << 20, 1);
        InetSocketAddress address = serving(streams -> {
            Background<Void> write = Background.call(() -> {
                streams.output().write(bytes);
                return null;
            });
            writing.complete(write);
            write.result();
        });
        try (Socket socket = socket(address)) {
            writing.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).untilItWaits();
            assertArrayEquals(bytes, socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void shouldEndConversationsThatWaitWhenTheReactorIsClosed() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        InetSocketAddress address = serving(streams -> {
            streams.output().write(new byte[] {1, 2});
            try {
                streams.input().read();
            } catch (IOException e) {
                thrown.complete(e);
                throw e;
            }
        });
        try (Socket socket = socket(address)) {
            assertEquals(1, socket.getInputStream().read());
            CompletableFuture<Void> ended = reactor.shutdown(PATIENCE_MILLIS);
            assertInstanceOf(ChannelEndException.class, thrown.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            assertArrayEquals(new byte[] {2}, socket.getInputStream().readAllBytes(), "in order, not by a reset");
            socket.shutdownOutput();
            ended.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveClosesThatRace(long seed) throws Exception {
        InetSocketAddress address = serving(BlockingHandlerTest::echo);
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            ChannelStreams streams = ChannelStreams.connect(reactor, address, Layer.NONE);
            Background<Integer> reader = Background.call(() -> streams.input().read(new byte[100]));
            Background<Void> writer = Background.call(() -> {
                streams.output().write(new byte[20_000]);
                return null;
            });
            switch (random.nextInt(4)) {
                case 0 -> streams.close();
                case 1 -> streams.abort();
                case 2 -> {
                    streams.input().close();
                    streams.output().close();
                }
                default -> streams.output().close();
            }
            // Each call comes to an end, one way or the other.
            Throwable readEnd = reader.failure();
            Throwable writeEnd = writer.failure();
            if (readEnd != null) {
                assertInstanceOf(ChannelEndException.class, readEnd, "seed " + seed);
            }
            if (writeEnd != null) {
                assertInstanceOf(ChannelEndException.class, writeEnd, "seed " + seed);
            }
            streams.abort();
        }
    }
}
