package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import staunch.tls.record.RecordPump.Next;

/**
 * Where a connection stands between two calls of its engine, and so what is to be done next. The phase moves as {@link
 * RecordPump} draws it; together with the handshake status that the last call left behind it decides:
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
 * A call that consumes nothing, produces nothing and changes no status may happen once but not twice in a row: that is an
 * engine fault (see {@link ProgressGuard}).
 *
 * <p>Asks the engine how it is; it is others that wrap, unwrap and run its tasks, and they tell what came of it.
 */
final class PumpState {
    private enum Phase {
        NEW,
        HANDSHAKING,
        OPEN,
        FAILED,
        DONE
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ProgressGuard progress = new ProgressGuard();

    private Phase phase = Phase.NEW;
    private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
    private boolean taskOut;
    private boolean taskMissing;
    private boolean inputClosed;
    private boolean outputClosing;
    private boolean outputClosed;
    private @Nullable RecordException failure;
    /** Watches until the handshake is done. */
    private @Nullable HandshakeObserver observer;

    private boolean resumed;
    private Optional<String> group = Optional.empty();
    private Optional<String> serverName = Optional.empty();

    PumpState(SSLEngine engine, HandshakeObserver observer) {
        this.engine = engine;
        this.observer = observer;
    }

    // ---- what is next ----

