package staunch.tls.record;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.OutboundQueue;

/**
 * To the wire: seals what the engine has to say, and what the application wrote, into records. What an answer of the
 * engine to wrap leads to:
 *
 * <pre>
 *   OK                what it produced is in the frame, what it consumed is no longer staged
 *   CLOSED            the same, and our direction is over: wrap is never called again
 *   BUFFER_OVERFLOW   there was room for any record: engine fault
 *   BUFFER_UNDERFLOW  engine fault
 *   SSLException      the connection failed: the engine's alert is wrapped next, unless this was it
 * </pre>
 */
final class RecordSealer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Of a record that no wrap made. */
    private static final SSLEngineResult NO_RESULT =
            new SSLEngineResult(SSLEngineResult.Status.OK, SSLEngineResult.HandshakeStatus.NEED_WRAP, 0, 0);

    private final SSLEngine engine;
    private final PumpState state;
    private final @Nullable RecordTrace trace;
    private int fullRecordBytes = RecordHeader.MAX_PLAINTEXT_BYTES;
    private int leftForSmallRecordsBytes;
    private @Nullable Alert alertSent;
    private boolean anythingSent;

    RecordSealer(SSLEngine engine, PumpState state, @Nullable RecordTrace trace) {
        this.engine = engine;
        this.state = state;
        this.trace = trace;
    }

    /** See {@link RecordPump#fullRecordBytes}. */
    int fullRecordBytes() {
        return fullRecordBytes;
    }

    /** See {@link RecordPump#beginSmall}. */
    void beginSmall() {
        leftForSmallRecordsBytes = RecordPump.SMALL_RECORDS_TOTAL_BYTES;
    }

    private int nextRecordBytes() {
        return leftForSmallRecordsBytes > 0 ? RecordPump.SMALL_RECORD_BYTES : fullRecordBytes;
    }

    /** See {@link RecordPump#alertSent}. */
    @Nullable
    Alert alertSent() {
        return alertSent;
    }

    /** See {@link RecordPump#wantsToWrap}. */
    boolean hasWork(OutboundQueue staged, boolean fullRecordsOnly) {
        return owesAnswer()
                || (state.canSendData() && staged.pendingBytes() >= (fullRecordsOnly ? fullRecordBytes : 1));
    }

    private boolean owesAnswer() {
        return state.next() == RecordPump.Next.WRAP;
    }

    /** See {@link RecordPump#wrap}. */
    void seal(OutboundQueue staged, boolean fullRecordsOnly, int maxBytes, EngineScratch.Frame frame) {
        ByteBuffer target = frame.target().clear();
        target.limit(Math.min(target.capacity(), maxBytes));
        while (target.remaining() >= RecordHeader.MAX_RECORD_BYTES && hasWork(staged, fullRecordsOnly)) {
            if (owesAnswer()) {
                sealRecord(NOTHING, target);
            } else {
                sealStaged(staged, Math.min(nextRecordBytes(), staged.pendingBytes()), frame.source(), target);
            }
        }
        target.flip();
    }

    /**
     * From where it lies if it lies together, as most of much does: a copy costs a twentieth of what sealing does. Engines
     * that work on heap arrays lose nothing by a direct source: they copy it before they encrypt, in any case.
     */
    private void sealStaged(OutboundQueue staged, int bytes, ByteBuffer spare, ByteBuffer target) {
        ByteBuffer head = staged.head();
        if (head.remaining() < bytes) {
            staged.remove(sealRecord(staged.peek(spare, bytes), target));
            return;
        }
        int from = head.position();
        int limit = head.limit();
        try {
            sealRecord(head.limit(from + bytes), target);
        } finally {
            int takenBytes = head.position() - from;
            head.limit(limit);
            staged.settle(takenBytes);
        }
    }

    /** Returns how many bytes of the source were taken. */
    private int sealRecord(ByteBuffer source, ByteBuffer target) {
        int start = target.position();
        int from = source.position();
        int offeredBytes = source.remaining();
        try {
            if (state.outputClosing() && !engine.isOutboundDone()) {
                engine.closeOutbound();
            }
            SSLEngineResult result = engine.wrap(source, target);
            anythingSent |= result.bytesProduced() > 0;
            addAlertInTheClear(target);
            see(target, start, result);
            leftForSmallRecordsBytes -= Math.min(leftForSmallRecordsBytes, result.bytesConsumed());
            learnFullRecord(offeredBytes, result.bytesConsumed());
            switch (result.getStatus()) {
                case OK, CLOSED -> {}
                case BUFFER_OVERFLOW -> state.engineFault("wrap finds no room in " + target.remaining() + " bytes");
                case BUFFER_UNDERFLOW -> state.engineFault("wrap answers BUFFER_UNDERFLOW");
            }
            state.wrapped(result);
        } catch (SSLException | RuntimeException e) {
            boolean hasNoAlert = state.failure() != null;
            state.wrapFailed(RecordException.of(e));
            if (hasNoAlert) {
                addAlertInTheClear(target);
                see(target, start, NO_RESULT);
            }
        }
        return source.position() - from;
    }

    /** Before its first record an engine has no keys, and not each has an alert for what is no TLS: it gets one from us. */
    private void addAlertInTheClear(ByteBuffer target) {
        RecordException failure = state.failure();
        if (!anythingSent && failure != null && failure.alert() != Alert.UNKNOWN) {
            target.put(failure.alert().fatalRecord());
            anythingSent = true;
        }
    }

    /** See {@link RecordPump#discard}. */
    void discard(ByteBuffer ignored) {
        EngineProfile.discard(engine, ignored);
    }

    /** Looks at what was sealed: most engines make one record at a time, some make a whole flight. */
    private void see(ByteBuffer target, int start, SSLEngineResult result) {
        boolean failed = state.failure() != null;
        if (target.position() == start || (trace == null && state.isHandshakeDone() && !failed)) {
            return;
        }
        ByteBuffer records = target.duplicate().flip().position(start);
        int end = records.limit();
        while (records.hasRemaining() && RecordHeader.missingBytes(records) == 0) {
            records.limit(records.position() + RecordHeader.recordBytes(records));
            seeRecord(records, failed);
            if (trace != null) {
                trace.sealed(
                        records, result, records.position() == start && records.limit() == end, records.limit() == end);
            }
            records.position(records.limit()).limit(end);
        }
    }

    private void seeRecord(ByteBuffer record, boolean failed) {
        state.observe(true, record);
        Alert alert = failed ? Alert.inRecord(record) : null;
        if (alert != null && alert != Alert.UNKNOWN) {
            alertSent = alert;
        }
    }

    /** SunJSSE pads records of TLS 1.3, so that 2^14 bytes would leave a tail of 17: then 16367 are a full record. */
    private void learnFullRecord(int offeredBytes, int consumedBytes) {
        if (0 < consumedBytes && consumedBytes < offeredBytes) {
            fullRecordBytes = consumedBytes;
        }
    }
}
