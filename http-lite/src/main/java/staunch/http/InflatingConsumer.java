package staunch.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCoding;

/**
 * Stands before the consumer of a compressed response and shows it decompressed. What the consumer leaves of that is kept,
 * and while there is no room for more nothing is taken from the connection: however far a body expands, this holds {@link
 * #BUFFER_BYTES} of it.
 *
 * <pre>
 *   0 &lt;= pending.position() &lt;= pending.limit() &lt;= BUFFER_BYTES      between calls [position, limit) was left untaken
 * </pre>
 *
 * The consumer hears of the end when it has taken everything. Used on the loop.
 */
final class InflatingConsumer implements ResponseConsumer {
    static final int BUFFER_BYTES = 16 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final BodyTransform inflater;
    private final ResponseConsumer consumer;
    private final Consumer<Throwable> whenBroken;
    private final ByteBuffer pending = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private @Nullable Fields trailers;
    private boolean over;

    private InflatingConsumer(BodyTransform inflater, ResponseConsumer consumer, Consumer<Throwable> whenBroken) {
        this.inflater = inflater;
        this.consumer = consumer;
        this.whenBroken = whenBroken;
    }

    /**
     * One for a response with this head; empty if it can be shown as it is.
     *
     * @param whenBroken is told, before the consumer is, that the rest is not worth reading
     */
    static Optional<InflatingConsumer> of(
            ResponseHead head, ResponseConsumer consumer, Consumer<Throwable> whenBroken) {
        List<String> codings = head.fields().members("Content-Encoding");
        if (codings.size() != 1 || head.status().isBodiless()) {
            return Optional.empty();
        }
        return ContentCoding.of(codings.get(0))
                .flatMap(InflatingConsumer::decoder)
                .map(inflater -> new InflatingConsumer(inflater, consumer, whenBroken));
    }

    /** For what the client says that it takes, which is always there. */
    private static Optional<BodyTransform> decoder(ContentCoding coding) {
        try {
            boolean taken = coding == ContentCoding.GZIP || coding == ContentCoding.DEFLATE;
            return taken ? Optional.of(coding.newDecoder()) : Optional.empty();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Override
    public void onHead(ResponseHead head) {
        Fields shown = head.fields().toBuilder()
                .remove("Content-Encoding")
                .remove("Content-Length")
                .build();
        consumer.onHead(new ResponseHead(head.version(), head.status(), shown));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        show(bytes, false);
    }

    @Override
    public void onEnd(Fields received) {
        trailers = received;
        show(NOTHING, false);
    }

    /** Shows again what was left. */
    void resume() {
        show(NOTHING, true);
    }

    /** A consumer that leaves something is shown nothing before it asks, or more arrives. */
    private void show(ByteBuffer in, boolean again) {
        boolean shows = !over && (inflate(in) || again);
        while (shows && !over && pending.hasRemaining()) {
            consumer.onBytes(pending);
            shows = !over && !pending.hasRemaining() && inflate(in);
        }
        Fields received = trailers;
        if (!over && received != null && !pending.hasRemaining()) {
            endWith(received);
        }
    }

    /** Whether there is more pending than before. */
    private boolean inflate(ByteBuffer in) {
        int before = pending.remaining();
        pending.compact();
        try {
            inflater.transform(in, pending, Phase.MORE);
        } catch (IOException broken) {
            fail(broken);
        } finally {
            pending.flip();
        }
        return pending.remaining() > before;
    }

    private void endWith(Fields received) {
        try {
            inflater.transform(NOTHING, pending.clear(), Phase.END);
        } catch (IOException truncated) {
            fail(truncated);
            return;
        }
        close();
        consumer.onEnd(received);
    }

    private void fail(Exception failure) {
        whenBroken.accept(failure);
        onFailure(failure);
    }

    @Override
    public void onFailure(Throwable failure) {
        if (!over) {
            close();
            consumer.onFailure(failure);
        }
    }

    private void close() {
        over = true;
        inflater.close();
    }
}
