package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import staunch.reactor.Layer;

/** Clients of others talk to the example's WebSocket. */
class WebSocketInteropTest {
    private static final long LIMIT_SECONDS = 30;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void shouldTalkToTheJdksClient() throws Exception {
        try (LivePage live = new LivePage(Layer.NONE)) {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://localhost:" + live.port() + "/echo"), new Noting())
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            socket.sendText("in ", false).join();
            socket.sendText("two pieces", true).join();
            assertEquals("in two pieces", next());
            socket.sendPing(ByteBuffer.wrap(new byte[3])).join();
            assertEquals("pong of 3 bytes", next());
            socket.sendBinary(ByteBuffer.allocate(200_000), true).join();
            int bytes = 0;
            while (bytes < 200_000) {
                bytes += Integer.parseInt(next());
            }
            socket.sendClose(4_001, "enough").join();
            assertEquals("closed by 4001", next());
        }
    }

    @Test
    @Tag("system")
    void shouldTalkToNodesClient() throws Exception {
        String script = """
                const socket = new WebSocket(`ws://localhost:${process.argv[1]}/echo`);
                const text = 'žluť '.repeat(50000);
                socket.onopen = () => socket.send(text);
                socket.onmessage = message => { console.log(message.data === text); socket.close(4001); };
                socket.onclose = end => console.log(end.code);
                """;
        try (LivePage live = new LivePage(Layer.NONE)) {
            ExternalProgram.Outcome outcome = ExternalProgram.onPath("node")
                    .first("--experimental-websocket")
                    .run("-e", script, "" + live.port());
            assertTrue(outcome.output().startsWith("true\n4001\n"), outcome::toString);
        }
    }

    private final class Noting implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            heard.add("" + part.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            heard.add("pong of " + payload.remaining() + " bytes");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed by " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add(error.toString());
        }
    }
}
