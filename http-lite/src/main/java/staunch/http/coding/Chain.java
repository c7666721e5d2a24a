package staunch.http.coding;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Two transforms, one behind the other.
 *
 * <pre>
 *   in --first--&gt; between --second--&gt; out
 *
 *   0 &lt;= between.position() &lt;= between.limit() == BETWEEN_BYTES     [0, position) was not taken by the second yet
 * </pre>
 *
 * The second is told of a flush, or of the end, when the first has put out all that this asked of it.
 */
final class Chain implements BodyTransform {
    /** What may wait between two: 8 KiB. */
    static final int BETWEEN_BYTES = 8 << 10;

    private final BodyTransform first;
    private final BodyTransform second;
    private final ByteBuffer between = ByteBuffer.allocate(BETWEEN_BYTES);

    Chain(BodyTransform first, BodyTransform second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        boolean firstDone;
        boolean secondDone;
        do {
            firstDone = first.transform(in, between, phase);
            between.flip();
            try {
                secondDone = second.transform(between, out, firstDone ? phase : Phase.MORE);
            } finally {
                between.compact();
            }
        } while (secondDone && !firstDone);
        return secondDone;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
