package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import staunch.http.codec.Replay.Memory;

/** Random messages, whole and mutated: a decoder and a naive reader must come to the same, at every split. */
abstract class NaiveComparisonCase {
    /** Only the body's can be reached: the naive readers know no other. */
    static final HttpLimits LIMITS = new HttpLimits(4_000, 4_000, 4_000, 1_000, 30_000, 4_000, 30_000, 1_000, 1_000);

    static final int ROUNDS = Integer.getInteger("staunch.http.fuzzRounds", 4_000);
    static final long FIRST_SEED = Long.getLong("staunch.http.fuzzSeed", 1);

    private static final String INTERESTING = "\r\n\0 \t:;,=\"\\/#*0159aAfFgGhxX+-_.[]\u007f\u0080\u00ff";

    /** The decoder sees the text in one piece, byte by byte, and at random splits. */
    static void compare(long seed, String text, List<String> expected, Function<Memory, Replay> replays) {
        Random sizes = new Random(seed);
        String shown = "seed " + seed + ": " + text.replace("\r", "\\r").replace("\n", "\\n");
        compare(shown, expected, replays.apply(Memory.HEAP).feed(text, () -> Integer.MAX_VALUE));
        compare(shown, expected, replays.apply(Memory.DIRECT).feed(text, () -> 1));
        compare(shown, expected, replays.apply(Memory.HEAP).feed(text, () -> 1 + sizes.nextInt(30)));
    }

    private static void compare(String shown, List<String> expected, List<String> seen) {
        if (!expected.isEmpty() && last(expected).equals(NaiveReader.INCOMPLETE)) {
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

    static String last(List<String> events) {
        return events.isEmpty() ? "" : events.get(events.size() - 1);
    }

    /** Now and then damages the text, up to twice. */
    static void maybeMutate(StringBuilder text, Random random) {
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            mutate(text, random);
        }
    }

    static void length(StringBuilder text, int length) {
        text.append("Content-Length: ").append(length).append("\r\n\r\n").append("x".repeat(length));
    }

    static void chunks(StringBuilder text, Random random) {
        text.append("Transfer-Encoding: chunked\r\n\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            int size = 1 + random.nextInt(20);
            text.append(Integer.toHexString(size)).append(random.nextInt(3) == 0 ? ";a=\"b\\\"c\";d=e;f" : "");
            text.append("\r\n").append("y".repeat(size)).append("\r\n");
        }
        text.append("0\r\n").append(random.nextInt(3) == 0 ? "T: u\r\n" : "").append("\r\n");
    }

    static void mutate(StringBuilder text, Random random) {
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
