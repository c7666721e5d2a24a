package staunch.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;

/**
 * One of many exchanges through a proxy that rewrites: its bodies are its own, and the numbers go through all combinations of
 * framing and coding, of the request and of the response. Lengths are from nothing but the first words to some 100 kB.
 *
 * @param number from 0
 */
record RewrittenExchange(int number) {
    static final String RULE = "request-body,response-body:cybersecurity=>SEED Labs";

    private static final String PATH = "/exchange/";
    private static final String[] WORDS = {"cybersecurity ", "cyber", "security ", "is ", "learned ", "by ", "doing "};
    private static final int MAX_WORDS = 500;
    private static final int MAX_WORDS_OF_A_LONG_ONE = 15_000;
    private static final int ONE_IN_SO_MANY_IS_LONG = 40;
    private static final int PIECE_BYTES = 1_000;

    static RewrittenExchange of(String path) {
        return new RewrittenExchange(Integer.parseInt(path.substring(PATH.length())));
    }

    String path() {
        return PATH + number;
    }

    Request request(String server) {
        if (isGet()) {
            return Request.get(server + path());
        }
        Request request = Request.post(server + path(), "text/plain", body("request", bit(0), bit(1)));
        return bit(1) ? request.with("Content-Encoding", "gzip") : request;
    }

    Response response() {
        Fields fields = Fields.of("Content-Type", "text/plain");
        Response response = new Response(Status.OK, fields, body("response", bit(2), bit(3)));
        return bit(3) ? response.with("Content-Encoding", "gzip") : response;
    }

    Method method() {
        return isGet() ? Method.GET : Method.POST;
    }

    /** Every fifth, which is in step with no combination. */
    private boolean isGet() {
        return number % 5 == 0;
    }

    private boolean bit(int which) {
        return (number >> which & 1) != 0;
    }

    // ---- its texts ----

    String requestText() {
        return isGet() ? "" : text("request");
    }

    String responseText() {
        return text("response");
    }

    static String rewritten(String text) {
        return text.replace("cybersecurity", "SEED Labs");
    }

    private String text(String which) {
        Random random = new Random(31L * number + which.hashCode());
        int most = random.nextInt(ONE_IN_SO_MANY_IS_LONG) == 0 ? MAX_WORDS_OF_A_LONG_ONE : MAX_WORDS;
        StringBuilder text = new StringBuilder(which + " " + number + ": ");
        for (int left = random.nextInt(most); left > 0; left--) {
            text.append(random.nextInt(8) == 0 ? random.nextInt() : WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private Body body(String which, boolean chunked, boolean zipped) {
        byte[] text = text(which).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = zipped ? zip(text) : text;
        return chunked
                ? new Body.Repeatable(OptionalLong.empty(), () -> new Pieces(ByteBuffer.wrap(bytes)))
                : Body.of(bytes);
    }

    private static byte[] zip(byte[] text) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    /** As many chunks as there are pieces. */
    private record Pieces(ByteBuffer rest) implements BodyProducer {
        @Override
        public void produce(BodyWriter out) {
            while (rest.hasRemaining() && out.isWritable()) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE_BYTES, rest.remaining()));
                rest.position(rest.position() + out.write(piece));
            }
            if (!rest.hasRemaining()) {
                out.end();
            }
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s, request %s %s, response %s %s",
                method(),
                path(),
                bit(0) ? "chunked" : "with its length",
                bit(1) ? "gzip" : "identity",
                bit(2) ? "chunked" : "with its length",
                bit(3) ? "gzip" : "identity");
    }
}
