package staunch.tls.record;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * From the wire: opens the peer's records one by one, with the ciphertext leftover in front of what comes, and refuses
 * what no engine should see. What an answer of the engine to unwrap leads to:
 *
 * <pre>
 *   OK                its plaintext is in the frame
 *   CLOSED            the same, and the input has ended in order: nothing behind it is looked at
 *   BUFFER_UNDERFLOW  a whole record was there: no progress
 *   BUFFER_OVERFLOW   there was room for any record: engine fault
 *   SSLException      the connection failed: the engine's alert is wrapped next
 * </pre>
 */
final class RecordOpener {
    /** A header that declares more than any record may hold: an engine refuses it in whatever state it is. */
    private static final byte[] NO_RECORD = {23, 3, 3, (byte) 0xff, (byte) 0xff};

    private final SSLEngine engine;
    private final PumpState state;
    private final InboundLimits limits;
    private final CiphertextLeftover ciphertext;
    private final @Nullable RecordTrace trace;
    /** Whether the record that comes next was looked at: an engine that wanted something else first has not taken it. */
    private boolean seen;

    /** @param ciphertext the opener's own from now on */
    RecordOpener(
            SSLEngine engine,
            PumpState state,
            PumpLimits limits,
            CiphertextLeftover ciphertext,
            @Nullable RecordTrace trace) {
        this.engine = engine;
        this.state = state;
        this.limits = new InboundLimits(limits);
        this.ciphertext = ciphertext;
        this.trace = trace;
    }

    CiphertextLeftover ciphertext() {
        return ciphertext;
    }

    /** See {@link RecordPump#keep}. */
    void keep(ByteBuffer in) {
        if (state.ignoresInput()) {
            in.position(in.limit());
            return;
        }
        ciphertext.keep(in);
        state.arrived();
        dropWhatIsIgnored();
    }

    /** Nothing behind the end of the input, or behind a failure, is looked at: it holds no buffer. */
    void dropWhatIsIgnored() {
        if (state.ignoresInput()) {
            ciphertext.release();
        }
    }

    /** See {@link RecordPump#endInput}. */
    void end() {
        if (!state.isHandshakeDone() && state.failure() == null) {
            refuse(RecordException.handshakeCut(ciphertext.isEmpty() ? "" : ", in the middle of a record"));
        }
        ciphertext.release();
    }

    /** See {@link RecordPump#unwrap}. */
    boolean open(ByteBuffer in, EngineScratch.Frame frame) {
        frame.clear();
        if (!state.canUnwrap()) {
            return false;
        }
        if (ciphertext.isEmpty() && RecordHeader.missingBytes(in) == 0) {
            openFirst(in, frame);
            return true;
        }
        ciphertext.complete(in);
        if (!ciphertext.holdsWholeRecord()) {
            return false;
        }
        openFirst(ciphertext.view(), frame);
        ciphertext.settle();
        dropWhatIsIgnored();
        return true;
    }

    private void openFirst(ByteBuffer bytes, EngineScratch.Frame frame) {
        int start = bytes.position();
        int limit = bytes.limit();
        boolean handshakeWasDone = state.isHandshakeDone();
        try {
            checkHeader(bytes, frame);
            bytes.limit(start + RecordHeader.recordBytes(bytes));
            see(bytes);
            refuseRenegotiation(bytes);
            openRecord(bytes, frame);
        } catch (RecordException e) {
            refuse(e);
        } catch (SSLException | RuntimeException e) {
            state.engineFailed(RecordException.of(e));
        } finally {
            bytes.limit(limit);
            if (state.failure() != null) {
                // An engine that refuses a record may have written some of it, not authenticated, before it did.
                frame.clear();
            }
        }
        seen = bytes.position() == start && state.failure() == null;
        if (trace != null && !seen) {
            trace.opened(handshakeWasDone, frame.target().remaining());
        }
    }

    /** Before the engine decrypts it where it lies. */
    private void see(ByteBuffer record) {
        if (seen) {
            return;
        }
        state.observe(false, record);
        if (trace != null) {
            trace.look(record);
        }
    }

    /** Refuses what is no header; the engine that is shown it knows best which alert answers it. */
    private void checkHeader(ByteBuffer bytes, EngineScratch.Frame frame) throws RecordException {
        RecordException wrong = RecordHeader.check(bytes, engine.getUseClientMode(), state.isHandshakeDone());
        if (wrong != null) {
            bytes.limit(bytes.position() + RecordHeader.BYTES);
            show(frame.sourceFor(bytes), wrong);
            throw wrong;
        }
    }

    /**
     * We found what is wrong. Only the engine can send an alert under its keys, and it cannot be told to; so it is shown
     * what it refuses by itself. Otherwise it would say goodbye by close_notify, and the peer would take for an orderly end
     * what is none.
     */
    private void refuse(RecordException why) {
        if (state.failure() == null) {
            show(ByteBuffer.wrap(NO_RECORD), why);
        }
        state.fail(why);
    }

    private void show(ByteBuffer noRecord, RecordException why) {
        try {
            engine.unwrap(noRecord, ByteBuffer.allocate(0));
        } catch (SSLException | RuntimeException e) {
            state.engineFailed(why);
        }
    }

    /** After the first handshake there is no place for a handshake record in TLS 1.2; in 1.3 its type would be hidden. */
    private void refuseRenegotiation(ByteBuffer record) throws RecordException {
        if (state.isHandshakeDone() && RecordHeader.type(record) == ContentType.HANDSHAKE) {
            throw new RecordException(
                    RecordException.Kind.RENEGOTIATION,
                    Alert.NO_RENEGOTIATION,
                    "the peer asked for a renegotiation, which is refused");
        }
    }

    private void openRecord(ByteBuffer record, EngineScratch.Frame frame) throws SSLException {
        int start = record.position();
        int recordBytes = record.remaining();
        boolean wasHandshakeDone = state.isHandshakeDone();
        SSLEngineResult result = unwrap(record, frame);
        record.position(start + result.bytesConsumed());
        frame.target().flip();
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            state.engineFault("unwrap finds no room in " + frame.target().capacity() + " bytes");
        }
        state.unwrapped(result);
        if (!state.ignoresInput() && result.bytesConsumed() > 0) {
            limits.count(recordBytes, result.bytesProduced(), wasHandshakeDone);
        }
    }

    /**
     * In TLS 1.3 a client that refuses the server's certificate may say so in the clear, not having begun to encrypt; an
     * engine that expects encryption finds it malformed, and which alert it was would be lost.
     */
    private SSLEngineResult unwrap(ByteBuffer record, EngineScratch.Frame frame) throws SSLException {
        Alert refusal = state.isHandshakeDone() ? null : Alert.inRecord(record);
        try {
            return engine.unwrap(frame.sourceFor(record), frame.target().clear());
        } catch (SSLException e) {
            if (refusal != null && refusal != Alert.UNKNOWN) {
                state.engineFailed(new RecordException(
                        RecordException.Kind.PEER_ALERT, refusal, "received in the clear: " + refusal.wireName(), e));
            }
            throw e;
        }
    }
}
