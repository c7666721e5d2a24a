package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Status;

/** Compression as a filter, before handlers of all kinds. */
class CompressionTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final String TEXT = "text/plain";

    private static Request get(String acceptEncoding) {
        return Request.get("h", "/").with("Accept-Encoding", acceptEncoding);
    }

    private static WholeResponse fetch(HttpHandler handler, Request request) {
        try (World world = new World()) {
            world.serve(handler);
            return world.await(world.connect().fetch(request, MAX_BYTES));
        }
    }

    private static HttpHandler answering(Response response) {
        return Compression.gzip().before(exchange -> exchange.respond(response));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, 1024, gzip, true, true",
        "application/json, 5000, 'br, gzip;q=0.5', true, true",
        "text/plain, 1023, gzip, false, false",
        "image/png, 5000, gzip, false, false",
        "text/event-stream, 5000, gzip, false, false",
        "text/plain, 5000, br, false, true",
        "text/plain, 5000, gzip;q=0, false, true"
    })
    void shouldCompressWhatPaysForThoseWhoTakeIt(
            String type, int length, String acceptEncoding, boolean compressed, boolean varies) throws IOException {
        WholeResponse got = fetch(answering(Response.of(Status.OK, type, new byte[length])), get(acceptEncoding));
        Optional<String> coding = got.head().fields().first("Content-Encoding");
        assertEquals(compressed ? Optional.of("gzip") : Optional.empty(), coding);
        assertEquals(varies, got.head().fields().hasMember("Vary", "Accept-Encoding"));
        assertArrayEquals(new byte[length], compressed ? GzipBodyTest.unzipped(got.body()) : got.body());
    }

    @Test
    void shouldLeaveAnAnswerThatIsNotToBeTransformed() {
        Response secret = Response.of(Status.OK, TEXT, new byte[5_000]).with("Cache-Control", "no-transform");
        assertEquals(5_000, fetch(answering(secret), get("gzip")).body().length);
    }

    @Test
    void shouldCompressWhatABlockingHandlerStreams() throws IOException {
        byte[] line = "the same again\n".getBytes(StandardCharsets.US_ASCII);
        HttpHandler handler = HttpHandler.blocking(task -> new Thread(task).start(), exchange -> {
            OutputStream out = exchange.stream(
                    Response.of(Status.OK).with("Content-Type", TEXT), OptionalLong.of(30_000L * line.length));
            for (int i = 0; i < 30_000; i++) {
                out.write(line);
            }
        });
        try (World world = new World()) {
            world.serve(Compression.gzip().before(handler));
            var fetched = world.connect().fetch(get("gzip"), MAX_BYTES).toCompletableFuture();
            while (!fetched.isDone()) {
                world.settle();
                Thread.yield();
            }
            byte[] body = fetched.join().body();
            assertTrue(body.length < 10_000, () -> body.length + " bytes");
            assertEquals(
                    new String(line, StandardCharsets.US_ASCII).repeat(30_000),
                    new String(GzipBodyTest.unzipped(body), StandardCharsets.US_ASCII));
        }
    }

    /** An answer that is given twice does not use up what bounds the work. */
    @Test
    void shouldGiveBackWhatASecondAnswerTook() {
        Response text = Response.of(Status.OK, TEXT, new byte[5_000]);
        Filter once = Compression.gzip(0, 1);
        try (World world = new World()) {
            List<Exchange> exchanges = new ArrayList<>();
            world.serve(once.before(exchange -> {
                exchanges.add(exchange);
                exchange.respond(exchanges.size() == 1 ? Response.of(Status.NO_CONTENT) : text);
                assertThrows(IllegalStateException.class, () -> exchange.respond(text));
            }));
            HttpConnection client = world.connect();
            world.await(client.fetch(get("gzip"), MAX_BYTES));
            WholeResponse second = world.await(client.fetch(get("gzip"), MAX_BYTES));
            assertTrue(second.head().fields().hasMember("Content-Encoding", "gzip"));
        }
    }
}
