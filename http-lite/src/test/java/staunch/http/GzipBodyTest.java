package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;

/** Answers that are compressed while they are sent. */
class GzipBodyTest {
    private static final Request GET = Request.get("h", "/").with("Accept-Encoding", "gzip");
    private static final int MAX_BYTES = 64 << 20;

    private final Compression compression = new Compression(10, 1);

    private HttpHandler compressed(Response response) {
        return exchange -> exchange.respond(compression.apply(exchange.request().fields(), response, exchange.loop()));
    }

    static byte[] unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static Response text(byte[] bytes) {
        return Response.of(Status.OK, "text/plain", bytes);
    }

    private static byte[] mixed(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i / 5_000 % 2 == 0 ? 'a' : random.nextInt(256));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 65_535, 65_536, 300_000, GzipBody.MAX_BYTES_PER_TURN, 5_000_000})
    void shouldComeBackByteForByte(int length) throws IOException {
        try (World world = new World()) {
            world.serve(compressed(text(mixed(length))));
            WholeResponse response = world.await(world.connect().fetch(GET, MAX_BYTES));
            assertEquals(
                    "gzip", response.head().fields().first("Content-Encoding").orElseThrow());
            assertArrayEquals(mixed(length), unzipped(response.body()));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldBeReadSlowlyWithinBounds(Transport transport) throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (World world = new World(transport)) {
            world.serve(compressed(text(bytes)));
            RawPeer client = world.dial();
            client.send("GET / HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
            while (!client.isClosed() && client.inputEnd().isEmpty()) {
                client.channel().pauseReads();
                world.pass(1_000);
                long pending = world.serverChannels().get(0).pendingOutputBytes();
                assertTrue(pending < 128 << 10, () -> pending + " bytes pending");
                client.channel().resumeReads();
                world.settle();
            }
            byte[] answer = client.received().getBytes(StandardCharsets.ISO_8859_1);
            int head = client.received().indexOf("\r\n\r\n") + 4;
            assertArrayEquals(bytes, unzipped(Arrays.copyOfRange(answer, head, answer.length)));
        }
    }

    @Test
    void shouldLetOthersHaveTheirTurnWhileItDeflatesEvenBytes() throws IOException {
        byte[] even = new byte[32 << 20];
        try (World world = new World()) {
            List<Integer> turns = new ArrayList<>();
            BodyProducer source = new BodyProducer() {
                private int done;

                @Override
                public void produce(BodyWriter out) {
                    int before = done;
                    while (done < even.length && out.isWritable()) {
                        done += out.write(ByteBuffer.wrap(even, done, Math.min(50_000, even.length - done)));
                    }
                    turns.add(done - before);
                    if (done == even.length) {
                        out.end();
                    }
                }
            };
            world.serve(compressed(Response.streaming(Status.OK, "text/plain", OptionalLong.empty(), source)));
            WholeResponse response = world.await(world.connect().fetch(GET, MAX_BYTES));
            assertArrayEquals(even, unzipped(response.body()));
            assertTrue(turns.stream().allMatch(bytes -> bytes <= GzipBody.MAX_BYTES_PER_TURN), turns::toString);
        }
    }

    @Test
    void shouldTakeABodyThatIsWrittenLaterAndItsTrailers() throws IOException {
        try (World world = new World()) {
            List<BodyWriter> answers = new ArrayList<>();
            world.serve(compressed(Response.streaming(Status.OK, "text/plain", OptionalLong.empty(), answers::add)));
            var fetched = world.connect().fetch(GET, MAX_BYTES);
            world.settle();
            BodyWriter out = answers.get(0);
            assertTrue(out.isWritable());
            assertEquals(5, out.write(ByteBuffer.wrap("Hello".getBytes(StandardCharsets.US_ASCII))));
            assertEquals(0, out.write(ByteBuffer.allocate(0)));
            out.end(Fields.of("X-Sum", "5"));
            assertThrows(IllegalStateException.class, out::end);
            assertThrows(IllegalStateException.class, () -> out.write(ByteBuffer.allocate(1)));
            assertFalse(out.isWritable());
            WholeResponse response = world.await(fetched);
            assertEquals("Hello", new String(unzipped(response.body()), StandardCharsets.US_ASCII));
            assertEquals("5", response.trailers().first("X-Sum").orElseThrow());
        }
    }

    @Test
    void shouldCutTheConnectionWhenItsSourceFails() {
        try (World world = new World()) {
            BodyProducer failing = out -> {
                out.write(ByteBuffer.wrap(new byte[100]));
                throw new IOException("out of bytes");
            };
            world.serve(compressed(Response.streaming(Status.OK, "text/plain", OptionalLong.empty(), failing)));
            assertThrows(Exception.class, () -> world.await(world.connect().fetch(GET, MAX_BYTES)));
            assertEquals(List.of("threw out of bytes", "GET / 200 10 cut"), world.heard);
        }
    }

    /** One permit is all there is; every way for a body to end gives it back. */
    @Test
    void shouldSendWhatIsAboveTheBoundAsItIs() {
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        try (World world = new World()) {
            world.serve(compressed(text(bytes)));
            RawPeer first = world.dial();
            first.channel().pauseReads();
            first.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
            world.settle();
            WholeResponse plain = world.await(world.connect().fetch(GET, MAX_BYTES));
            assertFalse(plain.head().fields().contains("Content-Encoding"));
            assertEquals("Accept-Encoding", plain.head().fields().first("Vary").orElseThrow());
            assertArrayEquals(bytes, plain.body());
            first.channel().abort();
            world.settle();
            for (Request request :
                    List.of(new Request(Method.HEAD, GET.origin(), "/", GET.fields(), Body.NONE), GET, GET)) {
                WholeResponse response = world.await(world.connect().fetch(request, MAX_BYTES));
                assertEquals(
                        "gzip",
                        response.head().fields().first("Content-Encoding").orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, X, y, true",
        "404, text/plain; charset=utf-8, X, y, false",
        "200, application/json, X, y, true",
        "200, application/problem+json, X, y, true",
        "200, image/svg+xml, X, y, true",
        "200, TEXT/CSS, Vary, Accept-Language, true",
        "200, image/png, X, y, false",
        "200, text/event-stream, X, y, false",
        "200, text/html, Content-Encoding, br, false",
        "206, text/html, Content-Range, bytes 0-10/20, false",
    })
    void shouldCompressWholeTextsOnly(int status, String type, String name, String value, boolean expected) {
        try (World world = new World()) {
            Response response =
                    Response.of(Status.of(status), type, new byte[11]).with(name, value);
            world.serve(compressed(response));
            Fields fields =
                    world.await(world.connect().fetch(GET, MAX_BYTES)).head().fields();
            assertEquals(expected, fields.hasMember("Content-Encoding", "gzip"));
            assertEquals(expected, fields.hasMember("Vary", "Accept-Encoding"));
        }
    }

    @Test
    void shouldWeakenTheTagAndOfferNoRanges() {
        try (World world = new World()) {
            world.serve(compressed(text(new byte[11]).with("ETag", "\"a\"").with("Accept-Ranges", "bytes")));
            HttpConnection connection = world.connect();
            Fields coded = world.await(connection.fetch(GET, MAX_BYTES)).head().fields();
            assertEquals("W/\"a\"", coded.first("ETag").orElseThrow());
            assertFalse(coded.contains("Accept-Ranges"));
            Fields plain = world.await(connection.fetch(Request.get("h", "/"), MAX_BYTES))
                    .head()
                    .fields();
            assertEquals("\"a\"", plain.first("ETag").orElseThrow());
            assertEquals("bytes", plain.first("Accept-Ranges").orElseThrow());
        }
    }

    @Test
    void shouldLeaveShortTextsAndSayThatNotModifiedVaries() {
        try (World world = new World()) {
            world.serve(compressed(text(new byte[9])));
            Fields fields =
                    world.await(world.connect().fetch(GET, MAX_BYTES)).head().fields();
            assertFalse(fields.contains("Content-Encoding"));
            assertFalse(fields.contains("Vary"));
            Response notModified = compression.apply(
                    GET.fields(),
                    Response.of(Status.NOT_MODIFIED),
                    world.serverChannels().get(0).loop());
            assertEquals("Accept-Encoding", notModified.fields().first("Vary").orElseThrow());
        }
    }
}
