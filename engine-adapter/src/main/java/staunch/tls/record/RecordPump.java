package staunch.tls.record;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;

/**
 * Drives one {@link SSLEngine}, one call at a time, and says what is to be done next.
 *
 * <pre>
 *         begin            FINISHED               both directions over
 *   NEW ---------&gt; HANDSHAKING ------&gt; OPEN ------------------------------&gt; DONE
 *                       |               |                                    ^
 *                       +---- fail -----+-----------&gt; FAILED --alert sent ---+
 * </pre>
 *
 * What an answer of the engine leads to is decided from the <em>result</em> of the call first:
 *
 * <pre>
 *   unwrap OK                its plaintext is in the frame
 *   unwrap CLOSED            the same, and the input has ended in order: nothing behind it is looked at
 *   unwrap BUFFER_UNDERFLOW  a whole record was there: no progress
 *   unwrap BUFFER_OVERFLOW   there was room for any record: engine fault
 *   wrap OK                  what it produced is in the frame, what it consumed is no longer staged
 *   wrap CLOSED              the same, and our direction is over: wrap is never called again
 *   wrap BUFFER_OVERFLOW     there was room for any record: engine fault
 *   wrap BUFFER_UNDERFLOW    engine fault
 *   SSLException             FAILED: the engine's alert is wrapped next
 * </pre>
 *
 * and from the handshake status that it left behind second:
 *
 * <pre>
 *                            HANDSHAKING             OPEN                    FAILED   DONE
 *   NEED_TASK                RUN_TASK                RUN_TASK                WRAP     DONE
 *   NEED_WRAP                WRAP                    WRAP                    WRAP     DONE
 *   NEED_UNWRAP(_AGAIN)      UNWRAP                  EXCHANGE                WRAP     DONE
 *   NOT_HANDSHAKING          UNWRAP                  EXCHANGE                WRAP     DONE
 *
 *   in every column: AWAIT_TASK while a task is out; WRAP while our close_notify is due; never WRAP once our direction is
 *   over
 * </pre>
 *
 * While a task is out the engine is not called at all. A call that consumes nothing, produces nothing and changes no
 * status may happen once but not twice in a row: that is an engine fault too (see {@link ProgressGuard}).
 *
 * <p>Belongs to one thread; only a delegated task may run on another. Never throws for what a peer or an engine does: see
 * {@link #failure}.
 */
public final class RecordPump {
    /** What is to be done next. */
    public enum Next {
        /** {@link #takeTask}, run it, then {@link #taskDone}. */
        RUN_TASK,
        /** Wait for the task that is out; what arrives meanwhile goes to {@link #keep}. */
        AWAIT_TASK,
        /** {@link #wrap}: the engine has something to say before anything else. */
        WRAP,
        /** {@link #unwrap}: the engine waits for the peer; data cannot be sent yet. */
        UNWRAP,
        /** Data go both ways, as far as the directions are open. */
        EXCHANGE,
        /** Both directions are over, or the connection failed and its alert is wrapped. */
        DONE
    }

    private enum State {
        NEW,
        HANDSHAKING,
        OPEN,
        FAILED,
        DONE
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final InboundLimits inbound;
    private final CiphertextLeftover ciphertext;
    private final ProgressGuard progress = new ProgressGuard();

    private State state = State.NEW;
    private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
    private boolean taskOut;
    private boolean taskMissing;
    private boolean inputClosed;
    private boolean outputClosing;
    private boolean outputClosed;
    private @Nullable RecordException failure;
    private @Nullable Alert alertSent;

    private @Nullable HandshakeObserver observer = new HandshakeObserver();
    private boolean resumed;
    private int fullRecordBytes = RecordHeader.MAX_PLAINTEXT_BYTES;

    /**
     * @param engine configured, its role set, not begun; the pump's own from now on
     * @param limits what the peer may cost
     * @param pool where the ciphertext leftover's buffer comes from
     * @param ledger the connection on whose account it is held
     */
    public RecordPump(SSLEngine engine, PumpLimits limits, BufferPool pool, Ledger ledger) {
        this.engine = engine;
        this.inbound = new InboundLimits(limits);
        this.ciphertext = new CiphertextLeftover(pool, ledger);
    }

