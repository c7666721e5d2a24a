package staunch.tls;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.Inbound;
import staunch.reactor.InputEnd;
import staunch.reactor.ListedOnce;
import staunch.reactor.Security;
import staunch.reactor.Timer;
import staunch.reactor.memory.PoolExhaustedException;
import staunch.tls.record.EngineScratch;
import staunch.tls.record.PlaintextLeftover;
import staunch.tls.record.RecordException;
import staunch.tls.record.RecordHeader;
import staunch.tls.record.RecordPump;

/**
 * TLS over another channel.
 *
 * <pre>
 *   HANDSHAKING --done--&gt; OPEN --close()--&gt; CLOSING
 *        |                  |                  |
 *        |  failure: the alert is sent         |  all is wrapped, close_notify behind it
 *        v                  v                  v
 *      FAILED --------- lower.close() ---------+------ the channel below has closed ------&gt; CLOSED
 *                                              |
 *      ABORTED (from any, by abort()) ---------+
 * </pre>
 *
 * What arrives below is decrypted at once, as far as the application wants it; what it does not want yet stays as
 * ciphertext, the channel below stops reading, and the loop's ready list goes on with it when that changes. So every
 * {@code onRead} of the channel below ends with nothing left in its buffer.
 *
 * <p>Used on the loop's thread. Holds no buffer while nothing waits in either direction.
 */
final class TlsChannel extends TlsEndpoint {
    /** How many records one channel may open, or other steps take, in one turn, before others have theirs. */
    static final int MAX_STEPS_PER_TURN = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum Phase {
        HANDSHAKING,
        OPEN,
        CLOSING,
        FAILED,
        ABORTED,
        CLOSED
    }

    private final SSLEngine engine;
    private final RecordPump pump;
    private final EngineScratch scratch;
    private final PlaintextLeftover plaintext;
    private final Inbound inbound;
    private final TlsOutput output;
    private final Timer deadline;
    private final ListedOnce serve;
    private final ListedOnce flush;

    private Phase phase = Phase.HANDSHAKING;
    private boolean advancing;
    private boolean lowerReads = true;
    private boolean lowerOutputEnded;
    private boolean lowerClosing;
    private boolean resumeDue;
    private boolean writableDue;
    private @Nullable InputEnd lowerEnd;
    private @Nullable CloseCause lowerCause;
    private @Nullable CloseCause cause;
    private @Nullable Security security;

    TlsChannel(Channel lower, TlsContext context, SSLEngine engine, ChannelHandler handler) {
        super(lower, context.options(), handler);
        this.engine = engine;
        this.scratch = loop.local(context.scratch());
        this.pump = new RecordPump(engine, options.limits(), loop.buffers(), lower.ledger());
        this.output = new TlsOutput(lower, pump, scratch, options.channel());
        this.plaintext = new PlaintextLeftover(loop.buffers(), lower.ledger());
        this.inbound = new Inbound(this, plaintext, RecordHeader.MAX_PLAINTEXT_BYTES, new ReadingSide());
        this.deadline = loop.timer(this::onDeadline);
        this.serve = new ListedOnce(loop::ready, this::serve);
        this.flush = new ListedOnce(loop::atEndOfTurn, this::flush);
    }

    // ---- what the channel below tells ----

    void begin() {
        deadline.schedule(TimeUnit.MILLISECONDS.toNanos(options.handshakeTimeoutMillis()));
        pump.begin();
        advance(NOTHING);
    }

    void lowerRead(ByteBuffer in) {
        advance(in);
    }

    void lowerInputEnded(InputEnd end) {
        lowerEnd = end;
        if (end == InputEnd.RESET) {
            endInputByReset();
        } else {
            advance(NOTHING);
        }
    }

    /** Who was never told of an opening hears of the end by onClosed alone. */
    private void endInputByReset() {
        if (phase != Phase.HANDSHAKING) {
            inbound.end(InputEnd.RESET);
        }
    }

    void lowerWritable() {
        if (phase == Phase.CLOSING && !lowerClosing) {
            // The peer takes what was written before close(), if slowly.
            armClosingDeadline();
        }
        advance(NOTHING);
        flush();
    }

    void lowerShutdown() {
        if (phase == Phase.OPEN) {
            guard(() -> handler().onShutdown(this));
        } else {
            close();
        }
    }

    void lowerClosed(CloseCause why) {
        lowerCause = why;
        serve.list();
    }

    // ---- the pump's turn ----

