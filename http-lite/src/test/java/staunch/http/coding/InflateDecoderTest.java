package staunch.http.coding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.coding.BodyTransform.Phase;

/** Both codings, at every split and with little room; and everything that is none of them. */
public class InflateDecoderTest {
    private static final byte[] TEXT = "to be or not to be, to be is to do".getBytes(StandardCharsets.US_ASCII);

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, bare))) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** All flags: extra field, name, comment, and a checksum of the header, which is skipped. */
    private static byte[] withAllHeaderFields(byte[] member) {
        byte[] fixed = Arrays.copyOf(member, 10);
        fixed[3] = 2 + 4 + 8 + 16;
        byte[] optional = {3, 0, 'a', 0, 'c', 'n', 0, 'c', 'o', 0, 1, 2};
        return joined(fixed, optional, Arrays.copyOfRange(member, 10, member.length));
    }

    /** Decodes {@code bytes}, cut in two, through a buffer of {@code room} bytes; fails unless it is whole. */
    private static byte[] decoded(String coding, byte[] bytes, int cut, int room) throws IOException {
        try (BodyTransform inflater = ContentCoding.of(coding).orElseThrow().newDecoder()) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (ByteBuffer in : List.of(
                    ByteBuffer.wrap(bytes, 0, cut).slice(),
                    ByteBuffer.allocateDirect(bytes.length - cut)
                            .put(bytes, cut, bytes.length - cut)
                            .flip())) {
                ByteBuffer out = ByteBuffer.allocate(room);
                do {
                    out.clear();
                    inflater.transform(in, out, Phase.MORE);
                    plain.write(out.array(), 0, out.position());
                } while (out.position() > 0);
                assertFalse(in.hasRemaining());
            }
            assertTrue(inflater.transform(Pieces.NOTHING, ByteBuffer.allocate(1), Phase.END));
            return plain.toByteArray();
        }
    }

    @Test
    void shouldDecodeAtEverySplitWithAnyRoom() throws IOException {
        byte[] gzip = gzip(TEXT);
        for (byte[] bytes : List.of(gzip, withAllHeaderFields(gzip))) {
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertArrayEquals(TEXT, decoded("gzip", bytes, cut, 1));
                assertArrayEquals(TEXT, decoded("X-GZIP", bytes, cut, 100));
            }
        }
        for (byte[] bytes : List.of(deflate(TEXT, false), deflate(TEXT, true))) {
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertArrayEquals(TEXT, decoded("deflate", bytes, cut, 1));
                assertArrayEquals(TEXT, decoded("deflate", bytes, cut, 100));
            }
        }
    }

    @Test
    void shouldDecodeSeveralMembersAndNone() throws IOException {
        byte[] members = joined(gzip(TEXT), gzip(new byte[0]), gzip(TEXT));
        for (int cut = 0; cut <= members.length; cut++) {
            assertArrayEquals(joined(TEXT, TEXT), decoded("gzip", members, cut, 7));
        }
        assertEquals(0, decoded("gzip", new byte[0], 0, 1).length);
        assertEquals(0, decoded("deflate", new byte[0], 0, 1).length);
    }

    @Test
    void shouldNotTakeAPartForTheWhole() throws IOException {
        for (String coding : List.of("gzip", "deflate")) {
            byte[] bytes = coding.equals("gzip") ? gzip(TEXT) : deflate(TEXT, false);
            for (int length = 1; length < bytes.length; length++) {
                try (BodyTransform inflater =
                        ContentCoding.of(coding).orElseThrow().newDecoder()) {
                    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
                    assertThrows(
                            ZipException.class,
                            () -> inflater.transform(in, ByteBuffer.allocate(1_000), Phase.END),
                            coding + " of " + length);
                }
            }
        }
    }

    /** An altered byte is refused, or was one that says nothing of the contents. */
    @Test
    void shouldNeverDecodeToSomethingElse() {
        byte[] good = gzip(TEXT);
        for (int i = 0; i < 8 * good.length; i++) {
            byte[] altered = good.clone();
            altered[i / 8] ^= (byte) (1 << i % 8);
            try {
                assertArrayEquals(TEXT, decoded("gzip", altered, 0, 50), "bit " + i);
            } catch (IOException refused) {
                assertTrue(refused instanceof ZipException, refused::toString);
            }
        }
    }

    @Test
    void shouldRefuseWhatFollows() {
        for (byte[] behind : List.of(new byte[] {0}, "<html>".getBytes(StandardCharsets.US_ASCII))) {
            assertThrows(ZipException.class, () -> decoded("gzip", joined(gzip(TEXT), behind), 0, 100));
            assertThrows(ZipException.class, () -> decoded("deflate", joined(deflate(TEXT, false), behind), 0, 100));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "compress", "*", ""})
    void shouldKnowNoOtherCoding(String coding) {
        assertTrue(ContentCoding.of(coding).isEmpty());
    }
}