    // ---- how things stand ----

    /** What is to be done next. Does not call the engine. */
    public Next next() {
        if (taskOut) {
            return Next.AWAIT_TASK;
        }
        return switch (state) {
            case NEW, HANDSHAKING, OPEN -> nextByStatus();
            case FAILED -> Next.WRAP;
            case DONE -> Next.DONE;
        };
    }

    private Next nextByStatus() {
        return switch (status) {
            case NEED_TASK -> taskMissing ? Next.AWAIT_TASK : Next.RUN_TASK;
            case NEED_WRAP -> outputClosed ? nextFromPeer() : Next.WRAP;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> nextFromPeer();
        };
    }

    private Next nextFromPeer() {
        if (outputClosing && !outputClosed) {
            return Next.WRAP;
        }
        return state == State.OPEN ? Next.EXCHANGE : Next.UNWRAP;
    }

    /** Whether {@link #unwrap} would look at a record. */
    public boolean canUnwrap() {
        if (taskOut || inputClosed || status == HandshakeStatus.NEED_TASK) {
            return false;
        }
        return switch (state) {
            case NEW, FAILED, DONE -> false;
            case HANDSHAKING -> status != HandshakeStatus.NEED_WRAP;
                // An answer that we owe (a KeyUpdate) must not stop the input: two such peers would wait for each other.
            case OPEN -> true;
        };
    }

    /** Whether {@link #wrap} would encrypt what is staged. */
    public boolean canSendData() {
        return state == State.OPEN
                && !taskOut
                && !outputClosing
                && !outputClosed
                && status != HandshakeStatus.NEED_TASK;
    }

    /** Whether the handshake was completed; stays true whatever follows. */
    public boolean isHandshakeDone() {
        return observer == null;
    }

    /** Whether the session continued an earlier one, as the two hellos show; known when the handshake is done. */
    public boolean resumed() {
        return resumed;
    }

    /** Whether the peer ended its direction in order, with close_notify. */
    public boolean inputClosed() {
        return inputClosed;
    }

    /** Whether nothing more can be sent: our close_notify or alert is wrapped. */
    public boolean outputClosed() {
        return outputClosed;
    }

    /** Why the connection failed, or null if it did not. */
    public @Nullable RecordException failure() {
        return failure;
    }

    /** The alert that answered the {@link #failure}, if it left in the clear; else null. */
    public @Nullable Alert alertSent() {
        return alertSent;
    }

    /** The ciphertext that waits. */
    public CiphertextLeftover ciphertext() {
        return ciphertext;
    }

    /** How many bytes of plaintext fill a record; learned from the first full one. */
    public int fullRecordBytes() {
        return fullRecordBytes;
    }

    // ---- handshake and tasks ----

    /** Begins the handshake. Once. */
    public void begin() {
        state = State.HANDSHAKING;
        try {
            engine.beginHandshake();
            status = engine.getHandshakeStatus();
        } catch (SSLException | RuntimeException e) {
            engineFailed(e);
        }
    }

    /**
     * The task that {@link Next#RUN_TASK} asks for, to be run on any thread. From now until {@link #taskDone} or {@link
     * #taskFailed} the engine is left alone.
     *
     * @return null if the engine has none after all: the pump then waits until something arrives
     * @throws IllegalStateException if no task is due
     */
    public @Nullable Runnable takeTask() {
        if (next() != Next.RUN_TASK) {
            throw new IllegalStateException("no task is due, but " + next());
        }
        Runnable task = engine.getDelegatedTask();
        taskOut = task != null;
        taskMissing = task == null;
        return task;
    }

    /**
     * The task has run.
     *
     * @throws IllegalStateException if no task is out
     */
    public void taskDone() {
        requireTaskOut();
        taskOut = false;
        refreshStatus();
    }

