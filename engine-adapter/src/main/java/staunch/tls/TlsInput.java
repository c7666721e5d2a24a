package staunch.tls;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ChannelHandler;
import staunch.reactor.EventLoop;
import staunch.reactor.Inbound;
import staunch.reactor.InputEnd;
import staunch.reactor.ListedOnce;
import staunch.reactor.memory.PoolExhaustedException;
import staunch.tls.record.EngineProfile;
import staunch.tls.record.EngineScratch;
import staunch.tls.record.PlaintextLeftover;
import staunch.tls.record.PullView;
import staunch.tls.record.RecordHeader;
import staunch.tls.record.RecordPump;

/**
 * The reading half of a {@link TlsChannel}: opens records as far as the application wants what is in them, keeps those
 * that it does not want yet, and stops the channel below meanwhile.
 *
 * <pre>
 *   below --&gt; [ciphertext leftover] --&gt; pump --&gt; [plaintext leftover] --&gt; onRead, read
 *     ^                |
 *     '-- not read while this holds a whole record
 * </pre>
 *
 * During the handshake an engine without tasks computes inside of unwrap. Then records wait as ciphertext for where the loop
 * does what is {@link EventLoop#costly}, as tasks would.
 *
 * <p>Used on the loop's thread.
 */
final class TlsInput implements Inbound.Source {
    private final TlsEndpoint channel;
    private final RecordPump pump;
    private final EngineScratch scratch;
    private final PullView pull;
    private final Inbound inbound;
    private final Consumer<Throwable> failed;
    /** Where records of a handshake are opened; none if the engine computes in tasks. */
    private final @Nullable ListedOnce compute;

    private boolean mayCompute;
    private boolean stopped;
    private boolean lowerReads = true;
    private @Nullable InputEnd lowerEnd;

    /**
     * @param goOn opens the records that wait
     * @param failed is told what a callback threw
     */
    TlsInput(TlsEndpoint channel, RecordPump pump, EngineScratch scratch, Runnable goOn, Consumer<Throwable> failed) {
        this.channel = channel;
        this.pump = pump;
        this.scratch = scratch;
        this.failed = failed;
        this.compute = EngineProfile.hasTasks(channel.options.provider())
                ? null
                : new ListedOnce(channel.loop::costly, () -> compute(goOn));
        PlaintextLeftover plaintext = new PlaintextLeftover(channel.loop.buffers(), channel.ledger());
        this.pull = new PullView(pump, plaintext, scratch);
        this.inbound = new Inbound(channel, plaintext, RecordHeader.MAX_PLAINTEXT_BYTES, this);
    }

    private void compute(Runnable goOn) {
        mayCompute = true;
        try {
            goOn.run();
        } finally {
            mayCompute = false;
        }
    }

    Inbound inbound() {
        return inbound;
    }

    @Override
    public ChannelHandler handler() {
        return channel.handler();
    }

    @Override
    public void handlerFailed(Throwable failure) {
        failed.accept(failure);
    }

    /** Opens one of the records that wait, for a pull. */
    @Override
    public boolean refill() {
        return pump.isHandshakeDone() && pull.openRecord();
    }

    /**
     * Opens one record, if it is whole and what is in it is wanted, and shows it to the handler.
     *
     * @param in what came from below; what lies behind the one record stays in it
     * @return whether there was one
     */
    boolean openRecord(ByteBuffer in) {
        if (pump.isHandshakeDone() ? !inbound.wantsMore() : compute != null && !mayCompute) {
            return false;
        }
        try (EngineScratch.Frame frame = scratch.enter()) {
            boolean opened = pump.unwrap(in, frame);
            if (frame.target().hasRemaining()) {
                inbound.deliver(frame.target());
            }
            return opened;
        }
    }

    /** As {@link Inbound#read}; but a record for which there is no buffer is lost, and none behind it may be read for it. */
    int read(ByteBuffer target) {
        int start = target.position();
        try {
            return inbound.read(target);
        } catch (PoolExhaustedException e) {
            failed.accept(e);
            return target.position() - start;
        }
    }

    /** Takes what is left of {@code in}: what lies behind the end of the input is dropped, the rest waits for its turn. */
    void keep(ByteBuffer in) {
        if (stopped || inbound.ended() != null) {
            in.position(in.limit());
            return;
        }
        pump.keep(in);
        if (compute != null
                && !pump.isHandshakeDone()
                && pump.canUnwrap()
                && pump.ciphertext().holdsWholeRecord()) {
            compute.list();
        }
    }

    /** Reads below exactly while it is of use: not while a whole record waits for somebody to want it. */
    void updateLowerReads() {
        if (stopped) {
            return;
        }
        boolean wanted = !pump.ciphertext().holdsWholeRecord()
                && (!pump.isHandshakeDone() || inbound.ended() != null || inbound.wantsMore());
        if (wanted != lowerReads) {
            lowerReads = wanted;
            if (wanted) {
                channel.lower.resumeReads();
            } else {
                channel.lower.pauseReads();
            }
        }
    }

    /** The input of the channel below has ended. */
    void lowerEnded(InputEnd end) {
        lowerEnd = end;
    }

    /** Whether it ended without close_notify, and all that came before was looked at. */
    boolean isCut() {
        return lowerEnd == InputEnd.CLEAN
                && inbound.ended() == null
                && pump.next() != RecordPump.Next.AWAIT_TASK
                && pump.next() != RecordPump.Next.RUN_TASK
                && !pump.ciphertext().holdsWholeRecord();
    }

    /** Ends the input at the {@link #isCut cut}; during the handshake that is the pump's failure. */
    void endCut() {
        pump.endInput();
        if (pump.failure() == null) {
            inbound.end(InputEnd.TRUNCATED);
        }
    }

    /** Nothing is read any more, and nobody is told. */
    void stop() {
        stopped = true;
        inbound.discard();
        pump.ciphertext().release();
    }
}
