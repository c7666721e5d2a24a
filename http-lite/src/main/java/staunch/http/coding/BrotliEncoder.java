package staunch.http.coding;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes {@code br} (RFC 7932), of quality {@value #QUALITY} and a window of 256 KiB: about as fast as gzip, and smaller.
 *
 * <p>The <em>pulled</em> are coded bytes that had no room, in the encoder's own memory. It is pushed no further before they
 * are gone, and the last push was done whole; so it holds its input buffer, and some 2 MiB for its window and tables.
 */
final class BrotliEncoder implements BodyTransform {
    static final int INPUT_BYTES = 8 << 10;

    private static final int QUALITY = 4;
    private static final int WINDOW_LOG = 18;

    private final BrotliLibrary.Encoder methods;
    private final Object encoder;
    private ByteBuffer pulled = Pieces.NOTHING;
    /** The last operation, and whether something was taken since the last flush. */
    private Object operation;

    private boolean unflushed;
    private boolean closed;

    BrotliEncoder(BrotliLibrary library) throws IOException {
        this.methods = library.encoder();
        this.operation = methods.process();
        this.encoder = OptionalLibrary.call(
                () -> library.newEncoder().invoke(INPUT_BYTES, QUALITY, WINDOW_LOG, library.mode()));
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        while (true) {
            Pieces.move(pulled, out);
            if (pulled.hasRemaining()) {
                return false;
            }
            if (!encode(in, phase)) {
                return true;
            }
        }
    }

    /** Encodes some more; false if all that the phase asks for is done. */
    private boolean encode(ByteBuffer in, Phase phase) throws IOException {
        if (OptionalLibrary.call(() -> (boolean) methods.hasMoreOutput().invoke(encoder))) {
            pulled = OptionalLibrary.call(() -> (ByteBuffer) methods.pull().invoke(encoder));
            return true;
        }
        if (OptionalLibrary.call(() -> (boolean) methods.hasRemainingInput().invoke(encoder))) {
            return push(operation, 0);
        }
        if (in.hasRemaining()) {
            unflushed = true;
            return push(methods.process(), fill(in));
        }
        return switch (phase) {
            case MORE -> false;
            case FLUSH -> {
                boolean flushes = unflushed;
                unflushed = false;
                yield flushes && push(methods.flush(), 0);
            }
            case END ->
                !OptionalLibrary.call(() -> (boolean) methods.isFinished().invoke(encoder))
                        && push(methods.finish(), 0);
        };
    }

    private int fill(ByteBuffer in) throws IOException {
        ByteBuffer input =
                OptionalLibrary.call(() -> (ByteBuffer) methods.input().invoke(encoder));
        input.clear();
        Pieces.move(in, input);
        return input.position();
    }

    private boolean push(Object what, int count) throws IOException {
        operation = what;
        OptionalLibrary.call(() -> methods.push().invoke(encoder, what, count));
        if (!OptionalLibrary.call(() -> (boolean) methods.isSuccess().invoke(encoder))) {
            throw new IOException("the encoder of coding br gave up");
        }
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pulled = Pieces.NOTHING;
            Closing.run(() -> methods.destroy().invoke(encoder));
        }
    }
}
