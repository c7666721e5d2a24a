package staunch.http.rewrite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import staunch.http.coding.BodyTransform;

/**
 * A transform of text in UTF-16, made when the first two bytes, which it holds until then, tell the byte order: big-endian
 * unless they are a mark that says otherwise (RFC 2781 §4.3).
 */
final class ByteOrderSeeking implements BodyTransform {
    /** Makes a transform for a coding. */
    interface Maker {
        BodyTransform make(TextCoding coding);
    }

    private final Maker maker;
    private final ByteBuffer begin = ByteBuffer.allocate(2);
    private @Nullable BodyTransform transform;

    ByteOrderSeeking(Maker maker) {
        this.maker = maker;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        BodyTransform made = transform;
        if (made == null) {
            while (begin.hasRemaining() && in.hasRemaining()) {
                begin.put(in.get());
            }
            if (begin.hasRemaining() && phase != Phase.END) {
                return true;
            }
            boolean little = !begin.hasRemaining() && begin.getShort(0) == (short) 0xfffe;
            begin.flip();
            made = maker.make(TextCoding.of(little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE)
                    .orElseThrow());
            transform = made;
        }
        if (begin.hasRemaining() && !made.transform(begin, out, Phase.MORE)) {
            return false;
        }
        return made.transform(in, out, phase);
    }

    @Override
    public void close() {
        if (transform != null) {
            transform.close();
        }
    }
}
