package staunch.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestView;
import staunch.http.codec.Status;
import staunch.reactor.Timer;

/**
 * An answer that goes on: server-sent events, as a browser's {@code EventSource} takes them. All methods may be called from
 * any thread.
 *
 * <pre>{@code
 * router.get("/news", exchange -> news.subscribe(EventStream.open(exchange)));
 * ...
 * if (!stream.send(ServerEvent.of("it is raining").withId("17"))) {
 *     news.unsubscribe(stream);
 * }
 * }</pre>
 *
 * <pre>
 *   OPEN ----- close(), or more is pending than may be -----&gt; CLOSING: what is pending, or none of it, is sent
 *     |                                                          |
 *     '------ the client has gone ------&gt; CLOSED &lt;----- all sent -'
 * </pre>
 *
 * <p><b>A client that is too slow.</b> What it has not taken waits, beside what waits with the channel, up to a bound. An
 * event above it ends the stream in order, and what waits is dropped: an {@code EventSource} then reconnects, and says by
 * {@link #lastEventId} what it has seen, so that nobody has to guess which events it is to miss.
 *
 * <p><b>A server that ends.</b> When it {@linkplain HttpServer#drain drains}, or the reactor is shut down, the stream is closed
 * behind what was sent: an {@code EventSource} reconnects, and comes to whoever serves then.
 *
 * <p><b>Heartbeats.</b> When nothing was sent for a while a comment is, so that whatever lies between does not take the
 * connection for idle, and a client that has vanished is found out. One that takes nothing is given up by {@link
 * HttpServerOptions#sendTimeoutMillis}.
 */
public final class EventStream {
    /** How many bytes of events may wait for the client, unless said otherwise: 256 KiB. */
    public static final int DEFAULT_MAX_PENDING_BYTES = 256 << 10;
    /** After how long a silence a comment is sent, unless said otherwise: 15 s. */
    public static final long DEFAULT_HEARTBEAT_MILLIS = 15_000;

    private static final String TYPE = "text/event-stream";
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final int maxPendingBytes;
    private final long heartbeatNanos;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    /** Events that wait to be written, the first perhaps in part. */
    private final Queue<ByteBuffer> pending = new ConcurrentLinkedQueue<>();
    /** Of those, and of those that are about to be among them. */
    private final AtomicLong pendingBytes = new AtomicLong();
    /** A look at them is on its way to the loop, and will see whatever is added until it begins. */
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Nothing is taken any more. */
    private volatile boolean ending;
    /** Nor is what waits sent. */
    private volatile boolean overflown;

    // Of the loop.
    private @Nullable BodyWriter writer;
    private @Nullable Timer heartbeat;

    private EventStream(Exchange exchange, int maxPendingBytes, long heartbeatMillis) {
        this.exchange = exchange;
        this.maxPendingBytes = maxPendingBytes;
        this.heartbeatNanos = TimeUnit.MILLISECONDS.toNanos(heartbeatMillis);
    }

    /** As {@link #open(Exchange, int, long)}, with the defaults. */
    public static EventStream open(Exchange exchange) {
        return open(exchange, DEFAULT_MAX_PENDING_BYTES, DEFAULT_HEARTBEAT_MILLIS);
    }

    /**
     * Answers with a stream of events, of which none has been sent yet.
     *
     * @param maxPendingBytes how many bytes of events may wait for the client
     * @param heartbeatMillis after how long a silence a comment is sent
     * @throws IllegalArgumentException if one of them is not positive
     * @throws IllegalStateException if it was answered before
     */
    public static EventStream open(Exchange exchange, int maxPendingBytes, long heartbeatMillis) {
        if (maxPendingBytes <= 0 || heartbeatMillis <= 0) {
            throw new IllegalArgumentException("maxPendingBytes and heartbeatMillis must be positive, were "
                    + maxPendingBytes + " and " + heartbeatMillis);
        }
        EventStream stream = new EventStream(exchange, maxPendingBytes, heartbeatMillis);
        Fields fields = Fields.of("Content-Type", TYPE).toBuilder()
                .add("Cache-Control", "no-store")
                .build();
        exchange.respond(
                new Response(Status.OK, fields, new Body.Produced(OptionalLong.empty(), stream.new Producer())));
        return stream;
    }

    /** The id of the last event that the client has seen, if it reconnects. */
    public static Optional<String> lastEventId(RequestView request) {
        // A field's bytes are shown as ISO-8859-1, and these are UTF-8.
        return request.field("Last-Event-ID")
                .map(value -> new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /**
     * Sends an event; those of one thread arrive in its order.
     *
     * @return false if the stream is over, or is from now on, because too much is pending: the event is dropped. True is no
     *     promise that the client will see it
     */
    public boolean send(ServerEvent event) {
        byte[] bytes = event.bytes();
        if (ending) {
            return false;
        }
        if (pendingBytes.addAndGet(bytes.length) > maxPendingBytes) {
            overflown = true;
            close();
            return false;
        }
        pending.add(ByteBuffer.wrap(bytes));
        ask();
        return true;
    }

    /** Ends the stream behind what was sent. A browser then reconnects; 204 in answer to that tells it not to. */
    public void close() {
        ending = true;
        ask();
    }

    /**
     * Completes when the stream is over, on the loop: with true if all that was sent has been written to the connection,
     * with false if the client has gone, or was too slow.
     */
    public CompletionStage<Boolean> closed() {
        return closed.minimalCompletionStage();
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            exchange.onLoop(this::look, () -> closed.complete(false));
        }
    }

    // ---- the loop's thread ----

    private void look() {
        asked.set(false);
        BodyWriter out = writer;
        if (out == null || closed.isDone()) {
            return;
        }
        boolean last = ending; // Looked at first, so that what was sent before is not left behind.
        if (overflown) {
            pending.clear();
        }
        boolean wrote = write(out);
        if (last && pending.isEmpty()) {
            out.end();
        } else if (wrote) {
            beatLater();
        }
    }

    private boolean write(BodyWriter out) {
        int taken = 0;
        ByteBuffer event = pending.peek();
        while (event != null && out.isWritable()) {
            taken = out.write(event);
            if (taken == 0) {
                break;
            }
            pendingBytes.addAndGet(-taken);
            if (!event.hasRemaining()) {
                pending.remove();
                event = pending.peek();
            }
        }
        return taken > 0;
    }

    private void beatLater() {
        if (heartbeat == null) {
            heartbeat = exchange.loop().timer(this::beat);
        }
        heartbeat.schedule(heartbeatNanos);
    }

    private void beat() {
        BodyWriter out = writer;
        if (out != null && pending.isEmpty() && out.isWritable()) {
            out.write(ByteBuffer.wrap(COMMENT));
        }
        beatLater();
    }

    private void over(boolean whole) {
        ending = true;
        pending.clear();
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        closed.complete(whole && !overflown);
    }

    private final class Producer implements BodyProducer {
        @Override
        public void produce(BodyWriter out) {
            if (writer == null) {
                writer = out;
                beatLater();
            }
            look();
        }

        @Override
        public void onShutdown() {
            close();
        }

        /** Also at once, for a request that has no body in its answer: HEAD. */
        @Override
        public void finished(boolean whole) {
            over(whole);
        }
    }
}
