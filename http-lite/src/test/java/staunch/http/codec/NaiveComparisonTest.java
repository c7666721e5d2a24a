package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Replay.Memory;

/** Random requests, whole and mutated: the decoder and the naive reader must come to the same, at every split. */
class NaiveComparisonTest {
    /** Only the body's can be reached: the naive reader knows no other. */
    private static final HttpLimits LIMITS =
            new HttpLimits(4_000, 4_000, 4_000, 1_000, 30_000, 4_000, 30_000, 1_000, 16);

    private static final int ROUNDS = Integer.getInteger("staunch.http.fuzzRounds", 4_000);
    private static final long FIRST_SEED = Long.getLong("staunch.http.fuzzSeed", 1);

    private static final String[] LINES = {
        "GET / HTTP/1.1", "GET / HTTP/1.1", "POST /a?b=c HTTP/1.1", "HEAD /x HTTP/1.0", "PUT http://h:1/p HTTP/1.1",
        "OPTIONS * HTTP/1.1", "CONNECT h:443 HTTP/1.1", "BREW /pot HTTP/1.9", "GET / HTTP/2.0", "GET http://h HTTP/1.1"
    };
    private static final String[] FIELDS = {
        "A: b",
        "Name:value",
        "Empty:",
        "X:  spaced\t ",
        "Connection: keep-alive",
        "Connection: x, close",
        "Expect: 100-continue",
        "Expect: other",
        "Host: i",
        "Latin: \u00e9",
        "Transfer-Encoding: gzip, chunked",
        "Upgrade: x"
    };
    private static final String INTERESTING = "\r\n\0 \t:;,=\"\\/#*0159aAfFgGhxX+-_.[]\u007f\u0080\u00ff";

    @Test
    void shouldAgreeWithNaiveReaderAtEverySplit() {
        int whole = 0;
        int rejected = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            String text = conversation(new Random(seed));
            List<String> expected = new NaiveRequestReader(text, LIMITS.maxBodyBytes()).read();
            compare(seed, text, expected, Memory.HEAP, () -> Integer.MAX_VALUE);
            compare(seed, text, expected, Memory.DIRECT, () -> 1);
            Random sizes = new Random(seed);
            compare(seed, text, expected, Memory.HEAP, () -> 1 + sizes.nextInt(30));
            whole += expected.isEmpty() || expected.get(0).startsWith("REJECTED") ? 0 : 1;
            rejected += !expected.isEmpty() && last(expected).startsWith("REJECTED") ? 1 : 0;
        }
        assertTrue(whole > ROUNDS / 5 && rejected > ROUNDS / 5, "too much of one kind: " + whole + ", " + rejected);
    }

    private static void compare(long seed, String text, List<String> expected, Memory memory, IntSupplier sizes) {
        RequestDecoder decoder = new RequestDecoder(LIMITS);
        List<String> seen = new Replay(decoder, memory, false).feed(text, sizes);
        String shown = "seed " + seed + ": " + text.replace("\r", "\\r").replace("\n", "\\n");
        if (!expected.isEmpty() && last(expected).equals(NaiveRequestReader.INCOMPLETE)) {
            int whole = expected.size() - 1;
            assertEquals(expected.subList(0, whole), seen.subList(0, Math.min(whole, seen.size())), shown);
            assertTrue(seen.size() <= whole + 2, () -> shown + " " + seen);
        } else {
            // A head whose body is refused is told by the decoder, and not by the naive reader.
            if (last(expected).startsWith("REJECTED") && seen.size() == expected.size() + 1) {
                seen.remove(seen.size() - 2);
            }
            assertEquals(expected, seen, shown);
        }
    }

    private static String last(List<String> events) {
        return events.isEmpty() ? "" : events.get(events.size() - 1);
    }

    private static String conversation(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            message(text, random);
        }
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            mutate(text, random);
        }
        return text.toString();
    }

    private static void message(StringBuilder text, Random random) {
        text.append(random.nextInt(20) == 0 ? "\r\n" : "")
                .append(LINES[random.nextInt(LINES.length)])
                .append("\r\n");
        text.append(random.nextInt(30) == 0 ? "" : "Host: h\r\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            int kind = random.nextInt(2) == 0 ? 4 : FIELDS.length;
            text.append(FIELDS[random.nextInt(kind)]).append("\r\n");
        }
        switch (random.nextInt(4)) {
            case 0 -> length(text, random.nextInt(40));
            case 1 -> chunks(text, random);
            default -> text.append("\r\n");
        }
    }

    private static void length(StringBuilder text, int length) {
        text.append("Content-Length: ").append(length).append("\r\n\r\n").append("x".repeat(length));
    }

    private static void chunks(StringBuilder text, Random random) {
        text.append("Transfer-Encoding: chunked\r\n\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            int size = 1 + random.nextInt(20);
            text.append(Integer.toHexString(size)).append(random.nextInt(3) == 0 ? ";a=\"b\\\"c\";d=e;f" : "");
            text.append("\r\n").append("y".repeat(size)).append("\r\n");
        }
        text.append("0\r\n").append(random.nextInt(3) == 0 ? "T: u\r\n" : "").append("\r\n");
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        char c = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, c);
            case 1 -> text.insert(at, c);
            case 2 -> text.deleteCharAt(at);
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(12))));
        }
        if (text.length() == 0) {
            text.append(c);
        }
    }
}