    Next next() {
        if (taskOut) {
            return Next.AWAIT_TASK;
        }
        return switch (phase) {
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
        return phase == Phase.OPEN ? Next.EXCHANGE : Next.UNWRAP;
    }

    /** Whether a record may be looked at. */
    boolean canUnwrap() {
        if (taskOut || inputClosed || status == HandshakeStatus.NEED_TASK) {
            return false;
        }
        return switch (phase) {
            case NEW, FAILED, DONE -> false;
            case HANDSHAKING -> status != HandshakeStatus.NEED_WRAP;
            // An answer that we owe (a KeyUpdate) must not stop the input: two such peers would wait for each other.
            case OPEN -> true;
        };
    }

    /** Whether data may be encrypted. */
    boolean canSendData() {
        return phase == Phase.OPEN
                && !taskOut
                && !outputClosing
                && !outputClosed
                && status != HandshakeStatus.NEED_TASK;
    }

    // ---- how things stand ----

    boolean isHandshakeDone() {
        return observer == null;
    }

    boolean resumed() {
        return resumed;
    }

    Optional<String> group() {
        return group;
    }

    Optional<String> serverName() {
        return serverName;
    }

    boolean inputClosed() {
        return inputClosed;
    }

    /** Whether nothing that still comes is looked at. */
    boolean ignoresInput() {
        return inputClosed || failure != null;
    }

    /** Whether our close_notify is due, or sent. */
    boolean outputClosing() {
        return outputClosing;
    }

    boolean outputClosed() {
        return outputClosed;
    }

    @Nullable
    RecordException failure() {
        return failure;
    }

    // ---- the handshake and its tasks ----

    void begin() {
        phase = Phase.HANDSHAKING;
        try {
            engine.beginHandshake();
            status = engine.getHandshakeStatus();
        } catch (SSLException | RuntimeException e) {
            engineFailed(RecordException.of(e));
        }
    }

    /** Whether a task runs, perhaps on another thread. */
    boolean isTaskOut() {
        return taskOut;
    }

    /** The task that was due is out; or the engine had none, and is asked again when something arrives. */
    void taskTaken(boolean isThere) {
        taskOut = isThere;
        taskMissing = !isThere;
    }

    /** The task that was out is done or failed; the engine may be asked again. */
    void taskReturned() {
        if (!taskOut) {
            throw new IllegalStateException("no task is out: each is done or failed once");
        }
        taskOut = false;
    }

    /** Something arrived: an engine that has not had the task it wanted may want something else now. */
    void arrived() {
        if (taskMissing) {
            refresh();
        }
    }

    /** Asks the engine for its status, which changed outside of its calls. */
    void refresh() {
        HandshakeStatus before = status;
        status = engine.getHandshakeStatus();
        taskMissing = false;
        countCall(0, 0, status != before);
    }

    /** Shows a record of the handshake to the one who watches it. */
    void observe(boolean isOurs, ByteBuffer record) {
        if (observer != null) {
            observer.see(isOurs == engine.getUseClientMode(), record);
        }
    }

    // ---- what came of a call ----

    void unwrapped(SSLEngineResult result) {
        inputClosed |= result.getStatus() == SSLEngineResult.Status.CLOSED
                || (engine.isInboundDone() && !holdsBackFailure(result));
        outputClosing |= inputClosed && endsBothDirections();
        called(result);
    }

    /** BCJSSE answers a failed handshake with OK and NEED_WRAP, its input done; it throws at the next wrap. */
    private static boolean holdsBackFailure(SSLEngineResult result) {
        return result.getStatus() == SSLEngineResult.Status.OK
                && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    /** Before TLS 1.3 a close_notify is answered at once, and what waits is not sent (RFC 5246 §7.2.1). */
    private boolean endsBothDirections() {
        return isHandshakeDone() && engine.getSession().getProtocol().equals("TLSv1.2");
    }

    void wrapped(SSLEngineResult result) {
        boolean alertSent = failure != null && result.bytesProduced() == 0;
        outputClosed |= result.getStatus() == SSLEngineResult.Status.CLOSED || engine.isOutboundDone() || alertSent;
        called(result);
    }

    private void called(SSLEngineResult result) {
        HandshakeStatus before = status;
        status = engine.getHandshakeStatus();
        if (phase == Phase.HANDSHAKING && isFinished(result) && hasSession()) {
            handshakeDone();
        }
        if (inputClosed && phase == Phase.HANDSHAKING) {
            fail(RecordException.handshakeCut(", with close_notify"));
        }
        if (outputClosed && (inputClosed || phase != Phase.OPEN)) {
            phase = Phase.DONE;
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
        phase = Phase.OPEN;
        if (observer != null) {
            resumed = observer.resumed();
            group = observer.group();
            serverName = observer.serverName();
        }
        observer = null;
    }

    private void countCall(int consumedBytes, int producedBytes, boolean changedStatus) {
        if (progress.isStuckAfter(consumedBytes, producedBytes, changedStatus) && phase != Phase.DONE) {
            stuck();
        }
    }

    private void stuck() {
        RecordException reason = status == HandshakeStatus.NEED_TASK && failure == null ? failureOfTask() : null;
        if (reason == null) {
            engineFault("it makes no progress: " + status + " again and again");
        } else {
            engineFailed(reason);
        }
    }

    /** An engine tells of a task that failed at its next call only, and one that has more tasks never asks for that call. */
    private @Nullable RecordException failureOfTask() {
        try {
            engine.unwrap(NOTHING, NOTHING);
            return null;
        } catch (SSLException | RuntimeException e) {
            return RecordException.of(e);
        }
    }

    // ---- ends ----

    /** Our direction is to end. */
    void closeOutput() {
        outputClosing = true;
    }

    /** The engine contradicted itself; if it does so while it has an alert to send, that is given up. */
    void engineFault(String what) {
        if (failure != null) {
            outputClosed = true;
            phase = Phase.DONE;
            return;
        }
        fail(new RecordException(
                RecordException.Kind.ENGINE_FAULT, Alert.INTERNAL_ERROR, "the TLS engine is at fault: " + what));
    }

    /** We found what is wrong; an engine that has not found out the same by itself says goodbye instead of an alert. */
    void fail(RecordException e) {
        outputClosing |= failure == null;
        engineFailed(e);
    }

    /** The engine threw: it knows what is wrong and will wrap its own alert. */
    void engineFailed(RecordException e) {
        if (failure == null) {
            failure = e;
        }
        phase = outputClosed ? Phase.DONE : Phase.FAILED;
    }

    /** As {@link #engineFailed}, thrown by a wrap: an engine that cannot wrap its alert has nothing more to say. */
    void wrapFailed(RecordException e) {
        outputClosed |= failure != null;
        engineFailed(e);
    }
}
