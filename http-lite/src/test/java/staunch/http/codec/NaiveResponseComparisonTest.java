package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaiveResponseComparisonTest extends NaiveComparisonCase {
    private static final String[] LINES = {
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 404 Not Found",
        "HTTP/1.1 500",
        "HTTP/1.1 299 ",
        "HTTP/1.0 200 OK",
        "HTTP/1.9 303 See \u00e9",
        "HTTP/1.1 204 No Content",
        "HTTP/1.1 304 Not Modified",
        "HTTP/1.1 100 Continue",
        "HTTP/1.1 103 Early Hints",
        "HTTP/1.1 101 Switching Protocols",
        "HTTP/2.0 200 OK"
    };
    private static final Method[] METHODS = {Method.GET, Method.GET, Method.POST, Method.HEAD, Method.CONNECT};
    private static final String[] FIELDS = {
        "A: b",
        "Name:value",
        "Empty:",
        "X:  spaced\t ",
        "Connection: keep-alive",
        "Connection: x, close",
        "Content-Length: 3",
        "Latin: \u00e9",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked",
        "Upgrade: x"
    };

    @Test
    void shouldAgreeWithNaiveReaderAtEverySplit() {
        int whole = 0;
        int rejected = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            List<Method> methods = new ArrayList<>();
            String text = conversation(new Random(seed), methods);
            List<String> expected = new NaiveResponseReader(text, LIMITS.maxBodyBytes(), methods).read();
            compare(
                    seed,
                    text,
                    expected,
                    memory -> new Replay(new ResponseDecoder(LIMITS), memory, false)
                            .expecting(methods)
                            .untilTheEnd());
            whole += expected.isEmpty() || expected.get(0).startsWith("REJECTED") ? 0 : 1;
            rejected += !expected.isEmpty() && last(expected).startsWith("REJECTED") ? 1 : 0;
        }
        assertTrue(whole > ROUNDS / 5 && rejected > ROUNDS / 5, "too much of one kind: " + whole + ", " + rejected);
    }

    /** A request for each final response, now and then one more or less. */
    private static String conversation(Random random, List<Method> methods) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            methods.add(METHODS[random.nextInt(METHODS.length)]);
            message(text, random);
        }
        if (random.nextInt(4) == 0) {
            message(text, random);
        }
        maybeMutate(text, random);
        return text.toString();
    }

    private static void message(StringBuilder text, Random random) {
        text.append(LINES[random.nextInt(LINES.length)]).append("\r\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            int kind = random.nextInt(2) == 0 ? 4 : FIELDS.length;
            text.append(FIELDS[random.nextInt(kind)]).append("\r\n");
        }
        switch (random.nextInt(5)) {
            case 0, 1 -> length(text, random.nextInt(40));
            case 2, 3 -> chunks(text, random);
            default -> text.append("\r\n").append("z".repeat(random.nextInt(40) == 0 ? 1_001 : random.nextInt(3)));
        }
    }
}
