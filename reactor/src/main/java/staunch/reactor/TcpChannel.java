package staunch.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.PoolExhaustedException;

/**
 * A channel over a socket.
 *
 * <pre>
 *   CONNECTING --connected--> OPEN --close()--> CLOSING
 *        |                     |                   |
 *        | failed, deadline,   | both directions   | output ended, and
 *        | close(), abort()    | ended, reset,     | input ended, or bound or deadline reached;
 *        |                     | abort()           | output broken, abort()
 *        v                     v                   v
 *      CLOSED --(ready list)--> handler().onClosed
 * </pre>
 *
 * The peer's direction is kept by {@link Inbound}, ours by {@link TcpOutput}. A broken output (the peer reset, or closed
 * and is written to) does not end an open channel by itself: what the peer sent before, such as an early answer, is still
 * read first.
 *
 * <p>Used on its loop's thread. Holds no buffer while nothing waits in either direction.
 */
public final class TcpChannel extends TcpEndpoint {
    private enum Phase {
        CONNECTING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final TcpInput input;
    private final Inbound inbound;
    private final TcpOutput output;
    private final Timer deadline;
    private final CloseDeadline closing;
    private final ListedOnce serve;
    private final ListedOnce flush;
    private Phase phase;
    private int interest;
    private boolean resumeDue;
    private boolean writableDue;
    private boolean closedDue;
    private @Nullable CloseCause cause;
    private @Nullable Runnable whenClosed;
    /** The place in the loop's {@link ChannelRegistry}, which alone writes it. */
    int registryIndex = -1;

    private TcpChannel(
            EventLoop loop, StreamSocket socket, ChannelHandler handler, ChannelOptions options, Phase phase) {
        super(loop, socket, handler, options);
        this.phase = phase;
        this.output = new TcpOutput(loop.buffers(), ledger(), options);
        this.input = new TcpInput(this, this::failed);
        this.inbound = input.inbound();
        this.deadline = loop.timer(this::onDeadline);
        this.closing = new CloseDeadline(loop, deadline, options);
        this.serve = new ListedOnce(loop::ready, this::serve);
        this.flush = new ListedOnce(loop::atEndOfTurn, this::flush);
    }

    // ---- beginning ----

    /** Takes over an accepted connection. {@code whenClosed} runs when its socket is closed and it holds nothing. Loop's thread. */
    static void accepted(
            EventLoop loop, StreamSocket socket, ChannelHandler handler, ChannelOptions options, Runnable whenClosed) {
        TcpChannel channel = new TcpChannel(loop, socket, handler, options, Phase.OPEN);
        channel.whenClosed = whenClosed;
        if (channel.enter()) {
            channel.opened();
        }
    }

    /** Takes over a connection that is being made, to be given up after the time to connect. Loop's thread. */
    static TcpChannel connecting(EventLoop loop, StreamSocket socket, ChannelHandler handler, ConnectOptions options) {
        TcpChannel channel = new TcpChannel(loop, socket, handler, options.channel(), Phase.CONNECTING);
        if (channel.enter()) {
            channel.armDeadline(options.connectTimeoutMillis());
            try {
                handler.onConnecting(channel);
            } catch (Throwable failure) {
                channel.failed(failure);
            }
            // A connection that stood at once would never be reported as having become connected.
            channel.finishConnect();
        }
        return channel;
    }

    private boolean enter() {
        loop.register(this);
        if (loop.isDraining()) {
            finish(CloseCause.of(CloseCause.Kind.SHUTDOWN), true);
            return false;
        }
        try {
            loop.watch(socket, this::onReady);
            updateInterest();
            return true;
        } catch (IOException e) {
            finish(
                    phase == Phase.CONNECTING
                            ? ConnectFailure.cause(remoteAddress(), e)
                            : CloseCause.of(CloseCause.Kind.RESET, e),
                    true);
            return false;
        }
    }

