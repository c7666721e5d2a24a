package staunch.http;

import java.nio.ByteBuffer;

/** A body that is there, in one array. */
final class BytesProducer implements BodyProducer {
    private final ByteBuffer bytes;

    BytesProducer(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    @Override
    public void produce(BodyWriter out) {
        while (bytes.hasRemaining() && out.isWritable()) {
            out.write(bytes);
        }
        if (!bytes.hasRemaining()) {
            out.end();
        }
    }
}
