package staunch.http.coding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.Streaming.Cut;

/** Every coding, there and back, however it is cut; and what is damaged, truncated or too large. */
class ContentCodingTest {
    private static final byte[] TEXT =
            "to be or not to be, to be is to do, do be do be do. ".repeat(20).getBytes(StandardCharsets.US_ASCII);

    /** Runs of one byte, words and noise. */
    private static byte[] mixed(int length, long seed) {
        byte[] bytes = new byte[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte)
                    (i / 3_000 % 3 == 0 ? 'a' : i / 3_000 % 3 == 1 ? random.nextInt(256) : "abcd".charAt(i * 7 % 4));
        }
        return bytes;
    }

    static byte[] coded(ContentCoding coding, byte[] plain) throws IOException {
        return Streaming.all(coding.newEncoder(), plain);
    }

    static Stream<Cut> cuts() {
        return Stream.of(
                Cut.WHOLE,
                new Cut(1, 1, false, 1),
                new Cut(1, 1, true, 2),
                new Cut(7, 5, true, 3),
                new Cut(100, 100, true, 4),
                new Cut(3_000, 70, true, 5),
                new Cut(50_000, 20_000, true, 6),
                new Cut(50_000, 1, false, 7));
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldNotBeMissingInTests(ContentCoding coding) {
        assertEquals(Optional.empty(), coding.missing());
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void shouldComeBackByteForByteHoweverItIsCut(Cut cut) throws IOException {
        for (ContentCoding coding : ContentCoding.values()) {
            for (int length : new int[] {0, 1, 100, 8_193, cut.maxRoom() == 1 ? 1_000 : 40_000}) {
                byte[] plain = mixed(length, length);
                byte[] coded = Streaming.all(coding.newEncoder(), plain, cut);
                assertArrayEquals(plain, Streaming.all(coding.newDecoder(), coded), coding + " of " + length);
                assertArrayEquals(plain, Streaming.all(coding.newDecoder(), coded, cut), coding + " of " + length);
            }
        }
    }

    @Test
    void shouldBeReadByTheJdk() throws IOException {
        byte[] plain = mixed(300_000, 1);
        byte[] gzip = Streaming.all(ContentCoding.GZIP.newEncoder(), plain, new Cut(5_000, 30, true, 1));
        byte[] zlib = Streaming.all(ContentCoding.DEFLATE.newEncoder(), plain, new Cut(5_000, 30, true, 1));
        assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes());
        assertArrayEquals(plain, new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes());
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldMakeMuchFewerBytesOfText(ContentCoding coding) throws IOException {
        byte[] coded = coded(coding, TEXT);
        assertTrue(coded.length < TEXT.length / 6, coded.length + " of " + TEXT.length);
    }

    /** What was written so far is to be had behind each flush, and a flush of nothing is nothing. */
    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldShowAllThatWasFlushed(ContentCoding coding) throws IOException {
        try (BodyTransform encoder = coding.newEncoder();
                BodyTransform decoder = coding.newDecoder()) {
            Streaming encoding = new Streaming(encoder);
            Streaming decoding = new Streaming(decoder);
            for (int i = 0; i < 50; i++) {
                byte[] event = ("data: number " + i + "\n\n").getBytes(StandardCharsets.US_ASCII);
                assertArrayEquals(event, decoding.flushed(encoding.flushed(event)));
                assertEquals(0, encoding.flushed(new byte[0]).length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldNotTakeAPartForTheWhole(ContentCoding coding) throws IOException {
        byte[] coded = coded(coding, TEXT);
        for (int length = 1; length < coded.length; length++) {
            byte[] part = Arrays.copyOf(coded, length);
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> Streaming.all(coding.newDecoder(), part),
                    coding + " of " + length + " of " + coded.length);
            assertTrue(thrown.getMessage().contains("truncated"), thrown::getMessage);
        }
    }

    /** Gzip and zlib carry a checksum; the others may decode to something else, but end. */
    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldEndWithAnErrorOrWithBytesWhenDamaged(ContentCoding coding) throws IOException {
        byte[] coded = coded(coding, TEXT);
        int refused = 0;
        for (int i = 0; i < 8 * coded.length; i++) {
            byte[] altered = coded.clone();
            altered[i / 8] ^= (byte) (1 << i % 8);
            try {
                Streaming.all(coding.newDecoder(), altered);
            } catch (IOException damaged) {
                refused++;
            }
        }
        assertTrue(refused > coded.length, () -> "hardly any damage was seen");
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldRefuseWhatFollows(ContentCoding coding) throws IOException {
        byte[] coded = coded(coding, TEXT);
        byte[] more = Arrays.copyOf(coded, coded.length + 20);
        Arrays.fill(more, coded.length, more.length, (byte) 'x');
        Cut byByte = new Cut(1, 1_000, false, 0);
        assertThrows(IOException.class, () -> Streaming.all(coding.newDecoder(), more, byByte));
    }

    /** 64 MiB of zeros pass through room for 8 KiB. */
    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldExpandABombAPieceAtATime(ContentCoding coding) throws IOException {
        byte[] zeros = new byte[64 << 10];
        ByteBuffer bomb = ByteBuffer.allocate(4 << 20);
        try (BodyTransform encoder = coding.newEncoder()) {
            for (int i = 0; i < 1_024; i++) {
                assertTrue(encoder.transform(ByteBuffer.wrap(zeros), bomb, i == 1_023 ? Phase.END : Phase.MORE));
            }
        }
        bomb.flip();
        try (BodyTransform decoder = coding.newDecoder()) {
            ByteBuffer out = ByteBuffer.allocate(8 << 10);
            long total = 0;
            boolean done;
            do {
                done = decoder.transform(bomb, out.clear(), Phase.END);
                total += out.position();
            } while (!done);
            assertEquals(64L << 20, total);
        }
    }

    @Test
    void shouldDecodeSeveralCodingsInTurn() throws IOException {
        ContentCodings codings = ContentCodings.parse(List.of("br", "identity", "X-GZip", "zstd"));
        assertEquals(List.of(ContentCoding.BROTLI, ContentCoding.GZIP, ContentCoding.ZSTD), codings.codings());
        byte[] coded = Streaming.all(codings.newEncoder(), TEXT, new Cut(100, 100, true, 1));
        assertEquals(0x28, coded[0]);
        assertArrayEquals(TEXT, Streaming.all(codings.newDecoder(), coded, new Cut(10, 10, true, 1)));
    }

    @Test
    void shouldSayWhichCodingsAreNotKnown() {
        IOException unknown = assertThrows(IOException.class, () -> ContentCodings.parse(List.of("gzip", "compress")));
        assertEquals("its coding is unknown: Content-Encoding says gzip, compress", unknown.getMessage());
        IOException many = assertThrows(
                IOException.class, () -> ContentCodings.parse(List.of("gzip", "gzip", "gzip", "gzip", "gzip")));
        assertEquals("it has more than 4 content codings", many.getMessage());
    }

    @Test
    void shouldChangeNothingWithoutACoding() throws IOException {
        ContentCodings none = ContentCodings.parse(List.of("identity"));
        assertEquals(List.of(), none.codings());
        assertArrayEquals(TEXT, Streaming.all(none.newDecoder(), TEXT, new Cut(3, 2, true, 1)));
        assertArrayEquals(TEXT, Streaming.all(none.newEncoder(), TEXT));
    }

    /** A frame's header alone, which says how large its window is, or, in a single segment, its content. */
    @Test
    void shouldRefuseWindowsOfZstdAboveTheLimit() throws IOException {
        byte[] magic = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
        for (byte[] header : List.of(
                new byte[] {0, 13 << 3 | 1}, // 8 MiB and an eighth
                new byte[] {0, (byte) (17 << 3)}, // 128 MiB
                new byte[] {(byte) 0xa0, 1, 0, (byte) 0x80, 0}, // 8 MiB and a byte
                new byte[] {(byte) 0xe0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80})) {
            byte[] frame = Arrays.copyOf(magic, 100);
            System.arraycopy(header, 0, frame, 4, header.length);
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> Streaming.all(ContentCoding.ZSTD.newDecoder(), frame, new Cut(1, 1, false, 1)));
            assertTrue(thrown.getMessage().contains("which may be 8388608 (RFC 9659)"), thrown::getMessage);
        }
        byte[] allowed = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 13 << 3, 1, 0, 0};
        assertEquals(0, Streaming.all(ContentCoding.ZSTD.newDecoder(), allowed).length);
    }

    @Test
    void shouldDecodeSeveralFramesAndSkipSome() throws IOException {
        byte[] coded = coded(ContentCoding.ZSTD, TEXT);
        byte[] skipped = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        ByteBuffer frames = ByteBuffer.allocate(2 * coded.length + skipped.length)
                .put(coded)
                .put(skipped)
                .put(coded);
        byte[] twice = Arrays.copyOf(TEXT, 2 * TEXT.length);
        System.arraycopy(TEXT, 0, twice, TEXT.length, TEXT.length);
        for (int room = 1; room < 100; room += 10) {
            Cut cut = new Cut(5, room, false, room);
            assertArrayEquals(twice, Streaming.all(ContentCoding.ZSTD.newDecoder(), frames.array(), cut));
        }
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void shouldCloseTwice(ContentCoding coding) throws IOException {
        for (BodyTransform transform : List.of(coding.newEncoder(), coding.newDecoder())) {
            transform.transform(ByteBuffer.wrap(coded(coding, TEXT)), ByteBuffer.allocate(1), Phase.MORE);
            transform.close();
            transform.close();
        }
    }
}