    /**
     * The task threw, or nobody would run it: the connection fails.
     *
     * @throws IllegalStateException if no task is out
     */
    public void taskFailed(Throwable cause) {
        requireTaskOut();
        taskOut = false;
        String message = "a task of the TLS handshake could not be run: " + cause;
        fail(new RecordException(RecordException.Kind.TASK_FAILED, Alert.INTERNAL_ERROR, message, cause));
    }

    private void requireTaskOut() {
        if (!taskOut) {
            throw new IllegalStateException("no task is out: each is done or failed once");
        }
    }

    private void refreshStatus() {
        HandshakeStatus before = status;
        status = engine.getHandshakeStatus();
        taskMissing = false;
        countCall(0, 0, status != before);
    }

    // ---- from the wire ----

    /**
     * Keeps what came and cannot be looked at now, as much as there is room for.
     *
     * @param in what came from below; what there is no room for stays in it
     */
    public void keep(ByteBuffer in) {
        if (inputClosed || failure != null) {
            in.position(in.limit());
            return;
        }
        ciphertext.keep(in);
        if (taskMissing) {
            refreshStatus();
        }
    }

    /**
     * Decrypts one record, if a whole one is there: the leftover, completed from {@code in}, or else {@code in} itself.
     * The beginning of a record that is not whole becomes the leftover; what lies behind the one record stays in
     * {@code in}.
     *
     * @param in what came from below, heap or direct; its consumed bytes may be overwritten
     * @param frame its target holds the plaintext afterwards, from position to limit; often none
     * @return whether the engine was called; whatever it said shows in {@link #next} and {@link #failure}
     */
    public boolean unwrap(ByteBuffer in, EngineScratch.Frame frame) {
        frame.target().clear().limit(0);
        if (!canUnwrap()) {
            return false;
        }
        if (ciphertext.isEmpty() && RecordHeader.missingBytes(in) == 0) {
            unwrapFirst(in, frame);
            return true;
        }
        ciphertext.complete(in);
        if (!ciphertext.holdsWholeRecord()) {
            return false;
        }
        unwrapFirst(ciphertext.view(), frame);
        ciphertext.settle();
        if (inputClosed) {
            ciphertext.release();
        }
        return true;
    }

    private void unwrapFirst(ByteBuffer bytes, EngineScratch.Frame frame) {
        int limit = bytes.limit();
        try {
            checkHeader(bytes, frame);
            bytes.limit(bytes.position() + RecordHeader.recordBytes(bytes));
            refuseRenegotiation(bytes);
            unwrapRecord(bytes, frame);
        } catch (RecordException e) {
            fail(e);
        } catch (SSLException | RuntimeException e) {
            engineFailed(e);
        } finally {
            bytes.limit(limit);
            if (failure != null) {
                // An engine that refuses a record may have written some of it, not authenticated, before it did.
                frame.target().clear().limit(0);
            }
        }
    }

    /** Refuses what is no header; shows it to the engine too, which alone can send an alert under its keys. */
    private void checkHeader(ByteBuffer bytes, EngineScratch.Frame frame) throws RecordException {
        RecordException wrong = RecordHeader.check(bytes, engine.getUseClientMode());
        if (wrong == null) {
            return;
        }
        bytes.limit(bytes.position() + RecordHeader.BYTES);
        try {
            engine.unwrap(frame.sourceFor(bytes), frame.target().clear());
        } catch (SSLException | RuntimeException e) {
            enterFailed(wrong);
        }
        throw wrong;
    }

    /**
     * In TLS 1.3 a client that refuses the server's certificate may say so in the clear, not having begun to encrypt; an
     * engine that expects encryption finds it malformed, and which alert it was would be lost.
     */
    private SSLEngineResult callUnwrap(ByteBuffer record, EngineScratch.Frame frame) throws SSLException {
        Alert refusal = isHandshakeDone() ? null : Alert.inRecord(record);
        try {
            return engine.unwrap(frame.sourceFor(record), frame.target().clear());
        } catch (SSLException e) {
            if (refusal != null && refusal != Alert.UNKNOWN) {
                enterFailed(new RecordException(
                        RecordException.Kind.PEER_ALERT, refusal, "received in the clear: " + refusal.wireName(), e));
            }
            throw e;
        }
    }

