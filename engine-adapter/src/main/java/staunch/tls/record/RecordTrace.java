package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;
import staunch.tls.record.TracedRecord.Direction;
import staunch.tls.record.TracedRecord.Inference;

/**
 * Tells a {@link RecordListener} of each record. A received one is looked at before the engine decrypts it in place, and
 * told of afterwards. What an encrypted record must hold follows from what the engine did:
 *
 * <pre>
 *                                  TLS 1.2, by the type in its header   TLS 1.3
 *   received  the peer's alert     the alert that the engine names      the same
 *             plaintext came       application data                     application data
 *             CLOSED               close_notify                         close_notify
 *             handshake not done   Finished                             handshake
 *             nothing came         application data, empty              NewSessionTicket or KeyUpdate
 *
 *   sent      behind a failure     alert                                alert
 *             CLOSED               close_notify                         close_notify
 *             plaintext went       application data                     application data
 *             handshake not done   Finished                             handshake; a client's that FINISHED: Finished
 *             nothing went         -                                    NewSessionTicket or KeyUpdate
 * </pre>
 */
final class RecordTrace {
    private final SSLEngine engine;
    private final PumpState state;
    private final HandshakeObserver observer;
    private @Nullable RecordListener listener;
    private @Nullable TracedRecord seen;

    RecordTrace(SSLEngine engine, PumpState state, HandshakeObserver observer, RecordListener listener) {
        this.engine = engine;
        this.state = state;
        this.observer = observer;
        this.listener = listener;
    }

    // ---- from the wire ----

    /** Looks at a received record, which the observer has seen. */
    void look(ByteBuffer record) {
        seen = look(Direction.RECEIVED, record);
    }

    /**
     * The record that was looked at last is opened, or was refused.
     *
     * @param handshakeWasDone whether it was before this record
     */
    void opened(boolean handshakeWasDone, int plaintextBytes) {
        TracedRecord record = seen;
        seen = null;
        if (record != null) {
            tell(record.encrypted() ? inferOpened(record, handshakeWasDone, plaintextBytes) : record);
        }
    }

    private TracedRecord inferOpened(TracedRecord record, boolean handshakeWasDone, int plaintextBytes) {
        RecordException failure = state.failure();
        if (failure != null) {
            return failure.kind() == RecordException.Kind.PEER_ALERT ? withAlert(record, failure.alert()) : record;
        }
        if (plaintextBytes > 0) {
            return withData(record, OptionalInt.of(plaintextBytes));
        }
        if (state.inputClosed()) {
            return withAlert(record, Alert.CLOSE_NOTIFY);
        }
        return inferSilent(record, handshakeWasDone);
    }

    // ---- to the wire ----

    /**
     * Tells of one record that a wrap made, which the observer has seen.
     *
     * @param isOnly whether the wrap made no other
     * @param isLast whether it is the last of those that the wrap made
     */
    void sealed(ByteBuffer record, SSLEngineResult result, boolean isOnly, boolean isLast) {
        TracedRecord sent = look(Direction.SENT, record);
        tell(sent.encrypted() ? inferSealed(sent, result, isOnly, isLast) : sent);
    }

    private TracedRecord inferSealed(TracedRecord record, SSLEngineResult result, boolean isOnly, boolean isLast) {
        if (!isLast) {
            return state.isHandshakeDone() ? record : inferSilent(record, false);
        }
        if (state.failure() != null) {
            return withAlert(record, Alert.UNKNOWN);
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            return withAlert(record, Alert.CLOSE_NOTIFY);
        }
        if (result.bytesConsumed() > 0) {
            return withData(record, isOnly ? OptionalInt.of(result.bytesConsumed()) : OptionalInt.empty());
        }
        boolean clientFinishes = observer.isTls13()
                && engine.getUseClientMode()
                && !state.isHandshakeDone()
                && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED;
        return clientFinishes ? with(record, Inference.FINISHED) : inferSilent(record, state.isHandshakeDone());
    }

    // ---- both ----

    private TracedRecord look(Direction direction, ByteBuffer record) {
        ContentType type = RecordHeader.type(record);
        boolean fromClient = (direction == Direction.SENT) == engine.getUseClientMode();
        boolean encrypted = observer.isEncrypted(fromClient, record);
        boolean readable = type == ContentType.HANDSHAKE && !encrypted && !state.isHandshakeDone();
        return new TracedRecord(
                direction,
                type,
                RecordHeader.version(record),
                RecordHeader.payloadBytes(record),
                encrypted,
                readable ? observer.messages() : List.of(),
                encrypted ? Optional.empty() : Optional.ofNullable(Alert.inRecord(record)),
                Optional.empty(),
                OptionalInt.empty());
    }

    /** A record from which no data came, or into which none went, and that ended nothing. */
    private TracedRecord inferSilent(TracedRecord record, boolean handshakeWasDone) {
        if (observer.isTls13()) {
            return with(record, handshakeWasDone ? Inference.POST_HANDSHAKE : Inference.HANDSHAKE);
        }
        return switch (record.type()) {
            // RFC 5246 §7.1: it is what follows ChangeCipherSpec.
            case HANDSHAKE -> handshakeWasDone ? record : with(record, Inference.FINISHED);
            case APPLICATION_DATA -> withData(record, OptionalInt.of(0));
            case ALERT, CHANGE_CIPHER_SPEC, HEARTBEAT -> record;
        };
    }

    private static TracedRecord with(TracedRecord record, Inference inference) {
        return with(record, inference, Optional.empty(), OptionalInt.empty());
    }

    private static TracedRecord withData(TracedRecord record, OptionalInt plaintextBytes) {
        return with(record, Inference.APPLICATION_DATA, Optional.empty(), plaintextBytes);
    }

    private static TracedRecord withAlert(TracedRecord record, Alert alert) {
        Optional<Alert> named = Optional.of(alert).filter(each -> each != Alert.UNKNOWN);
        return with(record, Inference.ALERT, named, OptionalInt.empty());
    }

    private static TracedRecord with(
            TracedRecord record, Inference inference, Optional<Alert> alert, OptionalInt plaintextBytes) {
        return new TracedRecord(
                record.direction(),
                record.type(),
                record.version(),
                record.payloadBytes(),
                true,
                record.messages(),
                alert,
                Optional.of(inference),
                plaintextBytes);
    }

    private void tell(TracedRecord record) {
        RecordListener told = listener;
        if (told == null) {
            return;
        }
        try {
            told.onRecord(record);
        } catch (RuntimeException e) {
            listener = null;
            state.fail(new RecordException(
                    RecordException.Kind.LISTENER_FAILED,
                    Alert.INTERNAL_ERROR,
                    "the listener for records threw " + e,
                    e));
        }
    }
}
