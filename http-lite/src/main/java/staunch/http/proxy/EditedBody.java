package staunch.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.BodyWriter;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCodings;

/**
 * A body on its way from one connection to the other, through its edits if it has any. What the writer does not take stays
 * where it came from.
 *
 * <pre>
 *   without edits:   in ------------------------------------------------&gt; writer
 *   with edits:      in -&gt; [ decoders, edits, encoders ] -&gt; pending -----&gt; writer
 *
 *   0 &lt;= pending.position() &lt;= pending.limit() &lt;= PENDING_BYTES     between calls [position, limit) was not taken yet
 * </pre>
 *
 * Used on the loop.
 */
final class EditedBody {
    static final int PENDING_BYTES = 16 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<BodyEdit> edits;
    private final Consumer<ByteBuffer> seen;
    private final @Nullable BodyTransform transform;
    private final ByteBuffer pending;
    /** Whether the edits have more to put out of what they were given. */
    private Phase phase = Phase.FLUSH;

    private boolean owing;

    private EditedBody(List<BodyEdit> edits, @Nullable BodyTransform transform, Consumer<ByteBuffer> seen) {
        this.edits = edits;
        this.transform = transform;
        this.seen = seen;
        this.pending =
                transform == null ? NOTHING : ByteBuffer.allocate(PENDING_BYTES).flip();
    }

    /** One that passes as it is. */
    static EditedBody untouched(Consumer<ByteBuffer> seen) {
        return new EditedBody(List.of(), null, seen);
    }

    /**
     * One that goes through edits; untouched, coding and all, if none of them has anything to do with it.
     *
     * @param fields of its head: whether it is coded
     * @param notes takes what a person should know
     * @param seen is shown what the writer took
     * @throws IOException if its coding cannot be undone, and why
     */
    static EditedBody through(List<BodyEdit> edits, Fields fields, Consumer<String> notes, Consumer<ByteBuffer> seen)
            throws IOException {
        ContentCodings codings = ContentCodings.parse(fields.members("Content-Encoding"));
        List<BodyTransform> all = new ArrayList<>();
        try {
            for (BodyEdit edit : edits) {
                all.add(edit.begin(notes));
            }
            BodyTransform chain = BodyTransform.chain(all);
            if (chain == BodyTransform.identity()) {
                return untouched(seen);
            }
            all.add(0, codings.newDecoder());
            all.add(codings.newEncoder());
        } catch (IOException | RuntimeException failure) {
            all.forEach(BodyTransform::close);
            throw failure;
        }
        return new EditedBody(edits, BodyTransform.chain(all), seen);
    }

    boolean isEdited() {
        return transform != null;
    }

    /** Moves what it can of {@code in} to the writer. */
    void pass(ByteBuffer in, BodyWriter out) throws IOException {
        BodyTransform edits = transform;
        if (edits == null) {
            write(in, out);
        } else if (in.hasRemaining()) {
            pump(edits, in, out, phase);
        }
    }

    /** Goes on with what was not taken, and with what that has kept from coming; true if nothing is left of either. */
    boolean proceed(BodyWriter out) throws IOException {
        BodyTransform edits = transform;
        return edits == null || (owing ? pump(edits, NOTHING, out, phase) : isTaken(out));
    }

    private boolean isTaken(BodyWriter out) {
        write(pending, out);
        return !pending.hasRemaining();
    }

    /** The body has ended: moves the rest to the writer. True if that took all; if not, to be called again. */
    boolean finish(BodyWriter out) throws IOException {
        BodyTransform edits = transform;
        phase = Phase.END;
        return edits == null || pump(edits, NOTHING, out, phase);
    }

    /** Puts pieces through the edits as long as the writer takes them; true if nothing is left. */
    private boolean pump(BodyTransform edits, ByteBuffer in, BodyWriter out, Phase wanted) throws IOException {
        boolean all = false;
        while (isTaken(out)) {
            if (all) {
                return true;
            }
            pending.clear();
            try {
                all = edits.transform(in, pending, wanted);
                owing = !all;
            } finally {
                pending.flip();
            }
        }
        return false;
    }

    private void write(ByteBuffer source, BodyWriter out) {
        if (!source.hasRemaining() || !out.isWritable()) {
            return; // a client that stalls costs no more than the high watermark
        }
        int start = source.position();
        int taken = out.write(source);
        if (taken > 0) {
            seen.accept(source.duplicate().position(start).limit(start + taken));
        }
    }

    /** What goes on of the fields behind the body. */
    Fields trailers(Fields received) {
        Fields trailers = received;
        for (BodyEdit edit : edits) {
            trailers = edit.trailers(trailers);
        }
        return trailers;
    }

    /** Nothing more will pass. */
    void close() {
        if (transform != null) {
            transform.close();
        }
    }
}
