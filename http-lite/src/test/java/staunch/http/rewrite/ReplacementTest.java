package staunch.http.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.Streaming;
import staunch.http.coding.Streaming.Cut;

/** A replacement on a stream does what {@link String#replace} and {@link String#replaceAll} do on the whole. */
class ReplacementTest {
    private static final List<Cut> CUTS = List.of(
            Cut.WHOLE,
            new Cut(1, 1, false, 1),
            new Cut(1, 100, true, 2),
            new Cut(3, 2, true, 3),
            new Cut(17, 1_000, true, 4),
            new Cut(5_000, 13, false, 5));

    private final List<String> said = new ArrayList<>();

    private static String random(String alphabet, int length, long seed) {
        Random random = new Random(seed);
        int[] codePoints = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
        }
        return text.toString();
    }

    private void assertReplaced(String rule, String body, String expected, Charset charset) throws IOException {
        for (Cut cut : CUTS) {
            BodyTransform transform = RewriteRule.parse(rule).onText(charset, said::add);
            byte[] replaced = Streaming.all(transform, body.getBytes(charset), cut);
            assertEquals(expected, new String(replaced, charset), () -> rule + ", " + cut + " in " + body);
        }
    }

    // ---- literals ----

    @ParameterizedTest
    @CsvSource({
        "ab,X",
        "aab,''",
        "aaa,a",
        "abab,ab",
        "abaab,abaabab",
        "aabaaab,-",
        "a,aa",
        "é,e",
        "ébé,é",
        "b😀,x",
        "😀,é"
    })
    void shouldReplaceALiteralAsOnTheWhole(String from, String to) throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            String body = random(seed % 2 == 0 ? "ab" : "aabé😀", seed * 7 % 150, seed);
            String rule = from + "=>" + to;
            String expected = body.replace(from, to);
            assertReplaced(rule, body, expected, StandardCharsets.UTF_8);
            assertReplaced(rule, body, expected, StandardCharsets.UTF_16BE);
            assertReplaced(rule, body, expected, StandardCharsets.UTF_16LE);
        }
    }

    /** In UTF-16 the bytes of a literal may lie across two characters, which are not it. */
    @Test
    void shouldNotFindALiteralAcrossCharacters() throws IOException {
        String across = "\u4161\u6261\u6200ab";
        assertReplaced("慡=>x", across, across, StandardCharsets.UTF_16BE);
        assertReplaced("ab=>x", "\u0061\u6200\u6162ab", "\u0061\u6200\u6162x", StandardCharsets.UTF_16BE);
        assertReplaced("\u6100=>x", "\u0061\u0061\u6100", "\u0061\u0061x", StandardCharsets.UTF_16BE);
    }

    @Test
    void shouldHoldBackAPrefixOfTheLiteralOnly() throws IOException {
        Streaming streaming = new Streaming(RewriteRule.parse("abcabd=>X").onText(StandardCharsets.UTF_8, said::add));
        assertEquals("xyz", flushed(streaming, "xyz"));
        assertEquals("x", flushed(streaming, "xabcab"));
        assertEquals("abc", flushed(streaming, "c"));
        assertEquals("X", flushed(streaming, "abd"));
        assertEquals("abcaby", flushed(streaming, "abcaby"));
        assertEquals("\r\n", flushed(streaming, "\r\n"));
    }

    private static String flushed(Streaming streaming, String text) throws IOException {
        return new String(streaming.flushed(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void shouldPassHalfACharacterAtTheEnd() throws IOException {
        byte[] odd = {0, 'a', 0};
        for (String rule : List.of("ab=>x", "re:ab=>x")) {
            BodyTransform transform = RewriteRule.parse(rule).onText(StandardCharsets.UTF_16BE, said::add);
            assertArrayEquals(odd, Streaming.all(transform, odd));
        }
    }

    // ---- patterns ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "ab",
                "a+",
                "a*",
                "a*?",
                "a+?b",
                "a{2,3}",
                "(a)(b)",
                "a|ab|abb",
                "ab|a",
                "(?:ab)+",
                "(?<=a)b",
                "(?<!a)b",
                "a(?=b)",
                "a(?!b)",
                "\\ba",
                "b\\b",
                "\\Bb",
                "^a",
                "a$",
                "(?m)^a",
                "(?m)b$",
                "\\Aa",
                "b\\z",
                "b\\Z",
                "$",
                "^",
                "(?m)^",
                "(?m)$",
                "\\n",
                "\\R",
                ".",
                ".+",
                "(?s).+",
                "a.*b",
                "a[^b]*b",
                "(?s)a.*?\\nb",
                "(a|b)\\1",
                "(?i)A",
                "(?u)É",
                "é+",
                "[^a]",
                "😀",
                "[😀é]+a",
                "\\p{L}{3}",
                "a++b",
                "(?>a+)a",
                "ab?a?b?\\n"
            })
    void shouldReplaceAPatternAsOnTheWhole(String regex) throws IOException {
        for (int seed = 0; seed < 25; seed++) {
            String body = random(seed % 3 == 0 ? "ab\n" : seed % 3 == 1 ? "aab b\r\n" : "abé😀", seed * 5 % 90, seed);
            String expected = bracketed(regex, body);
            assertReplaced("re:" + regex + "=><$0>", body, expected, StandardCharsets.UTF_8);
            if (seed < 3) {
                assertReplaced("re:" + regex + "=><$0>", body, expected, StandardCharsets.UTF_16LE);
            }
        }
        assertEquals(List.of(), said);
    }

    /** As {@link Matcher#replaceAll}, which also puts something between the halves of a character, when it is empty. */
    private static String bracketed(String regex, String body) {
        Matcher matcher = Pattern.compile(regex).matcher(body);
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        while (matcher.find()) {
            int start = matcher.start();
            boolean within = start > 0
                    && start < body.length()
                    && Character.isSurrogatePair(body.charAt(start - 1), body.charAt(start));
            if (!within) {
                replaced.append(body, at, start)
                        .append('<')
                        .append(matcher.group())
                        .append('>');
                at = matcher.end();
            }
        }
        return replaced.append(body, at, body.length()).toString();
    }

    @Test
    void shouldPutGroupsByNumberAndName() throws IOException {
        assertReplaced(
                "re:(\\w+)@(?<host>\\w+)=>${host}: $1\\$ $2", "ann@home", "home: ann$ home", StandardCharsets.UTF_8);
        assertReplaced("re:(a)|(b)=>[$1$2]", "abc", "[a][b]c", StandardCharsets.UTF_8);
        assertReplaced("re:(a)=>$10", "a", "a0", StandardCharsets.UTF_8);
    }

    @Test
    void shouldReplaceInLongTextsWithLittleMemory() throws IOException {
        String body = random("abcdefgh ", 1_000_000, 1);
        PatternReplacement replacement = (PatternReplacement)
                RewriteRule.parse("re:\\b(a\\w*)\\b=>[$1]").onText(StandardCharsets.UTF_8, said::add);
        byte[] bytes =
                Streaming.all(replacement, body.getBytes(StandardCharsets.UTF_8), new Cut(9_000, 9_000, true, 1));
        String expected = Pattern.compile("\\b(a\\w*)\\b").matcher(body).replaceAll("[$1]");
        assertEquals(expected, new String(bytes, StandardCharsets.UTF_8));
        assertTrue(replacement.heldBytes() < 64 << 10, () -> replacement.heldBytes() + " bytes");
        assertEquals(List.of(), said);
    }

    /** Bytes that are no UTF-8 come back as they were, also in a match. */
    @Test
    void shouldKeepWhatDoesNotDecode() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[60];
            random.nextBytes(noise);
            for (int j = 0; j < noise.length; j += 7) {
                noise[j] = (byte) 'a';
            }
            Cut cut = new Cut(1 + i % 9, 1 + i % 7, i % 2 == 0, i);
            BodyTransform same = RewriteRule.parse("re:(?s)(.)a=>$1a").onText(StandardCharsets.UTF_8, said::add);
            assertArrayEquals(noise, Streaming.all(same, noise, cut));
            BodyTransform changed = RewriteRule.parse("re:a=>bc").onText(StandardCharsets.UTF_8, said::add);
            BodyTransform literal = RewriteRule.parse("a=>bc").onText(StandardCharsets.UTF_8, said::add);
            byte[] expected = new String(noise, StandardCharsets.ISO_8859_1)
                    .replace("a", "bc")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertArrayEquals(expected, Streaming.all(changed, noise, cut));
            assertArrayEquals(expected, Streaming.all(literal, noise, cut));
        }
    }

    @Test
    void shouldReplaceInCharsetsOfOneByteACharacter() throws IOException {
        for (String charset : List.of("ISO-8859-1", "windows-1252", "ISO-8859-15")) {
            assertReplaced("é=>ü", "caféé", "cafüü", Charset.forName(charset));
            assertReplaced("re:[é]+=>ü", "caféé", "cafü", Charset.forName(charset));
        }
    }

    // ---- what cannot be done ----

    /** The match may end anywhere: what would have to be held is more than may be. */
    @Test
    void shouldSayWhatMayBeTooLong() throws IOException {
        int most = 1_000;
        for (int gap : new int[] {500, 990, 1_010, 50_000}) {
            said.clear();
            String body = "xay" + "-".repeat(gap) + "b, and a--b";
            PatternReplacement replacement = new PatternReplacement(
                    "r",
                    Pattern.compile("a[^b]*b"),
                    ReplacementText.literal("!"),
                    TextCoding.of(StandardCharsets.UTF_8).orElseThrow(),
                    most,
                    said::add);
            byte[] bytes =
                    Streaming.all(replacement, body.getBytes(StandardCharsets.UTF_8), new Cut(300, 50, true, gap));
            String replaced = new String(bytes, StandardCharsets.UTF_8);
            if (gap < most) {
                assertEquals("x!, !", replaced);
                assertEquals(List.of(), said);
            } else {
                assertEquals(body.replace("and a--b", "!"), replaced);
                assertEquals(
                        List.of("the rule r was not applied to what may be a match of more than 1000 characters"),
                        said);
            }
            assertTrue(replacement.heldBytes() < 32 << 10, () -> replacement.heldBytes() + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a+)+b", "(.*)*x"})
    void shouldGiveUpAPatternThatDoesNotEnd(String regex) throws IOException {
        String body = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac".repeat(100);
        BodyTransform transform = RewriteRule.parse("re:" + regex + "=>!").onText(StandardCharsets.UTF_8, said::add);
        byte[] bytes = Streaming.all(transform, body.getBytes(StandardCharsets.UTF_8), new Cut(100, 100, true, 1));
        assertEquals(body, new String(bytes, StandardCharsets.UTF_8));
        assertEquals(
                List.of("the rule re:" + regex + "=>! was given up for the rest of a body:"
                        + " it looks at the same characters again and again"),
                said);
    }

    @Test
    void shouldGiveUpAPatternThatNeedsTooMuchStack() throws IOException {
        String body = "ab".repeat(30_000) + "c";
        BodyTransform transform = RewriteRule.parse("re:(?:a|b)*c=>!").onText(StandardCharsets.UTF_8, said::add);
        byte[] bytes = Streaming.all(transform, body.getBytes(StandardCharsets.UTF_8), new Cut(5_000, 5_000, false, 1));
        assertEquals(body, new String(bytes, StandardCharsets.UTF_8));
        assertEquals(1, said.size());
        assertTrue(said.get(0).contains("was given up for the rest of a body: it "), said::toString);
    }

    @Test
    void shouldNotPutMoreThanMayBe() throws IOException {
        String group = "a".repeat(50_000);
        BodyTransform transform =
                RewriteRule.parse("re:(a+)b=>" + "$1".repeat(30)).onText(StandardCharsets.UTF_8, said::add);
        byte[] bytes = Streaming.all(transform, (group + "b ab").getBytes(StandardCharsets.UTF_8));
        assertEquals(group + "b " + "a".repeat(30), new String(bytes, StandardCharsets.UTF_8));
        assertEquals(1, said.size());
    }

    @Test
    void shouldHoldWhatMayBecomeAMatchOnly() throws IOException {
        Streaming streaming =
                new Streaming(RewriteRule.parse("re:data=>DATA").onText(StandardCharsets.UTF_8, said::add));
        assertEquals("DATA: 1\n\n", flushed(streaming, "data: 1\n\n"));
        assertEquals("x", flushed(streaming, "xdat"));
        assertEquals("DATA", flushed(streaming, "a"));
    }

    /** 64 MiB, in pieces. */
    @Test
    void shouldLookAtAByteOnceWithALiteral() throws IOException {
        byte[] piece = random("abc", 64 << 10, 1).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(128 << 10);
        long total = 0;
        try (BodyTransform transform = RewriteRule.parse("abcabcabc=>x").onText(StandardCharsets.UTF_8, said::add)) {
            for (int i = 0; i < 1_000; i++) {
                assertTrue(transform.transform(ByteBuffer.wrap(piece), out.clear(), Phase.MORE));
                total += out.position();
            }
        }
        assertTrue(total > 60L << 20, total + " bytes");
    }

    @Test
    void shouldReplaceInTurn() throws IOException {
        List<BodyTransform> turn = new ArrayList<>();
        for (String rule : List.of("ab=>b", "bb=>c", "re:c+=>d")) {
            turn.add(RewriteRule.parse(rule).onText(StandardCharsets.UTF_8, said::add));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Streaming.all(
                BodyTransform.chain(turn), "abab-ababab-cc".getBytes(StandardCharsets.UTF_8), new Cut(1, 1, true, 1)));
        assertEquals("d-db-d", all.toString(StandardCharsets.UTF_8));
    }
}