    private void unwrapRecord(ByteBuffer record, EngineScratch.Frame frame) throws SSLException {
        HandshakeObserver watching = observer;
        if (watching != null) {
            watching.see(!engine.getUseClientMode(), record);
        }
        int start = record.position();
        int recordBytes = record.remaining();
        HandshakeStatus before = status;
        SSLEngineResult result = callUnwrap(record, frame);
        record.position(start + result.bytesConsumed());
        frame.target().flip();
        switch (result.getStatus()) {
            case OK, BUFFER_UNDERFLOW -> {}
            case CLOSED -> inputClosed = true;
            case BUFFER_OVERFLOW -> engineFault("unwrap finds no room in " + frame.target().capacity() + " bytes");
        }
        inputClosed |= engine.isInboundDone();
        afterCall(result, before);
        if (!inputClosed && failure == null && result.bytesConsumed() > 0) {
            inbound.count(recordBytes, result.bytesProduced(), isHandshakeDone());
        }
    }

    /** After the first handshake there is no place for a handshake record in TLS 1.2; in 1.3 its type would be hidden. */
    private void refuseRenegotiation(ByteBuffer record) throws RecordException {
        if (isHandshakeDone() && RecordHeader.type(record) == ContentType.HANDSHAKE) {
            throw new RecordException(
                    RecordException.Kind.RENEGOTIATION,
                    Alert.NO_RENEGOTIATION,
                    "the peer asked for a renegotiation, which is refused");
        }
    }

    /**
     * The wire has ended, and every whole record that came was looked at.
     *
     * @return whether it ended in order, behind a close_notify; if not, the stream was truncated, and a handshake that
     *     was not done has failed
     */
    public boolean endInput() {
        if (!isHandshakeDone() && failure == null) {
            failCut(ciphertext.isEmpty() ? "" : ", in the middle of a record");
        }
        ciphertext.release();
        return inputClosed;
    }

    private void failCut(String where) {
        fail(new RecordException(
                RecordException.Kind.HANDSHAKE_CUT,
                Alert.UNKNOWN,
                "the peer closed the connection during the TLS handshake" + where));
    }

    // ---- to the wire ----

    /** Ends our direction: {@link #next} asks for the close_notify to be wrapped. What is staged must be wrapped before. */
    public void closeOutput() {
        outputClosing = true;
    }

    /**
     * Wraps what the engine has to say and then what is staged, as many records as the frame has room for.
     *
     * @param fullRecordsOnly leaves a last piece staged that does not fill a record
     * @param maxBytes the most to produce; no record is begun without room for the longest, see {@link
     *     RecordHeader#MAX_RECORD_BYTES}
     * @param frame its target holds the records afterwards, from position to limit
     */
    public void wrap(
            StagedPlaintext staged, boolean fullRecordsOnly, int maxBytes, EngineScratch.Frame frame) {
        ByteBuffer target = frame.target().clear();
        target.limit(Math.min(target.capacity(), maxBytes));
        while (target.remaining() >= RecordHeader.MAX_RECORD_BYTES && wantsToWrap(staged, fullRecordsOnly)) {
            boolean owesAnswer = next() == Next.WRAP;
            wrapRecord(owesAnswer ? NOTHING : staged.peek(frame.source(), fullRecordBytes), staged, target);
        }
        target.flip();
    }

    /** Whether {@link #wrap} has anything to do: something of the engine's own, or of what is staged. */
    public boolean wantsToWrap(StagedPlaintext staged, boolean fullRecordsOnly) {
        return next() == Next.WRAP
                || (canSendData() && staged.bytes() >= (fullRecordsOnly ? fullRecordBytes : 1));
    }

