package staunch.tls;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.Inbound;
import staunch.reactor.InputEnd;
import staunch.reactor.ListedOnce;
import staunch.reactor.Security;
import staunch.reactor.memory.PoolExhaustedException;
import staunch.tls.record.EngineScratch;
import staunch.tls.record.RecordException;
import staunch.tls.record.RecordPump;

/**
 * TLS over another channel. Its life is drawn at {@link TlsPhase}; here is what each part does.
 *
 * <pre>
 *   application --write--&gt; TlsOutput --wrap--&gt;  RecordPump  --&gt; lower.write
 *        ^                                      |        ^
 *        '--onRead, read-- TlsInput &lt;--unwrap---'        '----- lowerRead
 *
 *   TlsEnding: by when it ends, and why
 * </pre>
 *
 * {@link #advance} does what the pump asks for, and {@link #serve} makes those callbacks that must not run inside others.
 * What arrives below is decrypted at once, as far as the application wants it; what it does not want yet, or what waits for
 * its turn in the handshake ({@link TlsInput}), stays as ciphertext, and the loop goes on with it when that changes. So every
 * {@code onRead} of the channel below ends with nothing left in its buffer.
 *
 * <p>Used on the loop's thread. Holds no buffer while nothing waits in either direction.
 */
final class TlsChannel extends TlsEndpoint implements TaskPolicy.Completion {
    /** How many records one channel may open, or other steps take, in one turn, before others have theirs. */
    static final int MAX_STEPS_PER_TURN = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final RecordPump pump;
    private final TlsInput input;
    private final Inbound inbound;
    private final TlsOutput output;
    private final TlsEnding ending;
    private final HandshakePlaces.Place place;
    private final ListedOnce serve;
    private final ListedOnce flush;

    private TlsPhase phase = TlsPhase.HANDSHAKING;
    private boolean advancing;
    private boolean lowerClosing;
    private boolean resumeDue;
    private boolean writableDue;
    private @Nullable Security security;

    TlsChannel(Channel lower, TlsContext context, SSLEngine engine, ChannelHandler handler) {
        super(lower, context.options(), handler);
        this.engine = engine;
        this.pump = new RecordPump(
                engine,
                options.limits(),
                loop.buffers(),
                lower.ledger(),
                options.recordListener(lower).orElse(null));
        EngineScratch scratch = loop.local(context.scratch());
        this.input = new TlsInput(this, pump, scratch, () -> advance(NOTHING), this::broken);
        this.inbound = input.inbound();
        this.output = new TlsOutput(lower, pump, scratch, options);
        this.ending = new TlsEnding(loop, options, this::onDeadline);
        int maxInFlight = engine.getUseClientMode() ? HandshakePlaces.UNBOUNDED : options.maxHandshakesInFlight();
        this.place = HandshakePlaces.of(loop).place(maxInFlight, this::beginHandshake);
        this.serve = new ListedOnce(loop::ready, this::serve);
        this.flush = new ListedOnce(loop::atEndOfTurn, this::flush);
    }

    // ---- what the channel below tells ----

    void begin(long spentNanos) {
        ending.handshakeBegins(spentNanos);
        place.enter();
    }

    private void beginHandshake() {
        if (phase == TlsPhase.HANDSHAKING) {
            pump.begin();
            advance(NOTHING);
        }
    }

    void lowerRead(ByteBuffer in) {
        advance(in);
    }

    void lowerInputEnded(InputEnd end) {
        input.lowerEnded(end);
        if (end != InputEnd.RESET) {
            advance(NOTHING);
        } else if (phase != TlsPhase.HANDSHAKING) {
            // Who was never told of an opening hears of the end by onClosed alone.
            inbound.end(InputEnd.RESET);
        }
    }

    void lowerWritable() {
        if (phase == TlsPhase.CLOSING && !lowerClosing) {
            ending.closingProgresses();
        }
        advance(NOTHING);
        flush();
    }

    void lowerShutdown() {
        if (phase == TlsPhase.OPEN) {
            guard(() -> handler().onShutdown(this));
        } else {
            close();
        }
    }

