package staunch.http.coding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import staunch.http.coding.BodyTransform.Phase;

/** Drives a transform as a connection would: in pieces, with little room, heap and direct, with flushes between. */
public final class Streaming {
    /** How a body is cut: pieces of 0 to {@code maxPiece} bytes, room for 1 to {@code maxRoom}, by that seed. */
    public record Cut(int maxPiece, int maxRoom, boolean flushes, long seed) {
        public static final Cut WHOLE = new Cut(Integer.MAX_VALUE, 64 << 10, false, 0);
    }

    private final BodyTransform transform;
    private final ByteArrayOutputStream put = new ByteArrayOutputStream();

    public Streaming(BodyTransform transform) {
        this.transform = transform;
    }

    /** All that comes of {@code bytes}; the transform is closed behind it. */
    public static byte[] all(BodyTransform transform, byte[] bytes, Cut cut) throws IOException {
        try (transform) {
            Streaming streaming = new Streaming(transform);
            Random random = new Random(cut.seed());
            int at = 0;
            while (at < bytes.length) {
                int most = Math.min(cut.maxPiece(), bytes.length - at);
                int count = most == cut.maxPiece() && most > 1 ? random.nextInt(most + 1) : most;
                Phase phase = cut.flushes() && random.nextInt(3) == 0 ? Phase.FLUSH : Phase.MORE;
                streaming.feed(buffer(bytes, at, count, random.nextInt(8) == 0), phase, cut.maxRoom(), random);
                at += count;
            }
            streaming.feed(Pieces.NOTHING, Phase.END, cut.maxRoom(), random);
            return streaming.put.toByteArray();
        }
    }

    public static byte[] all(BodyTransform transform, byte[] bytes) throws IOException {
        return all(transform, bytes, Cut.WHOLE);
    }

    /** What comes of these bytes when they are flushed. */
    public byte[] flushed(byte[] bytes) throws IOException {
        put.reset();
        feed(ByteBuffer.wrap(bytes), Phase.FLUSH, 1_000, new Random(0));
        return put.toByteArray();
    }

    private static ByteBuffer buffer(byte[] bytes, int at, int count, boolean direct) {
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(count) : ByteBuffer.allocate(count);
        return buffer.put(bytes, at, count).flip();
    }

    private void feed(ByteBuffer in, Phase phase, int maxRoom, Random random) throws IOException {
        boolean done = false;
        int stalls = 0;
        while (!done) {
            int room = 1 + random.nextInt(maxRoom);
            ByteBuffer out = random.nextInt(8) == 0 ? ByteBuffer.allocateDirect(room) : ByteBuffer.allocate(room);
            int before = in.remaining();
            done = transform.transform(in, out, phase);
            if (done && in.hasRemaining()) {
                throw new AssertionError("done with " + in.remaining() + " bytes left");
            }
            if (!done && out.hasRemaining()) {
                throw new AssertionError("not done with room for " + out.remaining());
            }
            stalls = out.position() == 0 && in.remaining() == before ? stalls + 1 : 0;
            if (stalls > 2) {
                throw new AssertionError("no progress");
            }
            out.flip();
            byte[] bytes = new byte[out.remaining()];
            out.get(bytes);
            put.writeBytes(bytes);
        }
    }
}