    /** Does what the pump asks for until it waits for somebody. Never inside itself: what a callback changes is seen next. */
    private void advance(ByteBuffer in) {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            int steps = 0;
            while (isLive() && step(in)) {
                if (++steps == MAX_STEPS_PER_TURN) {
                    serve.list();
                    break;
                }
            }
            keep(in);
        } catch (Throwable failure) {
            broken(failure);
        } finally {
            advancing = false;
        }
        updateLowerReads();
    }

    private boolean isLive() {
        return phase != Phase.ABORTED && phase != Phase.CLOSED;
    }

    /** One step; whether another may follow at once. */
    private boolean step(ByteBuffer in) {
        boolean progress =
                switch (pump.next()) {
                    case RUN_TASK -> runTask();
                    case AWAIT_TASK, DONE -> false;
                        // What the engine owes must not stop the input when there is no room below for it.
                    case WRAP -> output.wrap(false) || unwrapOne(in);
                    case UNWRAP, EXCHANGE -> unwrapOne(in);
                };
        return settle() || progress;
    }

    private boolean runTask() {
        Runnable task = pump.takeTask();
        if (task == null) {
            return false;
        }
        options.tasks().run(loop, task, this::taskDone);
        return true;
    }

    private void taskDone(@Nullable Throwable failure) {
        if (!isLive()) {
            return;
        }
        if (failure == null) {
            pump.taskDone();
        } else {
            pump.taskFailed(failure);
        }
        advance(NOTHING);
    }

    private boolean unwrapOne(ByteBuffer in) {
        if (pump.isHandshakeDone() && !inbound.wantsMore()) {
            return false;
        }
        try (EngineScratch.Frame frame = scratch.enter()) {
            boolean unwrapped = pump.unwrap(in, frame);
            if (frame.target().hasRemaining()) {
                inbound.deliver(frame.target());
            }
            return unwrapped;
        }
    }

    /** Takes notice of what a step has brought about; whether that makes another one worth while. */
    private boolean settle() {
        if (!isLive()) {
            return false;
        }
        RecordException failure = pump.failure();
        if (failure != null) {
            fail(failure);
        } else if (phase == Phase.HANDSHAKING && pump.isHandshakeDone()) {
            opened();
            return true;
        } else if (pump.inputClosed()) {
            // In TLS 1.2 this also ended our direction: the answer goes first, so that a write from onInputEnd is refused.
            output.wrap(false);
            inbound.end(InputEnd.CLEAN);
        } else if (lowerEnd == InputEnd.CLEAN && isDrained()) {
            return inputCut();
        }
        endBelow();
        return false;
    }

    /** Whether all that came from below was looked at, so that its end is the next thing. */
    private boolean isDrained() {
        return inbound.ended() == null
                && pump.next() != RecordPump.Next.AWAIT_TASK
                && pump.next() != RecordPump.Next.RUN_TASK
                && !pump.ciphertext().holdsWholeRecord();
    }

    private boolean inputCut() {
        pump.endInput();
        if (pump.failure() == null) {
            inbound.end(InputEnd.TRUNCATED);
        }
        return true;
    }

    private void opened() {
        phase = Phase.OPEN;
        deadline.cancel();
        security = Negotiated.by(engine, pump.resumed());
        output.wrap(false);
        guard(() -> handler().onOpen(this));
    }

    /** What lies behind the end of the input, or behind a failure, is dropped; the rest waits for its turn. */
    private void keep(ByteBuffer in) {
        if (!isLive() || phase == Phase.FAILED || inbound.ended() != null) {
            in.position(in.limit());
        } else {
            pump.keep(in);
        }
    }

    private void updateLowerReads() {
        if (!isLive() || lowerCause != null) {
            return;
        }
        boolean whole = pump.ciphertext().holdsWholeRecord();
        boolean wanted = !whole && (!pump.isHandshakeDone() || inbound.ended() != null || inbound.wantsMore());
        if (wanted != lowerReads) {
            lowerReads = wanted;
            if (wanted) {
                lower.resumeReads();
            } else {
                lower.pauseReads();
            }
        }
    }

    // ---- reading ----

    @Override
    public int read(ByteBuffer target) {
        int moved = inbound.read(target);
        if (!inbound.isShowing() && isLive()) {
            // The end may be next, and room for more: not from inside the caller's callback.
            serve.list();
        }
        return moved;
    }

    @Override
    public void pauseReads() {
        inbound.pause();
        updateLowerReads();
    }

    @Override
    public void resumeReads() {
        if (!isLive()) {
            return;
        }
        inbound.resume();
        resumeDue = true;
        serve.list();
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer source) {
        if (phase != Phase.OPEN && phase != Phase.HANDSHAKING) {
            return 0;
        }
        if (output.isEnding()) {
            throw new IllegalStateException("written to after shutdownOutput()");
        }
        try {
            int taken = output.write(source);
            flush.list();
            return taken;
        } catch (PoolExhaustedException e) {
            broken(e);
            return 0;
        }
    }

    @Override
    public void flush() {
        if (!isLive()) {
            return;
        }
        output.wrap(false);
        lower.flush();
        endBelow();
        writableDue |= output.becomesWritable();
        if (writableDue || pump.failure() != null) {
            serve.list();
        }
    }

    @Override
    public boolean isWritable() {
        return (phase == Phase.OPEN || phase == Phase.HANDSHAKING) && output.isWritable();
    }

    @Override
    public long pendingOutputBytes() {
        return output.pendingBytes();
    }

    @Override
    public int writableBytes() {
        return phase == Phase.OPEN || phase == Phase.HANDSHAKING ? output.roomBytes() : 0;
    }

    @Override
    public void shutdownOutput() {
        if (phase == Phase.OPEN || phase == Phase.HANDSHAKING) {
            output.end();
            flush();
        }
    }

    /** Behind our close_notify or alert nothing is sent: the channel below ends its direction, or altogether. */
    private void endBelow() {
        if (!pump.outputClosed() || lowerClosing) {
            return;
        }
        if (phase == Phase.CLOSING || phase == Phase.FAILED || pump.next() == RecordPump.Next.DONE) {
            lowerClosing = true;
            deadline.cancel();
            lower.close();
        } else if (!lowerOutputEnded) {
            lowerOutputEnded = true;
            lower.shutdownOutput();
        }
    }

    // ---- ends ----

    @Override
    public void close() {
        if (phase == Phase.HANDSHAKING || phase == Phase.OPEN) {
            phase = Phase.CLOSING;
            inbound.discard();
            output.end();
            armClosingDeadline();
            flush();
            serve.list();
        }
    }

    @Override
    public void abort(CloseCause why) {
        if (isLive()) {
            phase = Phase.ABORTED;
            cause = why;
            release();
            lower.abort(why);
            serve.list();
        }
    }

    private void fail(RecordException failure) {
        if (phase == Phase.FAILED) {
            return;
        }
        boolean duringHandshake = !pump.isHandshakeDone();
        phase = Phase.FAILED;
        inbound.discard();
        output.release();
        output.wrap(false);
        cause = TlsFailures.causeOf(failure, pump.alertSent(), duringHandshake);
        armClosingDeadline();
    }

    private void armClosingDeadline() {
        deadline.schedule(TimeUnit.MILLISECONDS.toNanos(options.channel().closeTimeoutMillis()));
    }

    /** A callback threw, or we did. */
    private void broken(Throwable failure) {
        abort(CloseCause.of(
                failure instanceof PoolExhaustedException
                        ? CloseCause.Kind.LIMIT_REACHED
                        : CloseCause.Kind.HANDLER_FAILED,
                failure));
    }

    private void guard(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable failure) {
            broken(failure);
        }
    }

    private void onDeadline() {
        switch (phase) {
            case HANDSHAKING -> abort(CloseCause.of(
                    CloseCause.Kind.TIMEOUT,
                    new DeadlineException("the TLS handshake was not done after " + options.handshakeTimeoutMillis()
                            + " ms (handshakeTimeoutMillis)")));
            case CLOSING -> abort(CloseCause.of(
                    CloseCause.Kind.TIMEOUT,
                    new DeadlineException("the peer took nothing for "
                            + options.channel().closeTimeoutMillis()
                            + " ms while the TLS channel was closing (closeTimeoutMillis)")));
            case FAILED -> lower.abort();
            case OPEN, ABORTED, CLOSED -> {}
        }
    }

    private void release() {
        deadline.cancel();
        output.release();
        pump.ciphertext().release();
        inbound.discard();
    }

    private CloseCause finalCause(CloseCause below) {
        if (cause != null) {
            return cause;
        }
        if (!below.isOrderly()) {
            return below;
        }
        return CloseCause.of(phase == Phase.OPEN ? CloseCause.Kind.ENDED : CloseCause.Kind.CLOSED);
    }

    // ---- the ready list: callbacks that must not run inside others ----

    private void serve() {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (resumeDue && isLive()) {
            resumeDue = false;
            inbound.redeliver();
        }
        advance(NOTHING);
        if (writableDue && phase == Phase.OPEN) {
            writableDue = false;
            guard(() -> handler().onWritable(this));
        }
        if (isOver()) {
            CloseCause why = finalCause(Objects.requireNonNull(lowerCause));
            phase = Phase.CLOSED;
            release();
            handler().onClosed(this, why);
        }
    }

    /** The channel below has ended, and so have we, unless the application has something left to take from an orderly end. */
    private boolean isOver() {
        CloseCause below = lowerCause;
        return below != null && !(phase == Phase.OPEN && below.isOrderly() && !inbound.isExhausted());
    }

    // ---- what it is ----

    @Override
    public Optional<Security> security() {
        return Optional.ofNullable(security);
    }

    @Override
    public boolean isOpen() {
        return isLive() && !isOver();
    }

    /** For people: the state, and the channel below. */
    @Override
    public String toString() {
        return "TlsChannel[" + phase + " over " + lower + "]";
    }

    private final class ReadingSide implements Inbound.Source {
        @Override
        public ChannelHandler handler() {
            return TlsChannel.this.handler();
        }

        /** Opens the whole records that wait, behind what is left, for a pull that emptied it. */
        @Override
        public void refill() {
            boolean opened = pump.isHandshakeDone();
            while (opened && plaintext.hasRoomForRecord()) {
                try (EngineScratch.Frame frame = scratch.enter()) {
                    opened = pump.unwrap(NOTHING, frame);
                    plaintext.append(frame.target());
                }
            }
        }

        @Override
        public void handlerFailed(Throwable failure) {
            broken(failure);
        }
    }
}
