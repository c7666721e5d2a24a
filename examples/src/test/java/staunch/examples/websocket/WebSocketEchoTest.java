package staunch.examples.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.HttpServer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** The handler on a simulated network, where a client can be as rude as it likes. */
class WebSocketEchoTest {
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    private final Simulation simulation = new Simulation(1, FaultProfile.NONE);
    private final Reactor servers = simulation.newReactor(1);
    private final Reactor clients = simulation.newReactor(1);
    private final Client client = new Client();
    private HttpServer server;

    @BeforeEach
    void connect() throws IOException {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        server = HttpServer.listen(servers, any, Layer.NONE, WebSocketEcho.handler());
        clients.connect(server.localAddress(), client);
        simulation.run(() -> client.channel != null);
    }

    @AfterEach
    void end() {
        simulation.close();
    }

    private void settle() {
        simulation.runFor(Duration.ZERO);
    }

    private void say(byte[] bytes) {
        client.channel.write(ByteBuffer.wrap(bytes));
        settle();
    }

    private String ask(String request) {
        say(request.getBytes(StandardCharsets.US_ASCII));
        return new String(client.take(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] sent(ByteBuffer frame) {
        return Arrays.copyOfRange(frame.array(), frame.position(), frame.limit());
    }

    @Test
    void shouldAgreeAndSendBackWhatComes() {
        String answer = ask(UPGRADE);
        assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        assertTrue(answer.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), answer);
        say(new ClientFrames()
                .frame(TEXT, "Hello")
                .frame(PING, "p")
                .frame(BINARY, "")
                .bytes());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(sent(WebSocketFrame.of(Opcode.TEXT, "Hello".getBytes(StandardCharsets.US_ASCII))));
        expected.writeBytes(sent(WebSocketFrame.of(Opcode.PONG, new byte[] {'p'})));
        expected.writeBytes(sent(WebSocketFrame.of(Opcode.BINARY, new byte[0])));
        assertArrayEquals(expected.toByteArray(), client.take());
    }

    @ParameterizedTest
    @CsvSource({
        "'Upgrade: websocket', 'Upgrade: chat', 426, Upgrade: websocket",
        "GET, POST, 426, Upgrade: websocket",
        "'Version: 13', 'Version: 8', 426, Sec-WebSocket-Version: 13",
        "dGhl, dG, 400, Sec-WebSocket-Key",
        "dGhl, '!!!!', 400, Sec-WebSocket-Key"
    })
    void shouldSayWhatIsWrongWithARequest(String instead, String said, int status, String shown) {
        String answer = ask(UPGRADE.replace(instead, said));
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains(shown), answer);
    }

    @Test
    void shouldAnswerACloseAndEnd() {
        ask(UPGRADE);
        say(new ClientFrames()
                .frame(CLOSE, new byte[] {0x0f, (byte) 0xa0})
                .frame(TEXT, "too late")
                .bytes());
        assertArrayEquals(sent(WebSocketFrame.close(4_000, "")), client.take());
        assertEquals(InputEnd.CLEAN, client.inputEnd);
    }

    @Test
    void shouldSayWhyItEnds() {
        ask(UPGRADE);
        say(new ClientFrames().frame(TEXT, "before").raw(TEXT, 1, 'x').bytes());
        String text = new String(client.take(), StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("\u0081\u0006before\u0088"), text);
        assertTrue(text.contains("\u0003\u00eaa client's frame must be masked"), text);
        assertEquals(InputEnd.CLEAN, client.inputEnd);
    }

    @Test
    void shouldReadNoFasterThanTheClientDoes() {
        ask(UPGRADE);
        byte[] message = new byte[300_000];
        byte[] frame = new ClientFrames().frame(BINARY, message).bytes();
        client.channel.pauseReads();
        int sent = 0;
        while (client.channel.writableBytes() >= frame.length) {
            say(frame);
            sent++;
            assertTrue(sent < 100, "the server takes what its client does not take back");
        }
        client.channel.resumeReads();
        int total = sent * WebSocketFrame.of(Opcode.BINARY, message).remaining();
        simulation.run(() -> client.received.size() == total);
    }

    @Test
    void shouldSayThatTheServerGoes() {
        ask(UPGRADE);
        server.drain(1_000);
        settle();
        assertArrayEquals(sent(WebSocketFrame.close(1_001, "the server ends")), client.take());
        assertEquals(InputEnd.CLEAN, client.inputEnd);
    }

    @Test
    void shouldEndWithAClientThatSaysNothingMore() {
        ask(UPGRADE);
        client.channel.shutdownOutput();
        settle();
        assertEquals(0, client.take().length);
        assertEquals(InputEnd.CLEAN, client.inputEnd);
    }

    private static final class Client implements ChannelHandler {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        Channel channel;
        InputEnd inputEnd;

        byte[] take() {
            byte[] bytes = received.toByteArray();
            received.reset();
            return bytes;
        }

        @Override
        public void onOpen(Channel opened) {
            channel = opened;
        }

        @Override
        public void onRead(Channel from, ByteBuffer in) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            received.writeBytes(bytes);
        }

        @Override
        public void onInputEnd(Channel from, InputEnd end) {
            inputEnd = end;
        }

        @Override
        public void onClosed(Channel closed, CloseCause cause) {}
    }
}
