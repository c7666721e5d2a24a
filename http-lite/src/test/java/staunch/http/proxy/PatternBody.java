package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.codec.Fields;

/** A body of any length that is made as it is taken: byte number n is n times an odd number, of which it has the high bits. */
final class PatternBody implements BodyProducer {
    private static final int PIECE_BYTES = 8 << 10;

    private final long length;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private long made;
    private long taken;

    PatternBody(long length) {
        this.length = length;
    }

    Body body() {
        return new Body.Produced(OptionalLong.of(length), this);
    }

    /** How much of it has been taken so far. */
    long takenBytes() {
        return taken;
    }

    static byte at(long index) {
        return (byte) (index * 0x9E3779B97F4A7C15L >>> 40);
    }

    /** Whether these are the bytes from {@code index} on, to each of which {@code shift} was added. */
    static boolean matches(ByteBuffer bytes, long index, int shift) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != (byte) (at(index + i - bytes.position()) + shift)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void produce(BodyWriter out) {
        while (out.isWritable() && taken < length) {
            if (!piece.hasRemaining()) {
                piece.clear().limit((int) Math.min(PIECE_BYTES, length - made));
                while (piece.hasRemaining()) {
                    piece.put(at(made++));
                }
                piece.flip();
            }
            int count = out.write(piece);
            if (count == 0) {
                return;
            }
            taken += count;
        }
        if (taken == length) {
            out.end(Fields.empty());
        }
    }

    @Override
    public void finished(boolean whole) {}
}
