package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaiveRequestComparisonTest extends NaiveComparisonCase {
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

    @Test
    void shouldAgreeWithNaiveReaderAtEverySplit() {
        int whole = 0;
        int rejected = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            String text = conversation(new Random(seed));
            List<String> expected = new NaiveRequestReader(text, LIMITS.maxBodyBytes()).read();
            compare(seed, text, expected, memory -> new Replay(new RequestDecoder(LIMITS), memory, false));
            whole += expected.isEmpty() || expected.get(0).startsWith("REJECTED") ? 0 : 1;
            rejected += !expected.isEmpty() && last(expected).startsWith("REJECTED") ? 1 : 0;
        }
        assertTrue(whole > ROUNDS / 5 && rejected > ROUNDS / 5, "too much of one kind: " + whole + ", " + rejected);
    }

    private static String conversation(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            message(text, random);
        }
        maybeMutate(text, random);
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
}
