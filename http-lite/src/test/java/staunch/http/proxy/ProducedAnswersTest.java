package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.http.Body;
import staunch.http.BodyWriter;
import staunch.http.RawPeer;
import staunch.http.Response;
import staunch.http.capture.HarRecorder;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** An answer of an interceptor's own that is made while it is sent is seen like a server's; on a simulated network. */
class ProducedAnswersTest {
    private static final int CHUNKS = 40;
    private static final String CHUNK = "0123456789".repeat(1_000);

    private static void produce(BodyWriter out, int[] made, ByteBuffer chunk) {
        while (made[0] < CHUNKS && out.isWritable()) {
            if (!chunk.hasRemaining()) {
                chunk.rewind();
            }
            out.write(chunk);
            made[0] += chunk.hasRemaining() ? 0 : 1;
        }
        if (made[0] == CHUNKS) {
            out.end(Fields.of("X-Trailer", "t"));
        }
    }

    private static final Interceptor STREAMING = new Interceptor() {
        @Override
        public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
            int[] made = new int[1];
            ByteBuffer chunk = ByteBuffer.wrap(CHUNK.getBytes(StandardCharsets.US_ASCII));
            return RequestVerdict.answer(new Response(
                    Status.OK,
                    Fields.of("Content-Type", "text/plain"),
                    new Body.Produced(OptionalLong.empty(), out -> produce(out, made, chunk))));
        }
    };

    @Test
    void shouldShowAProducedAnswerToListeners(@TempDir Path folder) throws Exception {
        Path har = folder.resolve("flows.har");
        List<String> events = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        FlowListener noting = new FlowListener() {
            @Override
            public void onResponse(Flow flow) {
                events.add("head");
            }

            @Override
            public void onResponseBody(Flow flow, ByteBuffer bytes) {
                body.append(StandardCharsets.US_ASCII.decode(bytes));
            }

            @Override
            public void onResponseEnd(Flow flow) {
                events.add(
                        "trailers " + flow.responseTrailers().first("X-Trailer").orElse("none"));
            }

            @Override
            public void onEnd(Flow flow) {
                events.add("end, " + flow.responseBytes() + " bytes, whole: " + flow.isWhole());
            }
        };
        try (HarRecorder recorder = HarRecorder.to(har, HarRecorder.Options.DEFAULT.withBodies());
                ProxyInSimulation world = new ProxyInSimulation(
                        options -> options.withInterceptor(STREAMING).withListener(noting.and(recorder)))) {
            RawPeer client = world.dial();
            client.send("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n");
            assertTrue(world.hear(client, "X-Trailer: t\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
        assertEquals(CHUNK.repeat(CHUNKS), body.toString());
        assertEquals(List.of("head", "trailers t", "end, " + CHUNK.length() * CHUNKS + " bytes, whole: true"), events);
        String recorded = Files.readString(har);
        assertTrue(recorded.contains(CHUNK.repeat(CHUNKS)), () -> recorded.substring(0, 1_000));
    }
}
