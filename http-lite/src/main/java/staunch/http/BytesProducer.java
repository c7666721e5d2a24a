package staunch.http;

import java.nio.ByteBuffer;

/** A body that is there, in one array. */
final class BytesProducer implements BodyProducer {
    /** How much is written at a time: a slow reader pins little more of a long body than the high watermark. */
    private static final int SLICE_BYTES = 32 << 10;

    private final ByteBuffer bytes;

    BytesProducer(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    @Override
    public void produce(BodyWriter out) {
        int length = bytes.capacity();
        int taken = 1;
        while (bytes.position() < length && taken > 0 && out.isWritable()) {
            taken = out.write(bytes.limit(Math.min(length, bytes.position() + SLICE_BYTES)));
        }
        if (bytes.position() == length) {
            out.end();
        }
    }
}
