package staunch.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.MessageEncoder;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.LoopLocal;

/**
 * The body of the message that an encoder is in, on its way to the channel: framing goes by way of a scratch of the loop's,
 * the bytes themselves straight from their source. Used on the loop's thread, by a server for responses and by a client for
 * requests.
 */
final class OutgoingBody implements BodyWriter {
    /** Room for heads and chunk lines on their way to the channel: the longest head that can be sent. */
    static final int SCRATCH_BYTES = 64 << 10;

    private static final LoopLocal<ByteBuffer> SCRATCH = new LoopLocal<>(loop -> ByteBuffer.allocate(SCRATCH_BYTES));
    /** What a body leaves free of the channel's room for pending bytes: for its framing, and for trailers of any length. */
    private static final int RESERVED_BYTES = SCRATCH_BYTES;

    /** What goes out in one piece however scarce buffers are: a record of it is still worth its making. */
    private static final int MIN_PIECE_BYTES = 2 << 10;

    private final Channel channel;
    private final MessageEncoder encoder;
    private final BodyProducer producer;
    private final Runnable onWhole;
    /** The head of the message, if it is still to be written, and who hears that it never will be. */
    private @Nullable ByteBuffer heldHead;

    private @Nullable Consumer<Throwable> onNeverBegun;
    private @Nullable Fields trailers;
    private boolean over;
    private boolean producing;
    private boolean toldShutdown;
    private long sentBytes;
    /** How many bytes were pending when last looked at; whether there have ever been fewer at the next look. */
    private long pendingBytes;

    private boolean gotOn;

    /** @param onWhole runs when the last byte has been written to the channel */
    OutgoingBody(Channel channel, MessageEncoder encoder, BodyProducer producer, Runnable onWhole) {
        this.channel = channel;
        this.encoder = encoder;
        this.producer = producer;
        this.onWhole = onWhole;
    }

    /**
     * Has the head written with the first of the body, or when the producer has been asked once and has nothing yet.
     *
     * @param onNeverBegun hears of the producer's failure if nothing has been written by then
     */
    void holdHead(ByteBuffer head, Consumer<Throwable> onNeverBegun) {
        this.heldHead = head;
        this.onNeverBegun = onNeverBegun;
    }

    private void writeHead() {
        ByteBuffer head = heldHead;
        if (head != null) {
            heldHead = null;
            writeWhole(channel, head);
        }
    }

    /** An empty scratch of the loop's, good until the next call of anything here. */
    static ByteBuffer scratch(EventLoop loop) {
        return loop.local(SCRATCH).clear();
    }

    /** How much one connection should write in one piece: {@link #SCRATCH_BYTES}, or less while buffers are scarce. */
    static int fairPieceBytes(Channel channel) {
        return Math.max(MIN_PIECE_BYTES, channel.loop().buffers().fairShare(SCRATCH_BYTES));
    }

    /**
     * Writes a head or some framing, for which {@link HttpServerOptions} and {@link HttpClientOptions} have seen to it that
     * there is room. A channel that takes nothing any more needs no help to end.
     */
    static void writeWhole(Channel channel, ByteBuffer bytes) {
        channel.write(bytes);
        if (bytes.hasRemaining() && channel.pendingOutputBytes() > 0) {
            channel.abort(CloseCause.of(
                    CloseCause.Kind.LIMIT_REACHED,
                    new IllegalStateException("no room for a head or for trailers behind "
                            + channel.pendingOutputBytes() + " pending bytes (maxPendingOutputBytes)")));
        }
    }

    long sentBytes() {
        return sentBytes;
    }

    /**
     * Whether the peer has taken anything since the last call. What pends grows when we write, and when a layer below adds
     * its own; in between it only falls by what the peer takes, so it is looked at before each write too.
     */
    boolean hasGotOn() {
        lookAtPending();
        boolean result = gotOn;
        gotOn = false;
        return result;
    }

    private void lookAtPending() {
        long before = pendingBytes;
        pendingBytes = channel.pendingOutputBytes();
        gotOn |= pendingBytes < before;
    }

    /** Goes on: at first, and whenever the channel has become writable. */
    void proceed() {
        if (over || producing) {
            return;
        }
        if (trailers == null && !encoder.hasBody()) {
            trailers = Fields.empty();
        }
        if (trailers == null) {
            produce();
        }
        endIfPossible();
    }

    /** It is time to end; the producer hears of it once. */
    void shutdown() {
        if (over || trailers != null || toldShutdown) {
            return;
        }
        toldShutdown = true;
        try {
            producer.onShutdown();
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    private void produce() {
        producing = true;
        try {
            producer.produce(this);
            if (trailers == null && !over) {
                writeHead();
            }
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            producing = false;
        }
    }

    @Override
    public int write(ByteBuffer source) {
        if (trailers != null) {
            throw new IllegalStateException("the body has ended");
        }
        int before = source.remaining();
        int length = pieceBytes(before);
        while (length > 0) {
            writePiece(source, length);
            length = pieceBytes(source.remaining());
        }
        return before - source.remaining();
    }

    /**
     * How much of so many bytes may be written now: what the channel has room for, or, when buffers are scarce, no more than
     * is fair. If it is nothing, the channel is not writable, so that the producer will be asked again.
     */
    private int pieceBytes(int wantedBytes) {
        if (over) {
            return 0;
        }
        int length = Math.min(wantedBytes, channel.writableBytes() - RESERVED_BYTES);
        int fair = fairPieceBytes(channel);
        if (fair == SCRATCH_BYTES) {
            return length;
        }
        return channel.isWritable() ? Math.min(length, fair) : 0;
    }

    private void writePiece(ByteBuffer source, int length) {
        writeHead();
        lookAtPending();
        ByteBuffer scratch = scratch(channel.loop());
        encoder.openChunk(scratch, length);
        writeWhole(channel, scratch.flip());
        int limit = source.limit();
        source.limit(source.position() + length);
        channel.write(source);
        source.limit(limit);
        encoder.closeChunk(scratch.clear());
        writeWhole(channel, scratch.flip());
        sentBytes += length;
        pendingBytes = channel.pendingOutputBytes();
    }

    @Override
    public boolean isWritable() {
        return !over && trailers == null && channel.isWritable();
    }

    @Override
    public void end(Fields behind) {
        if (trailers != null) {
            throw new IllegalStateException("the body has ended");
        }
        trailers = behind;
        if (!producing) {
            endIfPossible();
        }
    }

    private void endIfPossible() {
        Fields behind = trailers;
        if (behind == null || over) {
            return;
        }
        ByteBuffer scratch = scratch(channel.loop());
        try {
            if (!encoder.end(scratch, behind)) {
                throw new IllegalStateException("the trailers are longer than " + SCRATCH_BYTES + " bytes");
            }
        } catch (IllegalStateException | IllegalArgumentException failure) {
            fail(failure);
            return;
        }
        over = true;
        writeHead();
        writeWhole(channel, scratch.flip());
        producer.finished(true);
        onWhole.run();
    }

    @Override
    public void fail(Throwable failure) {
        if (over) {
            return;
        }
        cancel();
        if (heldHead != null && onNeverBegun != null) {
            onNeverBegun.accept(failure);
        } else {
            channel.abort(CloseCause.of(CloseCause.Kind.HANDLER_FAILED, failure));
        }
    }

    /** The connection is gone. */
    void cancel() {
        if (!over) {
            over = true;
            producer.finished(false);
        }
    }
}
