package staunch.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCoding;
import staunch.reactor.EventLoop;

/**
 * Another body in the form of gzip (RFC 1952), on its way: what that one writes is coded and written on.
 *
 * <pre>
 *         the other body ends          coded whole, passed on
 *  CODING -------------------&gt; ENDING ------------------------&gt; ENDED
 * </pre>
 *
 * The <em>compressed leftover</em> is what the connection has not taken yet: {@code 0 <= position <= limit <= capacity}.
 * While it holds a byte nothing is taken from the other body, so what one body holds is this buffer and the encoder's
 * windows. Very even bytes deflate to next to nothing, and the connection would never be full: so no more than {@link
 * #MAX_BYTES_PER_TURN} are taken in one turn of the loop.
 *
 * <p>Used on the connection's loop.
 */
final class GzipBody implements BodyProducer, BodyWriter {
    /** How much of the other body is deflated before others on the loop have their turn: a few milliseconds of work. */
    static final int MAX_BYTES_PER_TURN = 256 << 10;

    private static final int LEFTOVER_BYTES = 8 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        CODING,
        ENDING,
        ENDED
    }

    private final BodyProducer source;
    private final EventLoop loop;
    private final Runnable onFinished;
    private State state = State.CODING;
    private Fields trailers = Fields.empty();
    private ByteBuffer compressed = NOTHING;
    private @Nullable BodyTransform encoder;
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
        if (encoder == null) {
            encoder = ContentCoding.GZIP.newEncoder();
            compressed = ByteBuffer.allocate(LEFTOVER_BYTES).flip();
        }
        out = writer;
        if (passOn() && state == State.CODING) {
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
        if (encoder != null) {
            encoder.close();
        }
        source.finished(whole);
        onFinished.run();
    }

    // ---- what the other body writes ----

    @Override
    public int write(ByteBuffer plain) {
        if (state != State.CODING) {
            throw new IllegalStateException("the body has ended");
        }
        int length = Math.min(plain.remaining(), MAX_BYTES_PER_TURN - turnBytes);
        if (over || length == 0 || !passOn()) {
            return 0;
        }
        ByteBuffer shown = plain.slice(plain.position(), length);
        code(shown, Phase.MORE);
        int taken = shown.position();
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
                && state == State.CODING
                && turnBytes < MAX_BYTES_PER_TURN
                && !compressed.hasRemaining()
                && begun(out).isWritable();
    }

    @Override
    public void end(Fields behind) {
        if (state != State.CODING) {
            throw new IllegalStateException("the body has ended");
        }
        trailers = behind;
        state = State.ENDING;
        if (!over && !producing) {
            endIfPossible();
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

    /** Codes what is shown; false if the connection takes no more before the end of that. */
    private boolean code(ByteBuffer shown, Phase phase) {
        boolean done = false;
        while (!over && !done && passOn()) {
            compressed.clear();
            try {
                done = begun(encoder).transform(shown, compressed, phase);
            } catch (IOException failure) {
                fail(failure);
                return false;
            } finally {
                compressed.flip();
            }
        }
        return done && passOn();
    }

    private void endIfPossible() {
        if (state == State.ENDING && code(NOTHING, Phase.END)) {
            state = State.ENDED;
            begun(out).end(trailers);
        }
    }
}
