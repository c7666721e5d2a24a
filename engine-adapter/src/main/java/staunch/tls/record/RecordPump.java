package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;

/**
 * Drives one {@link SSLEngine}, one call at a time, and says what is to be done next.
 *
 * <pre>
 *         begin            FINISHED               both directions over
 *   NEW ---------&gt; HANDSHAKING ------&gt; OPEN ------------------------------&gt; DONE
 *                       |               |                                    ^
 *                       +---- fail -----+-----------&gt; FAILED --alert sent ---+
 *
 *            +-- next() -- PumpState: the phase above, and the table of what comes next
 *   caller --+-- unwrap -- RecordOpener: from the wire, by way of the ciphertext leftover
 *            +-- wrap ---- RecordSealer: to the wire
 * </pre>
 *
 * What an answer of the engine leads to is decided from the <em>result</em> of the call first (the tables of {@link
 * RecordOpener} and {@link RecordSealer}), and from the handshake status that it left behind second (the table of {@link
 * PumpState}). While a task is out the engine is not called at all.
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

    /** How much plaintext a small record holds: with its header and tag it fits into one TCP segment of any usual path. */
    public static final int SMALL_RECORD_BYTES = 1300;
    /** How much is sent in small records after {@link #beginSmall}: by then TCP has opened its window. */
    public static final int SMALL_RECORDS_TOTAL_BYTES = 64 * 1024;

    private final SSLEngine engine;
    private final PumpState state;
    private final RecordOpener opener;
    private final RecordSealer sealer;

    /**
     * @param engine configured, its role set, not begun; the pump's own from now on
     * @param limits what the peer may cost
     * @param pool where the ciphertext leftover's buffer comes from
     * @param ledger the connection on whose account it is held
     */
    public RecordPump(SSLEngine engine, PumpLimits limits, BufferPool pool, Ledger ledger) {
        this(engine, limits, pool, ledger, null);
    }

    /**
     * @param engine configured, its role set, not begun; the pump's own from now on
     * @param limits what the peer may cost
     * @param pool where the ciphertext leftover's buffer comes from
     * @param ledger the connection on whose account it is held
     * @param listener is told of each record; null, as a rule, for nobody
     */
    public RecordPump(
            SSLEngine engine, PumpLimits limits, BufferPool pool, Ledger ledger, @Nullable RecordListener listener) {
        this.engine = engine;
        HandshakeObserver observer = new HandshakeObserver(listener != null);
        this.state = new PumpState(engine, observer);
        RecordTrace trace = listener == null ? null : new RecordTrace(engine, state, observer, listener);
        this.opener = new RecordOpener(engine, state, limits, new CiphertextLeftover(pool, ledger), trace);
        this.sealer = new RecordSealer(engine, state, trace);
    }

    // ---- how things stand ----

    /** What is to be done next. Does not call the engine. */
    public Next next() {
        return state.next();
    }

    /** Whether {@link #unwrap} would look at a record. */
    public boolean canUnwrap() {
        return state.canUnwrap();
    }

    /** Whether {@link #wrap} would encrypt what is staged. */
    public boolean canSendData() {
        return state.canSendData();
    }

    /** Whether the handshake was completed; stays true whatever follows. */
    public boolean isHandshakeDone() {
        return state.isHandshakeDone();
    }

    /**
     * Whether the session continued an earlier one; known when the handshake is done. Read off the two hellos: in TLS 1.3
     * the server selected a pre-shared key (RFC 8446 §4.2.11), in TLS 1.2 it echoed the session id that the client offered
     * (RFC 5246 §7.4.1.3), by ticket or not.
     */
    public boolean resumed() {
        return state.resumed();
    }

    /**
     * The group in which the key was exchanged, by its name in {@link TlsRegistry#GROUP}; empty where the wire does not
     * name one: a finite field, or a resumed session, in TLS 1.2. Known when the handshake is done.
     */
    public Optional<String> group() {
        return state.group();
    }

    /** The server that the client asked for (SNI), if it did; known when the handshake is done. */
    public Optional<String> serverName() {
        return state.serverName();
    }

    /** Whether the peer ended its direction in order, with close_notify. */
    public boolean inputClosed() {
        return state.inputClosed();
    }

    /** Whether nothing more can be sent: our close_notify or alert is wrapped. */
    public boolean outputClosed() {
        return state.outputClosed();
    }

    /** Why the connection failed, or null if it did not. */
    public @Nullable RecordException failure() {
        return state.failure();
    }

    /** The alert that answered the {@link #failure}, if it left in the clear; else null. */
    public @Nullable Alert alertSent() {
        return sealer.alertSent();
    }

    /** The ciphertext that waits. */
    public CiphertextLeftover ciphertext() {
        return opener.ciphertext();
    }

    /** How many bytes of plaintext fill a record; learned from the first full one. */
    public int fullRecordBytes() {
        return sealer.fullRecordBytes();
    }

    // ---- handshake and tasks ----

    /** Begins the handshake. Once. */
    public void begin() {
        state.begin();
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
        state.taskTaken(task != null);
        return task;
    }

    /**
     * The task has run.
     *
     * @throws IllegalStateException if no task is out
     */
    public void taskDone() {
        state.taskReturned();
        state.refresh();
        opener.dropWhatIsIgnored();
    }

    /**
     * The task threw, or nobody would run it: the connection fails.
     *
     * @throws IllegalStateException if no task is out
     */
    public void taskFailed(Throwable cause) {
        state.taskReturned();
        state.fail(new RecordException(
                RecordException.Kind.TASK_FAILED,
                Alert.INTERNAL_ERROR,
                "a task of the TLS handshake could not be run: " + cause,
                cause));
        opener.dropWhatIsIgnored();
    }

    // ---- from the wire ----

    /**
     * Keeps what came and cannot be looked at now, as much as there is room for.
     *
     * @param in what came from below; what there is no room for stays in it
     */
    public void keep(ByteBuffer in) {
        opener.keep(in);
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
        return opener.open(in, frame);
    }

    /**
     * The wire has ended, and every whole record that came was looked at.
     *
     * @return whether it ended in order, behind a close_notify; if not, the stream was truncated, and a handshake that
     *     was not done has failed
     */
    public boolean endInput() {
        opener.end();
        return state.inputClosed();
    }

    // ---- to the wire ----

    /**
     * From now on data go in records of {@link #SMALL_RECORD_BYTES}, until {@link #SMALL_RECORDS_TOTAL_BYTES} have gone. A
     * peer can use nothing of a record before its last byte has come; a small one comes in one packet.
     */
    public void beginSmall() {
        sealer.beginSmall();
    }

    /** Ends our direction: {@link #next} asks for the close_notify to be wrapped. What is staged must be wrapped before. */
    public void closeOutput() {
        state.closeOutput();
    }

    /** Whether {@link #wrap} has anything to do: something of the engine's own, or of what is staged. */
    public boolean wantsToWrap(OutboundQueue staged, boolean fullRecordsOnly) {
        return sealer.hasWork(staged, fullRecordsOnly);
    }

    /**
     * Wraps what the engine has to say and then what is staged, as many records as the frame has room for.
     *
     * @param staged what the application wrote and no record holds yet
     * @param fullRecordsOnly leaves a last piece staged that does not fill a record
     * @param maxBytes the most to produce; no record is begun without room for the longest, see {@link
     *     RecordHeader#MAX_RECORD_BYTES}
     * @param frame its target holds the records afterwards, from position to limit
     */
    public void wrap(OutboundQueue staged, boolean fullRecordsOnly, int maxBytes, EngineScratch.Frame frame) {
        sealer.seal(staged, fullRecordsOnly, maxBytes, frame);
        opener.dropWhatIsIgnored();
    }

    /**
     * The connection is over and neither the engine nor this is used again: an engine of native code frees now what it holds
     * outside of the heap, and not when the collector finds it. Others hold nothing there.
     *
     * @param frame takes what the engine would still have said, which nobody is to hear
     */
    public void discard(EngineScratch.Frame frame) {
        if (frame.isNative() && !state.isTaskOut()) {
            sealer.discard(frame.target());
        }
    }
}