    private void finishConnect() {
        try {
            if (phase != Phase.CONNECTING || !socket.finishConnect()) {
                return;
            }
        } catch (IOException e) {
            finish(ConnectFailure.cause(remoteAddress(), e), true);
            return;
        }
        deadline.cancel();
        phase = Phase.OPEN;
        opened();
        flush();
    }

    private void opened() {
        try {
            handler().onOpen(this);
        } catch (Throwable failure) {
            failed(failure);
        }
        updateInterest();
    }

    private void onReady(int operations) {
        try {
            if (phase == Phase.CONNECTING) {
                finishConnect();
                return;
            }
            if ((operations & PollableSocket.WRITE) != 0) {
                flush();
            }
            if ((operations & PollableSocket.READ) != 0 && phase != Phase.CLOSED) {
                readSocket();
            }
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    // ---- reading ----

    private void readSocket() {
        try {
            if (input.receive()) {
                inputEnded();
            } else {
                finishIfEnded();
            }
        } catch (IOException e) {
            inputFailed(e);
        }
        updateInterest();
    }

    /** After a reset that a write has met, the system shows an end that looks like an orderly one. */
    private void inputEnded() {
        IOException failure = output.failure();
        if (failure != null) {
            inputFailed(failure);
            return;
        }
        inbound.end(InputEnd.CLEAN);
        finishIfEnded();
    }

    private void inputFailed(IOException failure) {
        inbound.end(InputEnd.RESET);
        boolean allSent = phase == Phase.CLOSING && output.isEnded();
        finish(allSent ? CloseCause.of(CloseCause.Kind.CLOSED) : CloseCause.of(CloseCause.Kind.RESET, failure), true);
    }

    @Override
    public int read(ByteBuffer target) {
        int moved = inbound.read(target);
        if (!inbound.isShowing() && phase != Phase.CLOSED) {
            finishIfEnded();
            updateInterest();
        }
        return moved;
    }

    @Override
    public void pauseReads() {
        inbound.pause();
        updateInterest();
    }

    @Override
    public void resumeReads() {
        if (phase == Phase.CLOSED) {
            return;
        }
        inbound.resume();
        resumeDue = true;
        serve.list();
        updateInterest();
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer source) {
        if (output.isEndingOrEnded()) {
            if (phase == Phase.OPEN || phase == Phase.CONNECTING) {
                throw new IllegalStateException("written to after shutdownOutput()");
            }
            return 0;
        }
        int taken;
        try {
            taken = output.append(source);
        } catch (PoolExhaustedException e) {
            failed(e);
            return 0;
        }
        if (taken > 0) {
            flush.list();
        }
        return taken;
    }

    @Override
    public void flush() {
        if (phase == Phase.CONNECTING || phase == Phase.CLOSED) {
            return;
        }
        try {
            boolean progress = output.drainTo(socket, loop.gather());
            if (progress && phase == Phase.CLOSING) {
                closing.renew();
            }
        } catch (IOException e) {
            outputFailed(e);
        }
        finishIfEnded();
        if (output.becomesWritable()) {
            writableDue = true;
            serve.list();
        }
        updateInterest();
    }

    /** Nothing can be sent any more; what the peer sent before is still read, if anybody wants it, but not for ever. */
    private void outputFailed(IOException failure) {
        output.breakOff(failure);
        if (phase == Phase.CLOSING || inbound.isPaused()) {
            finish(CloseCause.of(CloseCause.Kind.RESET, failure), true);
        } else {
            armDeadline(options.closeTimeoutMillis());
        }
    }

    @Override
    public boolean isWritable() {
        return output.isWritable();
    }

    @Override
    public long pendingOutputBytes() {
        return output.pendingBytes();
    }

    @Override
    public int writableBytes() {
        return output.roomBytes();
    }

    @Override
    public void shutdownOutput() {
        output.end();
        flush();
    }

    // ---- ends ----

    @Override
    public void close() {
        if (phase == Phase.CONNECTING) {
            finish(CloseCause.of(CloseCause.Kind.CLOSED), true);
        } else if (phase == Phase.OPEN) {
            IOException failure = output.failure();
            if (failure != null) {
                finish(CloseCause.of(CloseCause.Kind.RESET, failure), true);
                return;
            }
            phase = Phase.CLOSING;
            input.linger();
            closing.begin();
            shutdownOutput();
        }
    }

    /** The loop is being shut down: who is open may end in its own way, until the grace is over. */
    void shutdown() {
        if (phase == Phase.CONNECTING) {
            finish(CloseCause.of(CloseCause.Kind.SHUTDOWN), true);
        } else if (phase == Phase.OPEN) {
            try {
                handler().onShutdown(this);
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    @Override
    public void abort(CloseCause cause) {
        finish(cause, true);
    }

    private void failed(Throwable failure) {
        finish(CloseCause.ofHandlerFailure(failure), true);
    }

    private void finishIfEnded() {
        // Beyond the bound nothing is read, but what was written is still sent: the upload must not destroy the answer.
        if (phase == Phase.CLOSING && output.isEnded() && (inbound.ended() != null || input.lingeredEnough())) {
            finish(CloseCause.of(CloseCause.Kind.CLOSED), false);
        } else if (phase == Phase.OPEN && inbound.isExhausted()) {
            IOException failure = output.failure();
            if (failure != null) {
                finish(CloseCause.of(CloseCause.Kind.RESET, failure), true);
            } else if (output.isEnded()) {
                finish(CloseCause.of(CloseCause.Kind.ENDED), false);
            }
        }
    }

    private void finish(CloseCause why, boolean reset) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        cause = why;
        deadline.cancel();
        output.release();
        input.stop();
        if (reset) {
            socket.reset();
        } else {
            socket.close();
        }
        loop.unregister(this);
        if (whenClosed != null) {
            // What a layer above still has for its user is memory of this connection, and takes its place in the
            // bounds.
            ledger().whenSettled(whenClosed);
        }
        closedDue = true;
        serve.list();
    }

    private void onDeadline() {
        switch (phase) {
            case CONNECTING -> finish(ConnectFailure.timeoutCause(remoteAddress()), true);
            case OPEN -> {
                IOException failure = output.failure();
                assert failure != null : "an open channel has a deadline only after its output broke";
                finish(CloseCause.of(CloseCause.Kind.RESET, failure), true);
            }
            case CLOSING -> {
                if (output.isEnded()) {
                    finish(CloseCause.of(CloseCause.Kind.CLOSED), false);
                } else {
                    finish(CloseCause.of(CloseCause.Kind.TIMEOUT, closing.failure()), true);
                }
            }
            case CLOSED -> {}
        }
    }

    private void armDeadline(long millis) {
        if (phase != Phase.CLOSED) {
            deadline.schedule(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    // ---- the ready list: callbacks that must not run inside others ----

    private void serve() {
        if (phase == Phase.OPEN) {
            serveOpen();
        }
        if (closedDue) {
            closedDue = false;
            CloseCause why = cause;
            assert why != null;
            handler().onClosed(this, why);
        }
    }

    private void serveOpen() {
        if (resumeDue) {
            resumeDue = false;
            inbound.redeliver();
            finishIfEnded();
        }
        if (writableDue && phase == Phase.OPEN) {
            writableDue = false;
            try {
                handler().onWritable(this);
            } catch (Throwable failure) {
                failed(failure);
            }
        }
        updateInterest();
    }

    private void updateInterest() {
        if (phase == Phase.CLOSED) {
            return;
        }
        int wanted = phase == Phase.CONNECTING
                ? PollableSocket.CONNECT
                : (input.wantsMore() ? PollableSocket.READ : 0)
                        | (output.pendingBytes() > 0 ? PollableSocket.WRITE : 0);
        if (wanted != interest) {
            interest = wanted;
            socket.interest(wanted);
        }
    }

    // ---- what it is ----

    @Override
    public boolean isOpen() {
        return phase != Phase.CLOSED;
    }

    /** For people: both ends and the state. */
    @Override
    public String toString() {
        return "TcpChannel[" + localAddress() + " <-> " + remoteAddress() + ", " + phase + "]";
    }
}