    private void wrapRecord(ByteBuffer source, StagedPlaintext staged, ByteBuffer target) {
        int start = target.position();
        try {
            if (outputClosing && !engine.isOutboundDone()) {
                engine.closeOutbound();
            }
            HandshakeStatus before = status;
            SSLEngineResult result = engine.wrap(source, target);
            see(target, start);
            staged.remove(result.bytesConsumed());
            learnFullRecord(result.bytesConsumed(), staged.bytes());
            switch (result.getStatus()) {
                case OK -> {}
                case CLOSED -> outputClosed = true;
                case BUFFER_OVERFLOW -> engineFault("wrap finds no room in " + target.remaining() + " bytes");
                case BUFFER_UNDERFLOW -> engineFault("wrap answers BUFFER_UNDERFLOW");
            }
            outputClosed |= engine.isOutboundDone() || (failure != null && result.bytesProduced() == 0);
            afterCall(result, before);
        } catch (SSLException | RuntimeException e) {
            outputClosed |= failure != null;
            engineFailed(e);
        }
    }

    private void see(ByteBuffer target, int start) {
        if ((observer == null && failure == null) || target.position() == start) {
            return;
        }
        ByteBuffer records = target.duplicate().flip().position(start);
        if (observer != null) {
            observer.see(engine.getUseClientMode(), records);
        }
        Alert alert = Alert.inRecord(records);
        if (failure != null && alert != null && alert != Alert.UNKNOWN) {
            alertSent = alert;
        }
    }

    /** SunJSSE pads records of TLS 1.3, so that 2^14 bytes would leave a tail of 17: then 16367 are a full record. */
    private void learnFullRecord(int consumedBytes, int stagedBytes) {
        if (stagedBytes > 0 && consumedBytes > 0 && consumedBytes < fullRecordBytes) {
            fullRecordBytes = consumedBytes;
        }
    }

    // ---- after a call ----

    private void afterCall(SSLEngineResult result, HandshakeStatus before) {
        status = engine.getHandshakeStatus();
        if (state == State.HANDSHAKING && isFinished(result) && hasSession()) {
            handshakeDone();
        }
        if (inputClosed && state == State.HANDSHAKING) {
            failCut(", with close_notify");
        }
        if (outputClosed && (inputClosed || state != State.OPEN)) {
            state = State.DONE;
        }
        countCall(result.bytesConsumed(), result.bytesProduced(), status != before);
    }

    private boolean isFinished(SSLEngineResult result) {
        return result.getHandshakeStatus() == HandshakeStatus.FINISHED
                || (result.getStatus() == SSLEngineResult.Status.OK && status == HandshakeStatus.NOT_HANDSHAKING);
    }

    private boolean hasSession() {
        return !engine.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL");
    }

    private void handshakeDone() {
        state = State.OPEN;
        if (observer != null) {
            resumed = observer.resumed();
        }
        observer = null;
    }

    private void countCall(int consumedBytes, int producedBytes, boolean changedStatus) {
        if (progress.isStuckAfter(consumedBytes, producedBytes, changedStatus) && state != State.DONE) {
            engineFault("it makes no progress: " + status + " again and again");
        }
    }

    private void engineFault(String what) {
        if (failure != null) {
            outputClosed = true;
            state = State.DONE;
            return;
        }
        fail(new RecordException(
                RecordException.Kind.ENGINE_FAULT, Alert.INTERNAL_ERROR, "the TLS engine is at fault: " + what));
    }

    /** The engine threw: it knows what is wrong and will wrap its own alert. */
    private void engineFailed(Exception e) {
        enterFailed(RecordException.of(e));
    }

    /** We found what is wrong, and the engine cannot be told which alert to send: it says goodbye instead. */
    private void fail(RecordException e) {
        outputClosing |= failure == null;
        enterFailed(e);
    }

    private void enterFailed(RecordException e) {
        if (failure == null) {
            failure = e;
        }
        state = outputClosed ? State.DONE : State.FAILED;
        ciphertext.release();
    }
}
