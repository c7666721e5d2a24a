package staunch.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import staunch.http.coding.BodyTransform;

/**
 * Holds a body until it is whole, and puts out what is made of it.
 *
 * <pre>
 *               the end                  all is out
 *   COLLECTING ---------> PUTTING_OUT ---------------> (done)
 *        |                     |
 *        | above maxBytes      |   what was held first
 *        +-------------------> PASSING
 * </pre>
 */
final class WholeBody implements BodyTransform {
    private static final int FIRST_BYTES = 8 << 10;

    private enum State {
        COLLECTING,
        PASSING,
        PUTTING_OUT
    }

    private final int maxBytes;
    private final UnaryOperator<byte[]> change;
    private final Consumer<String> notes;
    private State state = State.COLLECTING;
    /** In COLLECTING the first {@code held} bytes count; later [next, held) is still to be put out. */
    private byte[] bytes = new byte[0];

    private int held;
    private int next;

    WholeBody(int maxBytes, UnaryOperator<byte[]> change, Consumer<String> notes) {
        this.maxBytes = maxBytes;
        this.change = change;
        this.notes = notes;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
        if (state == State.COLLECTING) {
            collect(in);
            if (state == State.COLLECTING && phase != Phase.END) {
                return true;
            }
            if (state == State.COLLECTING) {
                state = State.PUTTING_OUT;
                bytes = change.apply(Arrays.copyOf(bytes, held));
                held = bytes.length;
            }
        }
        int count = Math.min(held - next, out.remaining());
        out.put(bytes, next, count);
        next += count;
        if (next < held) {
            return false;
        }
        if (state == State.PASSING) {
            pass(in, out);
        }
        return !in.hasRemaining();
    }

    private void collect(ByteBuffer in) {
        if (in.remaining() > maxBytes - held) {
            state = State.PASSING;
            notes.accept("not changed: the body is longer than the " + maxBytes + " bytes that may be held");
            return;
        }
        int needed = held + in.remaining();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(FIRST_BYTES, Math.min(maxBytes, 2 * bytes.length))));
        }
        int count = in.remaining();
        in.get(bytes, held, count);
        held += count;
    }

    private static void pass(ByteBuffer in, ByteBuffer out) {
        int limit = in.limit();
        in.limit(in.position() + Math.min(in.remaining(), out.remaining()));
        out.put(in);
        in.limit(limit);
    }

    @Override
    public void close() {
        bytes = new byte[0];
        held = 0;
        next = 0;
    }
}
