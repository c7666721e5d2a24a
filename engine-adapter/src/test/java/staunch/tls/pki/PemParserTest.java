package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.PkiException.Kind;

class PemParserTest {
    private static final Path FILE = Path.of("some.pem");

    private static List<PemBlock> parse(String text) {
        return PemParser.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void shouldFindBlocksBetweenOtherText(String lineBreak) {
        String text = "Bag Attributes\n  friendlyName: x\n-----BEGIN A-----\nAQI=\n-----END A-----\nsubject=/CN=x\n"
                + "-----BEGIN B C-----\nAw\n==\n-----END B C-----  \n\ntrailing";
        List<PemBlock> blocks = parse(text.replace("\n", lineBreak));
        assertEquals(
                List.of("A (line 3)", "B C (line 7)"),
                blocks.stream().map(PemBlock::toString).toList());
        assertArrayEquals(new byte[] {1, 2}, blocks.get(0).der());
        assertArrayEquals(new byte[] {3}, blocks.get(1).der());
    }

    @Test
    void shouldSkipByteOrderMarkAndIndentedBase64() {
        List<PemBlock> blocks = parse("\uFEFF-----BEGIN A-----\n\n  AQI= \n-----END A-----\n");
        assertArrayEquals(new byte[] {1, 2}, blocks.get(0).der());
    }

    @Test
    void shouldReadHeadersAndTheirContinuation() {
        List<PemBlock> blocks =
                parse("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,\n  00FF\n\nAQI=\n-----END A-----");
        assertEquals(
                Map.of("Proc-Type", "4,ENCRYPTED", "DEK-Info", "X,00FF"),
                blocks.get(0).headers());
        assertArrayEquals(new byte[] {1, 2}, blocks.get(0).der());
    }

    @Test
    void shouldReadALabelOfAnyLength() {
        String label = "A" + "-A".repeat(100_000);
        String text = "-----BEGIN " + label + "-----\nAQI=\n-----END " + label + "-----\n";
        assertEquals(label, parse(text).get(0).label());
    }

    @Test
    void shouldReadManyLinesOfOneHeaderInTimeThatGrowsWithThem() {
        String folded = "\n 0123456789".repeat(Pem.MAX_FILE_BYTES / 12);
        PemBlock block = assertTimeoutPreemptively(
                        Duration.ofSeconds(10),
                        () -> parse("-----BEGIN A-----\nName: value" + folded + "\n\nAQI=\n-----END A-----"))
                .get(0);
        assertEquals(
                "value" + "0123456789".repeat(Pem.MAX_FILE_BYTES / 12),
                block.headers().get("Name"));
    }

    @Test
    void shouldFindNothingInOtherText() {
        assertEquals(List.of(), parse(""));
        assertEquals(List.of(), parse("----BEGIN A----\nno\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "'x\n-----END A-----', 2, without a BEGIN",
        "'-----BEGIN A-----\nAQI=', 1, cut off",
        "'-----BEGIN A-----\nAQI=\n-----END B-----', 3, expected END A",
        "'-----BEGIN A-----\nAQI=\n-----BEGIN A-----\n', 3, expected END A",
        "'-----BEGIN A-----\nA!\n-----END A-----', 2, not base64",
        "'-----BEGIN A-----\nA=\nAA\n-----END A-----', 1, damaged",
        "'-----BEGIN A-----\nA\n-----END A-----', 1, damaged",
        "'\n-----BEGIN A-----\n-----END A-----', 2, empty",
    })
    void shouldNameTheLineThatIsMalformed(String text, int line, String problem) {
        PkiException failure = assertFails(Kind.MALFORMED, () -> parse(text));
        assertMentions(failure, "some.pem", "line " + line + ":", problem);
    }

    @Test
    void shouldEndInBlocksOrTypedFailureForAnyText() {
        String alphabet = "-----BEGIN A-----\n-----END A-----\n:= \t\r/AQ";
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("-----BEGIN A-----\nAQI=\n-----END A-----\n".repeat(2));
            for (int change = 0; change < 1 + random.nextInt(6); change++) {
                char replacement = alphabet.charAt(random.nextInt(alphabet.length()));
                text.setCharAt(random.nextInt(text.length()), replacement);
            }
            try {
                parse(text.toString());
            } catch (PkiException e) {
                assertEquals(Kind.MALFORMED, e.kind(), "seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
