package staunch.bench;

import java.nio.ByteBuffer;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;

/** A body of so many zeros. */
final class Zeros implements BodyProducer {
    private static final ByteBuffer BLOCK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final ByteBuffer block = BLOCK.duplicate();
    private long leftBytes;

    Zeros(long bytes) {
        this.leftBytes = bytes;
    }

    @Override
    public void produce(BodyWriter out) {
        int taken = 1;
        while (leftBytes > 0 && taken > 0 && out.isWritable()) {
            block.clear().limit((int) Math.min(block.capacity(), leftBytes));
            taken = out.write(block);
            leftBytes -= taken;
        }
        if (leftBytes == 0) {
            out.end();
        }
    }
}
