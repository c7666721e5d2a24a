package staunch.http.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Undoes {@code zstd} (RFC 8878), of several frames too.
 *
 * <pre>
 *           header whole, window not above the limit
 *   HEADER -----------------------------------------&gt; FRAME
 *      ^                 the frame has ended            |
 *      '------------------------------------------------'
 *
 *   0 &lt;= coded.position() &lt;= coded.limit() &lt;= BUFFER_BYTES          [position, limit) was not decoded yet
 *   0 &lt;= decoded.position() &lt;= decoded.limit() &lt;= BUFFER_BYTES      [position, limit) had no room yet
 * </pre>
 *
 * Both buffers are direct, as the library wants them. Beside them it holds the window, of at most {@link
 * ContentCoding#MAX_ZSTD_WINDOW_BYTES}, outside the heap.
 */
final class ZstdDecoder implements BodyTransform {
    static final int BUFFER_BYTES = 16 << 10;

    private final ZstdLibrary library;
    private final AutoCloseable decoder;
    private final ByteBuffer coded = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private final ByteBuffer decoded = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private boolean inFrame;
    /** Output was in the way; now that it is gone the decoder may go on without input. */
    private boolean stalled;

    ZstdDecoder(ZstdLibrary library) throws IOException {
        this.library = library;
        this.decoder =
                OptionalLibrary.call(() -> (AutoCloseable) library.newDecoder().invoke());
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        while (true) {
            Pieces.move(decoded, out);
            if (decoded.hasRemaining()) {
                return false;
            }
            coded.compact();
            Pieces.move(in, coded);
            coded.flip();
            boolean goesOn = inFrame ? coded.hasRemaining() || stalled : headerIsWhole();
            if (!goesOn || !decode()) {
                break;
            }
        }
        if (phase == Phase.END && (inFrame || coded.hasRemaining())) {
            throw new IOException("the body of coding zstd is truncated");
        }
        return true;
    }

    /** Whether a frame may begin: its header is there, and its window allowed. */
    private boolean headerIsWhole() throws IOException {
        OptionalInt length = ZstdFrame.headerBytes(coded);
        if (length.isEmpty() || coded.remaining() < length.getAsInt()) {
            return false;
        }
        long windowBytes = ZstdFrame.windowBytes(coded);
        if (windowBytes < 0 || windowBytes > ContentCoding.MAX_ZSTD_WINDOW_BYTES) {
            throw new IOException("a body of coding zstd with a window of " + Long.toUnsignedString(windowBytes)
                    + " bytes, which may be " + ContentCoding.MAX_ZSTD_WINDOW_BYTES + " (RFC 9659)");
        }
        inFrame = true;
        return true;
    }

    /** Whether that brought anything. */
    private boolean decode() throws IOException {
        int before = coded.position();
        decoded.clear();
        try {
            boolean frameEnded =
                    OptionalLibrary.call(() -> (boolean) library.decode().invoke(decoder, decoded, coded));
            inFrame = !frameEnded;
            stalled = !decoded.hasRemaining();
        } catch (RuntimeException damaged) {
            throw new IOException("the body of coding zstd is damaged: " + damaged.getMessage(), damaged);
        } finally {
            decoded.flip();
        }
        return coded.position() > before || decoded.hasRemaining();
    }

    @Override
    public void close() {
        Closing.run(() -> {
            decoder.close();
            return decoder;
        });
    }
}
