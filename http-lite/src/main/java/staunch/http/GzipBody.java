package staunch.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.reactor.EventLoop;

/**
 * Another body in the form of gzip (RFC 1952), on its way: what that one writes is deflated and written on.
 *
 * <pre>
 *            the other body ends          deflated whole           passed on
 *  DEFLATING -------------------> ENDING ----------------> CHECK -----------> ENDED
 * </pre>
 *
 * The <em>compressed leftover</em> is what the connection has not taken yet: {@code 0 <= position <= limit <= capacity}.
 * While it holds a byte nothing is taken from the other body, so what one body holds is this buffer and the deflater's
 * windows. Very even bytes deflate to next to nothing, and the connection would never be full: so no more than {@link
 * #MAX_BYTES_PER_TURN} are taken in one turn of the loop.
 *
 * <p>Used on the connection's loop.
 */
final class GzipBody implements BodyProducer, BodyWriter {
    /** How much of the other body is deflated before others on the loop have their turn: a few milliseconds of work. */
    static final int MAX_BYTES_PER_TURN = 256 << 10;

    private static final int LEFTOVER_BYTES = 8 << 10;
    /** Magic, deflate, no flags, no time, nothing said of speed, system unknown (RFC 1952 §2.3). */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        DEFLATING,
        ENDING,
        CHECK,
        ENDED
    }

    private final BodyProducer source;
    private final EventLoop loop;
    private final Runnable onFinished;
    private final CRC32 check = new CRC32();
    private State state = State.DEFLATING;
    private Fields trailers = Fields.empty();
    private ByteBuffer compressed = NOTHING;
    private @Nullable Deflater deflater;
    private @Nullable BodyWriter out;
    private int turnBytes;
    private boolean producing;
    private boolean over;

    /** @param onFinished runs once, when all is given back */
    GzipBody(BodyProducer source, EventLoop loop, Runnable onFinished) {
        this.source = source;
        this.loop = loop;
        this.onFinished = onFinished;
    }

    private static <T> T begun(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("nobody has asked for the body yet");
        }
        return part;
    }

    // ---- what the connection asks ----

    @Override
    public void produce(BodyWriter writer) throws Exception {
        if (deflater == null) {
            deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            compressed = ByteBuffer.allocate(LEFTOVER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(HEADER)
                    .flip();
        }
        out = writer;
        if (passOn() && state == State.DEFLATING) {
            producing = true;
            try {
                source.produce(this);
            } finally {
                producing = false;
            }
        }
        endIfPossible();
    }

    @Override
    public void onShutdown() {
        source.onShutdown();
    }

    @Override
    public void finished(boolean whole) {
        over = true;
        if (deflater != null) {
            deflater.end();
        }
        source.finished(whole);
        onFinished.run();
    }

    // ---- what the other body writes ----

    @Override
    public int write(ByteBuffer plain) {
        if (state != State.DEFLATING) {
            throw new IllegalStateException("the body has ended");
        }
        int length = Math.min(plain.remaining(), MAX_BYTES_PER_TURN - turnBytes);
        if (over || length == 0 || !passOn()) {
            return 0;
        }
        ByteBuffer shown = plain.slice(plain.position(), length);
        begun(deflater).setInput(shown);
        deflateShown();
        begun(deflater).setInput(NOTHING);
        int taken = shown.position();
        check.update(shown.flip());
        plain.position(plain.position() + taken);
        count(taken);
        return taken;
    }

    private void count(int taken) {
        turnBytes += taken;
        if (turnBytes == MAX_BYTES_PER_TURN) {
            loop.ready(this::nextTurn);
        }
    }

    private void nextTurn() {
        turnBytes = 0;
        if (!over && out != null) {
            try {
                produce(out);
            } catch (Exception failure) {
                out.fail(failure);
            }
        }
    }

    @Override
    public boolean isWritable() {
        return !over
                && state == State.DEFLATING
                && turnBytes < MAX_BYTES_PER_TURN
                && !compressed.hasRemaining()
                && begun(out).isWritable();
    }

    @Override
    public void end(Fields behind) {
        if (state != State.DEFLATING) {
            throw new IllegalStateException("the body has ended");
        }
        trailers = behind;
        state = State.ENDING;
        if (!over) {
            begun(deflater).finish();
            if (!producing) {
                endIfPossible();
            }
        }
    }

    @Override
    public void fail(Throwable failure) {
        begun(out).fail(failure);
    }

    // ---- the compressed leftover ----

    /** Whether nothing is left over. */
    private boolean passOn() {
        if (compressed.hasRemaining()) {
            begun(out).write(compressed);
        }
        return !compressed.hasRemaining();
    }

    /** Deflates what the deflater has been shown; false if the connection takes no more before the end of that. */
    private boolean deflateShown() {
        while (!over && passOn()) {
            compressed.clear();
            begun(deflater).deflate(compressed);
            compressed.flip();
            if (!compressed.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void endIfPossible() {
        if (state == State.ENDING && deflateShown()) {
            state = State.CHECK;
            int sizeModulo = (int) begun(deflater).getBytesRead();
            compressed.clear().putInt((int) check.getValue()).putInt(sizeModulo).flip();
        }
        if (state == State.CHECK && passOn()) {
            state = State.ENDED;
            begun(out).end(trailers);
        }
    }
}
