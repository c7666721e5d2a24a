package staunch.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import staunch.reactor.memory.Leftover;
import staunch.reactor.memory.Purpose;

/**
 * The reading half of a {@link TcpChannel}: moves bytes from the socket to {@link Inbound} or, while the channel lingers,
 * to nowhere. Used on the loop's thread.
 */
final class TcpInput implements Inbound.Source {
    /** How many times in one turn a channel may fill the read scratch, before others have theirs. */
    static final int MAX_READS_PER_TURN = 4;

    private final TcpEndpoint channel;
    private final Consumer<Throwable> failed;
    private final Inbound inbound;
    private boolean lingering;
    private boolean stopped;
    private long lingeredBytes;

    /** @param failed is told what a callback threw */
    TcpInput(TcpEndpoint channel, Consumer<Throwable> failed) {
        this.channel = channel;
        this.failed = failed;
        Leftover leftover =
                new Leftover(channel.loop.buffers(), channel.ledger(), Purpose.RECEIVED, channel.readAheadBytes());
        this.inbound = new Inbound(channel, leftover, 1, this);
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

    /** Whether to hear of bytes that come. */
    boolean wantsMore() {
        return !stopped && inbound.wantsMore() && !lingeredEnough();
    }

    /** From now on bytes are read so that the peer is not reset, and dropped. */
    void linger() {
        lingering = true;
        inbound.discard();
    }

    /** Whether more than the bound has been dropped. */
    boolean lingeredEnough() {
        return lingeredBytes > channel.options.maxLingerBytes();
    }

    /** Nothing is read any more, and nobody is told. */
    void stop() {
        stopped = true;
        inbound.discard();
    }

    /**
     * Reads what there is, within the share of one turn.
     *
     * @return whether the peer's direction has ended, and nobody has been told yet
     * @throws IOException if it has failed
     */
    boolean receive() throws IOException {
        ByteBuffer scratch = channel.loop.readScratches().lease();
        try {
            for (int reads = 0; reads < MAX_READS_PER_TURN && wantsMore(); reads++) {
                scratch.clear();
                if (!lingering) {
                    scratch.limit(Math.min(scratch.capacity(), inbound.roomBytes()));
                }
                int count = channel.socket.read(scratch);
                if (count < 0) {
                    return true;
                }
                boolean filled = !scratch.hasRemaining();
                lingeredBytes += lingering ? count : 0;
                if (count > 0) {
                    inbound.deliver(scratch.flip());
                }
                if (!filled) {
                    return false;
                }
            }
            return false;
        } finally {
            channel.loop.readScratches().release(scratch);
        }
    }
}
