package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels over the system's own sockets. */
@Timeout(120)
class TcpChannelLoopbackTest {
    private final Loopback stage = new Loopback();
    private final List<RecordingHandler> served = new ArrayList<>();
    private final List<RecordingHandler> clients = new ArrayList<>();

    @AfterEach
    void nothingLeaksAndNoCallbackNests() {
        stage.end();
        for (List<RecordingHandler> handlers : List.of(served, clients)) {
            for (RecordingHandler each : handlers) {
                assertEquals(List.of(), each.violations);
                assertTrue(each.isClosed());
                assertEquals(0, each.channel.ledger().heldBytes());
            }
        }
    }

    private InetSocketAddress listen(Supplier<RecordingHandler> handlers) throws IOException {
        Supplier<RecordingHandler> remembering = () -> {
            RecordingHandler handler = handlers.get();
            served.add(handler);
            return handler;
        };
        return stage.reactor.listen(Loopback.anyPort(), remembering).localAddress();
    }

    private <T extends RecordingHandler> T connect(InetSocketAddress remote, T handler) {
        clients.add(handler);
        stage.reactor.connect(remote, handler);
        return handler;
    }

    /** Writes all of it, as fast as the peer takes it, and then ends its direction. */
    private static RecordingHandler sending(byte[] bytes) {
        RecordingHandler handler = new RecordingHandler();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        handler.whenOpen = channel -> {
            channel.write(source);
            if (!source.hasRemaining()) {
                channel.shutdownOutput();
            }
        };
        handler.whenWritable = handler.whenOpen;
        return handler;
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    // ---- where from ----

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only 127.0.0.1 is an address of ours")
    void shouldConnectFromTheAddressThatWasAskedFor() throws IOException {
        InetAddress local = InetAddress.getByName("127.1.2.3");
        InetSocketAddress remote = listen(RecordingHandler::new);
        RecordingHandler client = new RecordingHandler();
        clients.add(client);
        stage.reactor.connect(remote, client, ConnectOptions.DEFAULT.withLocalAddress(local));
        stage.until(
                "both are open",
                () -> client.events.contains("open")
                        && !served.isEmpty()
                        && served.get(0).events.contains("open"));
        assertEquals(local, client.channel.localAddress().getAddress());
        assertEquals(client.channel.localAddress(), served.get(0).channel.remoteAddress());
        client.channel.abort();
        stage.until("both are closed", () -> client.isClosed() && served.get(0).isClosed());
    }

    @Test
    void shouldTellOfALocalAddressThatIsNotOurs() throws IOException {
        InetAddress documentation = InetAddress.getByName("192.0.2.1");
        RecordingHandler client = new RecordingHandler();
        clients.add(client);
        stage.reactor.connect(Loopback.anyPort(), client, ConnectOptions.DEFAULT.withLocalAddress(documentation));
        stage.until("it has failed", client::isClosed);
        assertEquals(CloseCause.Kind.CONNECT_FAILED, client.cause.kind());
        assertInstanceOf(BindException.class, client.cause.failure().getCause());
    }

    // ---- echo ----

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_535, 65_536, 65_537, 300_000, 1_048_576, 1_048_577, 5_000_000})
    void shouldEchoEveryByte(int length) throws IOException {
        byte[] bytes = randomBytes(length);
        RecordingHandler client = connect(listen(EchoHandler::new), sending(bytes));
        stage.until("the client is closed", client::isClosed);
        assertArrayEquals(bytes, client.received.toByteArray());
        assertEquals(CloseCause.Kind.ENDED, client.closedAs());
        stage.until("the server is closed", served.get(0)::isClosed);
        assertEquals(CloseCause.Kind.ENDED, served.get(0).closedAs());
    }

    @Test
    void shouldEchoOnManyConnectionsAtOnce() throws IOException {
        InetSocketAddress server = listen(EchoHandler::new);
        byte[] bytes = randomBytes(200_000);
        for (int i = 0; i < 100; i++) {
            connect(server, sending(bytes));
        }
        stage.until("all clients are closed", () -> clients.stream().allMatch(RecordingHandler::isClosed));
        for (RecordingHandler client : clients) {
            assertArrayEquals(bytes, client.received.toByteArray());
        }
    }

    @Test
    void shouldHoldNoBufferWhileIdle() throws IOException {
        RecordingHandler client = new RecordingHandler();
        client.whenOpen = channel -> channel.write(ByteBuffer.wrap(randomBytes(100_000)));
        connect(listen(EchoHandler::new), client);
        stage.until("the echo is back", () -> client.received.size() == 100_000);
        stage.until("nothing is done any more", () -> stage.loop.turn(false) == 0);
        assertTrue(client.channel.isOpen());
        assertEquals(0, client.channel.ledger().heldBytes());
        assertEquals(0, served.get(0).channel.ledger().heldBytes());
        assertEquals(0, stage.loop.buffers().leasedBytes());
    }

    // ---- ends ----

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldGoOnInOneDirectionAfterTheOtherHasEnded(boolean clientEndsFirst) throws IOException {
        RecordingHandler server = new RecordingHandler();
        RecordingHandler client = connect(listen(() -> server), new RecordingHandler());
        stage.until("both are open", () -> client.channel != null && server.channel != null);
        RecordingHandler first = clientEndsFirst ? client : server;
        RecordingHandler second = clientEndsFirst ? server : client;
        first.channel.shutdownOutput();
        stage.until("the end is told", () -> second.inputEnd == InputEnd.CLEAN);
        second.channel.write(ByteBuffer.wrap(randomBytes(50_000)));
        stage.until("the other direction has brought everything", () -> first.received.size() == 50_000);
        second.channel.shutdownOutput();
        stage.until("both are closed", () -> first.isClosed() && second.isClosed());
        assertEquals(CloseCause.Kind.ENDED, first.closedAs());
        assertEquals(CloseCause.Kind.ENDED, second.closedAs());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldShowThePeerAReset(boolean clientAborts) throws IOException {
        RecordingHandler server = new RecordingHandler();
        RecordingHandler client = connect(listen(() -> server), new RecordingHandler());
        stage.until("both are open", () -> client.channel != null && server.channel != null);
        (clientAborts ? client : server).channel.abort();
        RecordingHandler peer = clientAborts ? server : client;
        stage.until("the peer is closed", peer::isClosed);
        assertEquals(InputEnd.RESET, peer.inputEnd);
        assertEquals(CloseCause.Kind.RESET, peer.closedAs());
    }

    /** The peer's reset must not make a loop spin that does not want to read. */
    @Test
    void shouldNotSpinOverAPausedChannelThatWasReset() throws IOException {
        RecordingHandler server = new RecordingHandler();
        RecordingHandler client = connect(listen(() -> server), new RecordingHandler());
        stage.until("both are open", () -> client.channel != null && server.channel != null);
        server.channel.pauseReads();
        client.channel.abort();
        stage.until("the client is closed", client::isClosed);
        int done = 0;
        for (int i = 0; i < 1000; i++) {
            done += stage.loop.turn(false);
        }
        assertEquals(0, done);
        server.channel.resumeReads();
        stage.until("the server is closed", server::isClosed);
        assertEquals(CloseCause.Kind.RESET, server.closedAs());
    }

    @Test
    void shouldSayThatAConnectionWasRefused() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.anyPort().getAddress())) {
            nobody = (InetSocketAddress) taken.getLocalSocketAddress();
        }
        RecordingHandler client = connect(nobody, new RecordingHandler());
        stage.until("the client is closed", client::isClosed);
        assertEquals(List.of("closed CONNECT_FAILED"), client.events);
        assertTrue(client.cause.message().contains("Connection refused"), client.cause.message());
    }

    @Test
    void shouldKnowBothEnds() throws IOException {
        RecordingHandler server = new RecordingHandler();
        InetSocketAddress address = listen(() -> server);
        assertNotEquals(0, address.getPort());
        RecordingHandler client = connect(address, new RecordingHandler());
        stage.until("both are open", () -> client.channel != null && server.channel != null);
        assertEquals(address, client.channel.remoteAddress());
        assertEquals(address, server.channel.localAddress());
        assertEquals(client.channel.localAddress(), server.channel.remoteAddress());
    }

    // ---- lingering ----

    /** Uploads without end, until it has read the whole answer. */
    private static RecordingHandler uploading() {
        RecordingHandler handler = new RecordingHandler();
        ByteBuffer endless = ByteBuffer.allocateDirect(100_000);
        handler.whenOpen = channel -> {
            while (channel.isWritable() && channel.write(endless.clear()) > 0) {}
        };
        handler.whenWritable = handler.whenOpen;
        handler.whenInputEnds = Channel::close;
        return handler;
    }

    @Test
    void shouldLetAClientThatStillUploadsReadAnEarlyAnswerWholeAThousandTimes() throws IOException {
        byte[] answer = randomBytes(20_000);
        InetSocketAddress server = listen(() -> {
            RecordingHandler early = new RecordingHandler();
            early.whenRead = (channel, in) -> {
                channel.write(ByteBuffer.wrap(answer));
                channel.close();
            };
            return early;
        });
        for (int round = 0; round < 1000; round += 50) {
            List<RecordingHandler> batch = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                batch.add(connect(server, uploading()));
            }
            stage.until("all of a batch are closed", () -> batch.stream().allMatch(RecordingHandler::isClosed));
            for (RecordingHandler client : batch) {
                assertArrayEquals(answer, client.received.toByteArray());
                assertEquals(InputEnd.CLEAN, client.inputEnd, client.cause.toString());
            }
        }
        assertEquals(1000, served.size());
        stage.until("the server has closed all", () -> stage.loop.connections() == 0);
    }

    // ---- bounds ----

    @Test
    void shouldStayBoundedWhenAGigabyteIsWrittenToAPeerThatDoesNotRead() throws IOException {
        RecordingHandler server = new RecordingHandler();
        RecordingHandler client = new RecordingHandler();
        client.whenOpen = Channel::pauseReads;
        connect(listen(() -> server), client);
        stage.until("both are open", () -> client.channel != null && server.channel != null);
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        long taken = 0;
        for (int i = 0; i < 1024; i++) {
            taken += server.channel.write(chunk.clear());
            stage.loop.turn(false);
            assertTrue(server.channel.pendingOutputBytes() <= ChannelOptions.DEFAULT.maxPendingOutputBytes());
            assertTrue(server.channel.ledger().heldBytes() <= 2L * ChannelOptions.DEFAULT.maxPendingOutputBytes());
        }
        assertTrue(taken < 100 << 20, taken + " bytes were taken, more than the system's own buffers explain");
        assertEquals(0, client.channel.ledger().heldBytes(), "who pauses holds nothing");
    }
}
