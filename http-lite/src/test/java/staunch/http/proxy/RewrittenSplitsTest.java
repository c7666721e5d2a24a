package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.HttpClient;
import staunch.http.RawPeer;
import staunch.http.Request;
import staunch.http.WholeResponse;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.http.coding.ContentCoding;
import staunch.http.coding.Streaming;
import staunch.http.rewrite.RewriteRule;
import staunch.http.rewrite.RewriteRules;

/**
 * What a rule looks for lies across each boundary that a body can have on its way, at each byte; through an intercepting proxy,
 * both ways, on a simulated network. Row 12 of proxy.md.
 */
class RewrittenSplitsTest {
    private static final String TEXT = "a cybersecurity, cybersecuritycybersecurity; cyber security cybersecurit";
    private static final String EXPECTED = "a SEED Labs, SEED LabsSEED Labs; cyber security cybersecurit";
    private static final Rewriting RULE = new Rewriting(
            RewriteRules.of(List.of(RewriteRule.parse("request-body,response-body:cybersecurity=>SEED Labs"))));

    /** What lies between the two parts of the text. */
    private enum Boundary {
        CHUNKS,
        RECORDS,
        BLOCKS,
        MEMBERS,
        ALL_OF_THEM;

        boolean isCoded() {
            return this != CHUNKS && this != RECORDS;
        }

        /** The fields and the body, in the pieces in which they are sent: each in a record of its own. */
        List<byte[]> message(byte[] before, byte[] behind) throws IOException {
            byte[] fields = ascii("Content-Type: text/plain\r\n" + (isCoded() ? "Content-Encoding: gzip\r\n" : "")
                    + (this == RECORDS
                            ? "Content-Length: " + TEXT.length() + "\r\n\r\n"
                            : "Transfer-Encoding: chunked\r\n\r\n"));
            return switch (this) {
                case CHUNKS -> List.of(joined(fields, chunk(before), chunk(behind), chunk()));
                case RECORDS -> List.of(joined(fields, before), behind);
                case BLOCKS -> List.of(joined(fields, chunk(joined(blocks(before, behind))), chunk()));
                case MEMBERS -> List.of(joined(fields, chunk(joined(gzip(before), gzip(behind))), chunk()));
                case ALL_OF_THEM -> {
                    byte[][] blocks = blocks(before, behind);
                    yield List.of(joined(fields, chunk(blocks[0])), joined(chunk(blocks[1]), chunk()));
                }
            };
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** Of nothing it is the last one. */
    private static byte[] chunk(byte... content) {
        return joined(ascii(Integer.toHexString(content.length) + "\r\n"), content, ascii("\r\n"));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        return joined(blocks(content, new byte[0]));
    }

    /** One member whose blocks end between the two; each with what was put out up to there. */
    private static byte[][] blocks(byte[] before, byte[] behind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, true)) {
            gzip.write(before);
            gzip.flush();
            int end = out.size();
            gzip.write(behind);
            gzip.finish();
            byte[] all = out.toByteArray();
            return new byte[][] {Arrays.copyOf(all, end), Arrays.copyOfRange(all, end, all.length)};
        }
    }

    private static String text(byte[] content, Fields fields) throws IOException {
        byte[] plain =
                fields.contains("Content-Encoding") ? Streaming.all(ContentCoding.GZIP.newDecoder(), content) : content;
        return new String(plain, StandardCharsets.US_ASCII);
    }

    private static void send(ProxyInSimulation world, RawPeer from, String start, List<byte[]> message) {
        from.send(start);
        for (byte[] piece : message) {
            from.send(piece, 0, piece.length);
            world.settle();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRewriteResponsesAcrossEachBoundary(Boundary boundary) throws IOException {
        byte[] text = ascii(TEXT);
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(RULE));
                HttpClient client = world.client()) {
            int port = world.listen(ProxyInSimulation.ORIGIN_TLS);
            for (int at = 1; at < text.length; at++) {
                var response = client.fetch(Request.get("https://origin.test:" + port + "/"), 1_000);
                world.hear(world.origin(0), "\r\n\r\n");
                world.origin(0).take();
                send(
                        world,
                        world.origin(0),
                        "HTTP/1.1 200 OK\r\n",
                        boundary.message(Arrays.copyOf(text, at), Arrays.copyOfRange(text, at, text.length)));
                WholeResponse whole = world.await(response);
                assertEquals(EXPECTED, text(whole.body(), whole.head().fields()), "split at " + at);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRewriteRequestsAcrossEachBoundary(Boundary boundary) throws IOException {
        byte[] text = ascii(TEXT);
        List<byte[]> bodies = new ArrayList<>();
        List<Fields> fields = new ArrayList<>();
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(RULE))) {
            int port = world.serve(exchange -> {
                fields.add(exchange.request().fields());
                exchange.body().readAll(1_000).thenAccept(body -> {
                    bodies.add(body);
                    exchange.respond(Status.OK, "text/plain", "done");
                });
            });
            RawPeer client = world.dialIntercepted(port);
            for (int at = 1; at < text.length; at++) {
                send(
                        world,
                        client,
                        "PUT / HTTP/1.1\r\nHost: origin.test:" + port + "\r\n",
                        boundary.message(Arrays.copyOf(text, at), Arrays.copyOfRange(text, at, text.length)));
                world.hear(client, "done");
                client.take();
                assertEquals(EXPECTED, text(bodies.get(at - 1), fields.get(at - 1)), "split at " + at);
            }
        }
    }
}
