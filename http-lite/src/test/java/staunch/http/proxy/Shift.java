package staunch.http.proxy;

import java.nio.ByteBuffer;
import staunch.http.coding.BodyTransform;

/** An edit that adds to each byte: what passes unchanged, twice, or out of order shows. */
final class Shift implements BodyTransform {
    private final int by;

    Shift(int by) {
        this.by = by;
    }

    static BodyEdit by(int by) {
        return notes -> new Shift(by);
    }

    static byte[] shifted(byte[] bytes, int by) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += by;
        }
        return result;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) {
        while (in.hasRemaining() && out.hasRemaining()) {
            out.put((byte) (in.get() + by));
        }
        return !in.hasRemaining();
    }

    @Override
    public void close() {}
}