    void lowerClosed(CloseCause why) {
        ending.lowerClosed(why);
        if (!isOver()) {
            loop.outlives(this, this::lowerShutdown);
        }
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
            while (phase.isLive() && step(in)) {
                if (++steps == MAX_STEPS_PER_TURN) {
                    serve.list();
                    break;
                }
            }
            input.keep(in);
        } catch (Throwable failure) {
            broken(failure);
        } finally {
            advancing = false;
        }
        input.updateLowerReads();
    }

    /** One step; whether another may follow at once. */
    private boolean step(ByteBuffer in) {
        boolean progress = switch (pump.next()) {
            case RUN_TASK -> runTask();
            case AWAIT_TASK, DONE -> false;
            // What the engine owes must not stop the input when there is no room below for it.
            case WRAP -> output.wrap(false) || input.openRecord(in);
            case UNWRAP, EXCHANGE -> input.openRecord(in);
        };
        return settle() || progress;
    }

    private boolean runTask() {
        Runnable task = pump.takeTask();
        if (task == null) {
            return false;
        }
        options.tasks().run(loop, task, this);
        return true;
    }

    @Override
    public boolean isTaskAwaited() {
        return phase.isLive();
    }

    @Override
    public void taskDone(@Nullable Throwable failure) {
        if (!phase.isLive()) {
            return;
        }
        if (failure == null) {
            pump.taskDone();
        } else {
            pump.taskFailed(failure);
        }
        advance(NOTHING);
    }

    /** Takes notice of what a step has brought about; whether that makes another one worth while. */
    private boolean settle() {
        if (!phase.isLive()) {
            return false;
        }
        RecordException failure = pump.failure();
        if (failure != null) {
            fail(failure);
        } else if (phase == TlsPhase.HANDSHAKING && pump.isHandshakeDone()) {
            opened();
            return true;
        } else if (pump.inputClosed()) {
            // In TLS 1.2 this also ended our direction: the answer goes first, so that a write from onInputEnd is
            // refused.
            output.wrap(false);
            inbound.end(InputEnd.CLEAN);
        } else if (input.isCut()) {
            input.endCut();
            return true;
        }
        endBelow();
        return false;
    }

    private void opened() {
        phase = TlsPhase.OPEN;
        place.leave();
        ending.cancelDeadline();
        security = Negotiated.by(engine, pump);
        output.wrap(false);
        guard(() -> handler().onOpen(this));
    }

    // ---- reading ----

    @Override
    public int read(ByteBuffer target) {
        int moved = input.read(target);
        if (!inbound.isShowing() && phase.isLive()) {
            // The end may be next, and room for more: not from inside the caller's callback.
            serve.list();
        }
        return moved;
    }

    @Override
    public void pauseReads() {
        inbound.pause();
        input.updateLowerReads();
    }

    @Override
    public void resumeReads() {
        if (!phase.isLive()) {
            return;
        }
        inbound.resume();
        resumeDue = true;
        serve.list();
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer source) {
        if (!phase.takesWrites()) {
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
        if (!phase.isLive()) {
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
        return phase.takesWrites() && output.isWritable();
    }

    @Override
    public long pendingOutputBytes() {
        return output.pendingBytes();
    }

    @Override
    public int writableBytes() {
        return phase.takesWrites() ? output.roomBytes() : 0;
    }

    @Override
    public void shutdownOutput() {
        if (phase.takesWrites()) {
            output.end();
            flush();
        }
    }

    /** Behind our close_notify or alert nothing is sent: the channel below ends its direction, or altogether. */
    private void endBelow() {
        if (!pump.outputClosed() || lowerClosing) {
            return;
        }
        if (phase == TlsPhase.CLOSING || phase == TlsPhase.FAILED || pump.next() == RecordPump.Next.DONE) {
            lowerClosing = true;
            ending.cancelDeadline();
            lower.close();
        } else {
            output.endBelow();
        }
    }

    // ---- ends ----

    @Override
    public void close() {
        if (phase.takesWrites()) {
            phase = TlsPhase.CLOSING;
            inbound.discard();
            output.end();
            ending.closingBegins();
            flush();
            serve.list();
        }
    }

    @Override
    public void abort(CloseCause why) {
        if (phase.isLive()) {
            phase = TlsPhase.ABORTED;
            ending.because(why);
            release();
            lower.abort(why);
            serve.list();
        }
    }

    private void fail(RecordException failure) {
        if (phase == TlsPhase.FAILED) {
            return;
        }
        boolean duringHandshake = !pump.isHandshakeDone();
        phase = TlsPhase.FAILED;
        place.leave();
        inbound.discard();
        output.release();
        output.wrap(false);
        ending.because(TlsFailures.causeOf(failure, pump.alertSent(), duringHandshake));
        ending.closingBegins();
    }

    /** A callback threw, or we did. */
    private void broken(Throwable failure) {
        abort(CloseCause.ofHandlerFailure(failure));
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
            case HANDSHAKING -> abort(ending.handshakeTimeout());
            case CLOSING -> abort(ending.closeTimeout());
            case FAILED -> lower.abort();
            case OPEN, ABORTED, CLOSED -> {}
        }
    }

    private void release() {
        place.leave();
        ending.cancelDeadline();
        output.release();
        input.stop();
    }

    // ---- the ready list: callbacks that must not run inside others ----

    private void serve() {
        if (phase == TlsPhase.CLOSED) {
            return;
        }
        if (resumeDue && phase.isLive()) {
            resumeDue = false;
            inbound.redeliver();
        }
        advance(NOTHING);
        if (writableDue && phase == TlsPhase.OPEN) {
            writableDue = false;
            guard(() -> handler().onWritable(this));
        }
        if (isOver()) {
            CloseCause why = cause();
            phase = TlsPhase.CLOSED;
            release();
            output.discardEngine();
            loop.ended(this);
            handler().onClosed(this, why);
        }
    }

    private CloseCause cause() {
        CloseCause why = ending.cause(phase != TlsPhase.OPEN);
        return why.isOrderly() && output.lostBytes() > 0 ? TlsFailures.unsent(output.lostBytes()) : why;
    }

    /** The channel below has ended, and so have we, unless the application has something left to take from an orderly end. */
    private boolean isOver() {
        return ending.isOver(phase == TlsPhase.OPEN && !inbound.isExhausted());
    }

    // ---- what it is ----

    @Override
    public Optional<Security> security() {
        return Optional.ofNullable(security);
    }

    @Override
    public boolean isOpen() {
        return phase.isLive() && !isOver();
    }

    /** For people: the state, and the channel below. */
    @Override
    public String toString() {
        return "TlsChannel[" + phase + " over " + lower + "]";
    }
}
