package staunch.http.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCodings;
import staunch.http.coding.Streaming;
import staunch.http.coding.Streaming.Cut;

/** Bodies through the whole chain: decoded, rewritten, coded again. */
class BodyRewriteTest {
    private final List<String> said = new ArrayList<>();

    private BodyTransform transform(String type, String coding, String... rules) throws IOException {
        Fields fields = Fields.of("Content-Type", type).toBuilder()
                .add("Content-Encoding", coding)
                .build();
        BodyRewrite rewrite = RewriteRules.of(
                        Arrays.stream(rules).map(RewriteRule::parse).toList())
                .forResponse(Method.GET, new ResponseHead(HttpVersion.HTTP_1_1, Status.OK, fields));
        assertEquals(List.of(), rewrite.notApplied());
        return rewrite.newTransform(said::add);
    }

    private static ContentCodings codings(String coding) throws IOException {
        return ContentCodings.parse(List.of(coding.split(", ")));
    }

    /** The word again and again, with noise between that grows and so moves it over every kind of boundary. */
    private static String page(long seed) {
        Random random = new Random(seed);
        StringBuilder page = new StringBuilder("<title>cybersecurity</title>");
        for (int i = 0; i < 120; i++) {
            page.append("cybersecurity".repeat(random.nextInt(3))).append("cyber".repeat(random.nextInt(3)));
            random.ints(random.nextInt(60), 'a', 'z').forEach(page::appendCodePoint);
        }
        return page.append("cybersecurit").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "deflate", "br", "zstd", "br, gzip"})
    void shouldRewriteAsOnTheWholeThroughEveryCoding(String coding) throws IOException {
        for (String rule : List.of("cybersecurity=>SEED+Labs", "re:cyber(security)=>SEED-$1")) {
            for (int seed = 0; seed < 8; seed++) {
                byte[] plain = page(seed).getBytes(StandardCharsets.UTF_8);
                Cut cut = new Cut(
                        List.of(1, 5, 100, 5_000).get(seed % 4),
                        List.of(1, 7, 900).get(seed % 3),
                        seed % 2 == 0,
                        seed);
                byte[] coded = Streaming.all(codings(coding).newEncoder(), plain, new Cut(200, 900, true, seed));
                byte[] rewritten = Streaming.all(transform("text/html", coding, rule), coded, cut);
                String decoded =
                        new String(Streaming.all(codings(coding).newDecoder(), rewritten), StandardCharsets.UTF_8);
                String expected = rule.startsWith("re:")
                        ? page(seed).replace("cybersecurity", "SEED-security")
                        : page(seed).replace("cybersecurity", "SEED+Labs");
                assertEquals(expected, decoded, () -> rule + ", " + cut);
            }
        }
        assertEquals(List.of(), said);
    }

    /** For one who decodes and codes himself. */
    @Test
    void shouldReplaceInWhatIsDecoded() throws IOException {
        Fields fields = Fields.of("Content-Type", "text/html").toBuilder()
                .add("Content-Encoding", "gzip")
                .build();
        BodyRewrite rewrite = RewriteRules.of(List.of(RewriteRule.parse("a=>b"), RewriteRule.parse("re:b+=>c")))
                .forResponse(Method.GET, new ResponseHead(HttpVersion.HTTP_1_1, Status.OK, fields));
        byte[] replaced = Streaming.all(
                rewrite.newReplacement(said::add), "xabay".getBytes(StandardCharsets.UTF_8), new Cut(1, 1, true, 1));
        assertEquals("xcy", new String(replaced, StandardCharsets.UTF_8));
    }

    @Test
    void shouldFindAMatchThatStraddlesMembersOfGzip() throws IOException {
        byte[] text = "all of cybersecurity here".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            ByteArrayOutputStream members = new ByteArrayOutputStream();
            members.writeBytes(Streaming.all(codings("gzip").newEncoder(), Arrays.copyOf(text, cut)));
            members.writeBytes(Streaming.all(codings("gzip").newEncoder(), Arrays.copyOfRange(text, cut, text.length)));
            byte[] rewritten = Streaming.all(
                    transform("text/html", "gzip", "cybersecurity=>SEED+Labs"),
                    members.toByteArray(),
                    new Cut(3, 10, true, cut));
            assertEquals(
                    "all of SEED+Labs here",
                    new String(Streaming.all(codings("gzip").newDecoder(), rewritten), StandardCharsets.UTF_8));
        }
    }

    /** What the origin flushed is at the client's when it comes, whole, with the rules applied. */
    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "deflate", "br", "zstd"})
    void shouldNotHoldAnEventBack(String coding) throws IOException {
        try (BodyTransform origin = codings(coding).newEncoder();
                BodyTransform proxy = transform("text/event-stream", coding, "rain=>sun", "re:\\bsn\\w+=>sun");
                BodyTransform client = codings(coding).newDecoder()) {
            Streaming atOrigin = new Streaming(origin);
            Streaming atProxy = new Streaming(proxy);
            Streaming atClient = new Streaming(client);
            for (int i = 0; i < 30; i++) {
                byte[] event = ("data: rain and snow " + i + "\n\n").getBytes(StandardCharsets.UTF_8);
                byte[] shown = atClient.flushed(atProxy.flushed(atOrigin.flushed(event)));
                assertEquals("data: sun and sun " + i + "\n\n", new String(shown, StandardCharsets.UTF_8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void shouldFailOnATruncatedBody(String coding) throws IOException {
        byte[] coded = Streaming.all(codings(coding).newEncoder(), page(1).getBytes(StandardCharsets.UTF_8));
        byte[] part = Arrays.copyOf(coded, coded.length - 3);
        BodyTransform transform = transform("text/html", coding, "a=>b");
        assertThrows(IOException.class, () -> Streaming.all(transform, part));
    }

    @ParameterizedTest
    @CsvSource({"utf-16,true", "utf-16,false", "utf-16le,false", "utf-16be,false", "iso-8859-1,false", "utf-8,true"})
    void shouldReadTheCharset(String charset, boolean mark) throws IOException {
        Charset java = charset.equals("utf-16") ? StandardCharsets.UTF_16LE : Charset.forName(charset);
        java = charset.equals("utf-16") && !mark ? StandardCharsets.UTF_16BE : java;
        byte[] body = ((mark ? "\ufeff" : "") + "h\u00e9h\u00e9").getBytes(java);
        byte[] expected = ((mark ? "\ufeff" : "") + "\u00fch\u00e9").getBytes(java);
        for (String rule : List.of("h\u00e9h=>\u00fch", "re:h(\u00e9)h=>\u00fch")) {
            for (int piece = 1; piece < 6; piece++) {
                byte[] rewritten = Streaming.all(
                        transform("text/html; charset=" + charset, "identity", rule),
                        body,
                        new Cut(piece, piece, true, piece));
                assertArrayEquals(expected, rewritten, charset);
            }
        }
        byte[] half = {0};
        assertArrayEquals(half, Streaming.all(transform("text/plain; charset=utf-16", "identity", "a=>b"), half));
    }

    @Test
    void shouldRewriteAFormAsAQuery() throws IOException {
        String form = "q=cyber+security&r=cyber%20security&s=%63yber%20security&t=%";
        for (int piece = 1; piece < 9; piece++) {
            byte[] rewritten = Streaming.all(
                    transform("application/x-www-form-urlencoded", "identity", "cyber security=>SEED Labs"),
                    form.getBytes(StandardCharsets.US_ASCII),
                    new Cut(piece, piece, true, piece));
            assertEquals("q=SEED+Labs&r=SEED+Labs&s=SEED+Labs&t=%", new String(rewritten, StandardCharsets.US_ASCII));
        }
    }

    /** 64 MiB of one byte, which gzip makes 64 KiB of, go through 8 KiB, and come out as 64 KiB again. */
    @Test
    void shouldRewriteABombAPieceAtATime() throws IOException {
        byte[] piece = new byte[64 << 10];
        Arrays.fill(piece, (byte) 'a');
        ByteBuffer bomb = ByteBuffer.allocate(1 << 20);
        try (BodyTransform encoder = codings("gzip").newEncoder()) {
            for (int i = 0; i < 1_024; i++) {
                encoder.transform(ByteBuffer.wrap(piece), bomb, i == 1_023 ? Phase.END : Phase.MORE);
            }
        }
        bomb.flip();
        ByteBuffer out = ByteBuffer.allocate(8 << 10);
        long total = 0;
        try (BodyTransform transform = transform("text/plain", "gzip", "aab=>x")) {
            boolean done = false;
            while (!done) {
                done = transform.transform(bomb, out.clear(), Phase.END);
                total += out.position();
            }
        }
        assertTrue(total < 200 << 10, total + " bytes");
    }
}
