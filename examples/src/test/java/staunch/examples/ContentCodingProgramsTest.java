package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCoding;

/** Bodies coded here are decoded by the programs that everyone has, and the other way round. */
class ContentCodingProgramsTest {
    @TempDir
    Path folder;

    private static byte[] text() {
        byte[] text = new byte[500_000];
        Random random = new Random(1);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (i / 1_000 % 2 == 0 ? "to be or not ".charAt(i % 13) : random.nextInt(256));
        }
        return text;
    }

    private static byte[] all(BodyTransform transform, byte[] bytes, Phase phaseBetween) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        try (transform) {
            for (int at = 0; at < bytes.length; at += 10_000) {
                int count = Math.min(10_000, bytes.length - at);
                boolean last = at + count == bytes.length;
                ByteBuffer in = ByteBuffer.wrap(bytes, at, count);
                assertTrue(transform.transform(in, out, last ? Phase.END : phaseBetween));
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    @ParameterizedTest
    @CsvSource({"GZIP, gzip", "BROTLI, brotli", "ZSTD, zstd"})
    void shouldBeDecodedByTheProgram(ContentCoding coding, String name) throws IOException, InterruptedException {
        ExternalProgram program = ExternalProgram.onPath(name);
        Path plain = folder.resolve("plain");
        for (Phase phase : new Phase[] {Phase.MORE, Phase.FLUSH}) {
            Path coded = Files.write(folder.resolve("coded"), all(coding.newEncoder(), text(), phase));
            program.fed(coded).runInto(plain, "-dc").expectSuccess();
            assertArrayEquals(text(), Files.readAllBytes(plain));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GZIP, gzip -9c",
        "GZIP, gzip -1c",
        "BROTLI, brotli -q 11 --lgwin=24 -c",
        "BROTLI, brotli -q 0 -c",
        "ZSTD, zstd -19 -c",
        "ZSTD, zstd -1 --no-check -c"
    })
    void shouldDecodeWhatTheProgramMakes(ContentCoding coding, String command)
            throws IOException, InterruptedException {
        String[] words = command.split(" ");
        Path plain = Files.write(folder.resolve("plain"), text());
        Path coded = folder.resolve("coded");
        ExternalProgram.onPath(words[0])
                .fed(plain)
                .runInto(coded, Arrays.copyOfRange(words, 1, words.length))
                .expectSuccess();
        assertArrayEquals(text(), all(coding.newDecoder(), Files.readAllBytes(coded), Phase.MORE));
    }
}
