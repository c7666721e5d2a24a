package staunch.reactor;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * A channel, plain or secure, as a pair of blocking streams, for code that has a thread of its own: a virtual one where
 * the JDK has them, which such a wait does not pin.
 *
 * <pre>{@code
 * try (ChannelStreams streams = ChannelStreams.connect(reactor, address, tls.to("example.org", 443))) {
 *     streams.output().write(request);
 *     byte[] answer = streams.input().readAllBytes();
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> The streams are for any thread but the channel's loop, which would wait for itself and is refused by
 * {@link IllegalStateException}. Several threads may use one stream: their calls take turns, the wait for the turn
 * included in the deadline. Reading and writing do not wait for each other.
 *
 * <p><b>Bounds.</b> Bytes are copied into, and out of, a ring of 16 KiB in each direction; what has no room there waits
 * with the channel, within its own bounds, and then with the peer. So a reader that does not read stops the peer, and a
 * write waits while the peer does not read.
 *
 * <p><b>Deadlines.</b> Each call has one, set from when it begins by {@link #readTimeoutMillis} and {@link
 * #writeTimeoutMillis}; the {@link java.net.SocketTimeoutException} that it then throws names the setting, and after a
 * write says how much was taken. Interrupting a thread that waits ends the call with {@link InterruptedIOException}, and
 * the thread stays interrupted. After both the streams can be used on.
 *
 * <p><b>Ends.</b> A read returns -1 only after the peer ended its direction in order; what was cut off is a {@link
 * TruncatedInputException}, and any other end, such as a reset, a {@link ChannelEndException}. Both come behind the bytes
 * that were handed over before. When the loop is shut down, reads that would have to wait fail so, and writes go on until
 * the grace is over.
 *
 * <p>Closing the output ends our direction behind what was written, and the input stays; closing the input drops what
 * still comes, and the output stays; closing both, or {@link #close}, closes the channel in order.
 */
public final class ChannelStreams implements Closeable {
    /** How long a read may wait, unless set otherwise: 30 s. */
    public static final long DEFAULT_READ_TIMEOUT_MILLIS = 30_000;
    /** How long a write, a flush or a close may wait, unless set otherwise: 30 s. */
    public static final long DEFAULT_WRITE_TIMEOUT_MILLIS = 30_000;

    private final Channel channel;
    private final InetSocketAddress localAddress;
    private final InetSocketAddress remoteAddress;
    private final Optional<Security> security;
    private final CallGate readGate;
    private final CallGate writeGate;
    private final ChannelInput input;
    private final ChannelOutput output;

    private ChannelStreams(Channel channel, TimeSource time) {
        this.channel = channel;
        this.localAddress = channel.localAddress();
        this.remoteAddress = channel.remoteAddress();
        this.security = channel.security();
        this.readGate = new CallGate(channel.loop(), time, "readTimeoutMillis", DEFAULT_READ_TIMEOUT_MILLIS);
        this.writeGate = new CallGate(channel.loop(), time, "writeTimeoutMillis", DEFAULT_WRITE_TIMEOUT_MILLIS);
        this.input = new ChannelInput(this, channel, readGate);
        this.output = new ChannelOutput(this, channel, writeGate);
    }

    // ---- beginning ----

    /**
     * Lays streams over a channel and becomes its handler: in {@link ChannelHandler#onOpen}, or later, as long as its
     * input has not ended; bytes that were left are read first. From here on nobody else reads from it or writes to it.
     *
     * @throws IllegalStateException on another thread than the loop's
     */
    public static ChannelStreams over(Channel channel) {
        return over(channel, TimeSource.SYSTEM);
    }

    static ChannelStreams over(Channel channel, TimeSource time) {
        if (!channel.loop().inLoop()) {
            throw new IllegalStateException("streams are laid over a channel on its loop's thread, as in onOpen");
        }
        ChannelStreams streams = new ChannelStreams(channel, time);
        channel.handler(streams.new LoopSide());
        channel.resumeReads();
        channel.loop().ready(streams.input::begin);
        return streams;
    }

    /** As {@link #connect(Reactor, InetSocketAddress, Layer, ConnectOptions)} with the default options. */
    public static ChannelStreams connect(Reactor reactor, InetSocketAddress remote, Layer layer) throws IOException {
        return connect(reactor, remote, layer, ConnectOptions.DEFAULT);
    }

    /**
     * Connects, and waits until the connection stands and {@code layer} has done its handshake; the options, and the
     * layer's own, say how long that may take.
     *
     * @param layer what lies over the socket, such as TLS, or {@link Layer#NONE}
     * @throws ChannelEndException if there is no connection, or a handshake failed: its cause says why
     * @throws InterruptedIOException if the thread is interrupted meanwhile; it stays interrupted
     * @throws IllegalStateException on the thread of one of the reactor's loops
     */
    public static ChannelStreams connect(Reactor reactor, InetSocketAddress remote, Layer layer, ConnectOptions options)
            throws IOException {
        reactor.loops().forEach(CallGate::refuseLoop);
        ConnectingHandler handler = new ConnectingHandler();
        reactor.connect(remote, layer.over(handler), options);
        return handler.await();
    }

    // ---- the streams ----

    /** What the peer sends. Its {@code available()} counts what a read would return without any wait. */
    public InputStream input() {
        return input;
    }

    /**
     * What the peer is sent. Goes out without a flush; {@code flush()} waits until the channel has taken it, {@code
     * close()} too, and then ends our direction, or aborts the channel if that fails.
     */
    public OutputStream output() {
        return output;
    }

    /**
     * How long each read that begins from now on may wait. Any thread.
     *
     * @param millis 0 for ever; default {@link #DEFAULT_READ_TIMEOUT_MILLIS}
     */
    public void readTimeoutMillis(long millis) {
        readGate.timeoutMillis(millis);
    }

    /**
     * How long each write, flush or close of the output that begins from now on may wait. Any thread.
     *
     * @param millis 0 for ever; default {@link #DEFAULT_WRITE_TIMEOUT_MILLIS}
     */
    public void writeTimeoutMillis(long millis) {
        writeGate.timeoutMillis(millis);
    }

    // ---- about the channel ----

    /** Our end. Any thread. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** The peer's end. Any thread. */
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** What a secure layer had negotiated when the streams were laid; empty on a plain channel. Any thread. */
    public Optional<Security> security() {
        return security;
    }

    // ---- ends ----

    /**
     * Closes both streams and so the channel, in order: waits until the channel has taken what was written, and not until
     * the peer has. A second call does nothing.
     *
     * @throws IOException if what was written could not be handed over; the channel is aborted then
     */
    @Override
    public void close() throws IOException {
        try {
            output.close();
        } finally {
            input.close();
        }
    }

    /** Resets the connection; both streams fail from now on, also those who wait. Never waits. Any thread. */
    public void abort() {
        abort(CloseCause.of(CloseCause.Kind.ABORTED));
    }

    void abort(CloseCause why) {
        fail(why);
        onLoop(() -> channel.abort(why));
    }

    private void fail(CloseCause why) {
        input.fail(why);
        output.fail(why);
    }

    /** One of the streams was closed: what remains of the channel is seen to on the loop. Any thread. */
    void directionClosed() {
        onLoop(() -> {
            if (output.isClosed() && input.isClosed()) {
                channel.close();
            } else if (output.isClosed()) {
                channel.shutdownOutput();
            } else {
                channel.resumeReads();
            }
        });
    }

    /** A loop that takes no more tasks is a channel that does nothing more. Any thread. */
    void onLoop(Runnable task) {
        try {
            channel.loop().execute(task);
        } catch (RejectedExecutionException e) {
            fail(CloseCause.of(CloseCause.Kind.SHUTDOWN, e));
        }
    }

    /** For people: the channel. */
    @Override
    public String toString() {
        return "ChannelStreams[" + localAddress + " <-> " + remoteAddress + "]";
    }

    /** What the channel sees of the streams. */
    private final class LoopSide implements ChannelHandler {
        @Override
        public void onRead(Channel told, ByteBuffer in) {
            input.arrived(in);
        }

        @Override
        public void onInputEnd(Channel told, InputEnd end) {
            input.ended(end);
            // The end of the input can be that of the output too, and then nobody says so (TLS 1.2, RFC 5246 §7.2.1).
            output.drain();
        }

        @Override
        public void onWritable(Channel told) {
            output.drain();
        }

        /** The conversation may finish its answer, but not wait for the next question. */
        @Override
        public void onShutdown(Channel told) {
            input.fail(CloseCause.of(CloseCause.Kind.SHUTDOWN));
        }

        @Override
        public void onClosed(Channel told, CloseCause cause) {
            input.channelEnded(cause);
            output.fail(cause);
        }
    }
}
