package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.BodyWriter;
import staunch.http.Pattern;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.ContentCoding;
import staunch.http.coding.Streaming;

/** Bodies through edits, in any pieces, to a writer that takes any; and those that are held whole. */
class EditedBodyTest {
    /** Takes at most so much before it has to be asked again. */
    private static final class Taker implements BodyWriter {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        @Override
        public int write(ByteBuffer source) {
            int count = Math.min(room, source.remaining());
            byte[] bytes = new byte[count];
            source.get(bytes);
            taken.writeBytes(bytes);
            room -= count;
            return count;
        }

        @Override
        public boolean isWritable() {
            return room > 0;
        }

        @Override
        public void end(Fields trailers) {}

        @Override
        public void fail(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    private static byte[] through(EditedBody body, byte[] bytes, long seed) throws IOException {
        Random random = new Random(seed);
        Taker taker = new Taker();
        int at = 0;
        ByteBuffer left = ByteBuffer.allocate(0);
        boolean over = false;
        while (!over) {
            taker.room = random.nextInt(3) == 0 ? 0 : random.nextInt(40_000);
            if (body.proceed(taker)) {
                if (!left.hasRemaining() && at < bytes.length) {
                    int count = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 5 : 50_000));
                    left = ByteBuffer.wrap(bytes, at, count);
                    at += count;
                }
                body.pass(left, taker);
                over = !left.hasRemaining() && at == bytes.length && body.finish(taker);
            }
        }
        body.close();
        return taker.taken.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip", "deflate", "br", "zstd"})
    void shouldBeExactWhateverThePieces(String coding) throws IOException {
        Fields fields = coding.isEmpty() ? Fields.empty() : Fields.of("Content-Encoding", coding);
        byte[] plain = Pattern.bytes(150_000);
        byte[] coded = coding.isEmpty()
                ? plain
                : Streaming.all(ContentCoding.of(coding).orElseThrow().newEncoder(), plain);
        for (long seed = 0; seed < 10; seed++) {
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            EditedBody body = EditedBody.through(List.of(Shift.by(1), Shift.by(2)), fields, note -> {}, bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                seen.writeBytes(copy);
            });
            byte[] out = through(body, coded, seed);
            assertArrayEquals(out, seen.toByteArray());
            byte[] content = coding.isEmpty()
                    ? out
                    : Streaming.all(ContentCoding.of(coding).orElseThrow().newDecoder(), out);
            assertArrayEquals(Shift.shifted(plain, 3), content);
        }
    }

    /** A small piece of which much comes: all of that comes without a further piece. */
    @Test
    void shouldGoOnWithWhatIsOwed() throws IOException {
        byte[] zeros = new byte[1 << 20];
        byte[] coded;
        try (BodyTransform encoder = ContentCoding.GZIP.newEncoder()) {
            coded = new Streaming(encoder).flushed(zeros);
        }
        EditedBody body = EditedBody.through(
                List.of(Shift.by(0)), Fields.of("Content-Encoding", "gzip"), note -> {}, bytes -> {});
        Taker taker = new Taker();
        ByteBuffer in = ByteBuffer.wrap(coded);
        body.pass(in, taker);
        for (int i = 0; i < 10_000 && !body.proceed(taker); i++) {
            taker.room = 100;
            body.pass(in, taker);
        }
        assertFalse(in.hasRemaining());
        try (BodyTransform decoder = ContentCoding.GZIP.newDecoder()) {
            assertArrayEquals(zeros, new Streaming(decoder).flushed(taker.taken.toByteArray()));
        }
        body.close();
    }

    @Test
    void shouldLeaveABodyAloneThatNoEditWants() throws IOException {
        BodyEdit nothing = notes -> BodyTransform.identity();
        Fields gzip = Fields.of("Content-Encoding", "gzip");
        EditedBody body = EditedBody.through(List.of(nothing, nothing), gzip, note -> {}, bytes -> {});
        assertFalse(body.isEdited());
        byte[] notGzip = Pattern.bytes(1_000);
        assertArrayEquals(notGzip, through(body, notGzip, 1));
    }

    @Test
    void shouldCloseWhatItHasBegunIfTheRestCannotBe() {
        List<String> closed = new ArrayList<>();
        BodyEdit closing = notes -> new BodyTransform() {
            @Override
            public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) {
                return true;
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        };
        BodyEdit broken = notes -> {
            throw new IllegalStateException("broken");
        };
        assertThrows(
                IllegalStateException.class,
                () -> EditedBody.through(List.of(closing, broken), Fields.empty(), note -> {}, bytes -> {}));
        assertEquals(List.of("closed"), closed);
    }

    // ---- whole ----

    private static byte[] whole(int maxBytes, byte[] bytes, List<String> notes, Streaming.Cut cut) throws IOException {
        BodyTransform transform =
                BodyEdit.whole(maxBytes, all -> (all.length + "!").getBytes()).begin(notes::add);
        return Streaming.all(transform, bytes, cut);
    }

    @Test
    void shouldHoldABodyUpToItsBound() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Streaming.Cut cut = new Streaming.Cut(1 + (int) seed * 50, 1 + (int) seed, true, seed);
            List<String> notes = new ArrayList<>();
            assertEquals("0!", new String(whole(0, new byte[0], notes, cut)));
            assertEquals("1000!", new String(whole(1_000, Pattern.bytes(1_000), notes, cut)));
            assertTrue(notes.isEmpty());
            assertArrayEquals(Pattern.bytes(1_001), whole(1_000, Pattern.bytes(1_001), notes, cut));
            assertEquals(1, notes.size());
            assertTrue(notes.get(0).contains("1000"), notes.get(0));
        }
    }
}
