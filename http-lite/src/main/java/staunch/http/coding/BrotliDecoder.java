package staunch.http.coding;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Undoes {@code br} (RFC 7932).
 *
 * <p>The <em>pulled</em> are decoded bytes that had no room, in the decoder's own memory: it decodes no further before they
 * are gone, so it holds its input buffer and its window, of at most 16 MiB, and grows to that only as the body does.
 */
final class BrotliDecoder implements BodyTransform {
    static final int INPUT_BYTES = 8 << 10;

    private final BrotliLibrary.Decoder methods;
    private final Object decoder;
    private ByteBuffer pulled = Pieces.NOTHING;
    /** Output was in the way; now that it is gone the decoder may go on, though it then says that it needs input. */
    private boolean stalled;

    private boolean begun;
    private boolean closed;

    BrotliDecoder(BrotliLibrary library) throws IOException {
        this.methods = library.decoder();
        this.decoder = OptionalLibrary.call(() -> library.newDecoder().invoke(INPUT_BYTES));
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        while (true) {
            Pieces.move(pulled, out);
            if (pulled.hasRemaining()) {
                return false;
            }
            if (!decode(in, phase == Phase.END)) {
                return true;
            }
        }
    }

    /** Decodes some more; false if there is nothing left that could be. */
    private boolean decode(ByteBuffer in, boolean end) throws IOException {
        String status =
                OptionalLibrary.call(() -> methods.status().invoke(decoder).toString());
        boolean hasOutput =
                OptionalLibrary.call(() -> (boolean) methods.hasOutput().invoke(decoder));
        if (hasOutput || status.equals("NEEDS_MORE_OUTPUT")) {
            pulled = OptionalLibrary.call(() -> (ByteBuffer) methods.pull().invoke(decoder));
            stalled = true;
            return true;
        }
        return switch (status) {
            case "OK" -> push(0);
            case "NEEDS_MORE_INPUT" -> stalled ? push(0) : in.hasRemaining() ? push(fill(in)) : needsMore(end);
            case "DONE" -> in.hasRemaining() && broken("bytes behind the end of the body of coding br");
            default -> broken("the body of coding br is damaged");
        };
    }

    private int fill(ByteBuffer in) throws IOException {
        ByteBuffer input =
                OptionalLibrary.call(() -> (ByteBuffer) methods.input().invoke(decoder));
        input.clear();
        Pieces.move(in, input);
        begun = true;
        return input.position();
    }

    private boolean push(int count) throws IOException {
        return OptionalLibrary.call(() -> {
            methods.push().invoke(decoder, count);
            stalled = false;
            return true;
        });
    }

    private boolean needsMore(boolean end) throws IOException {
        return end && begun && broken("the body of coding br is truncated");
    }

    private static boolean broken(String how) throws IOException {
        throw new IOException(how);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pulled = Pieces.NOTHING;
            Closing.run(() -> methods.destroy().invoke(decoder));
        }
    }
}
