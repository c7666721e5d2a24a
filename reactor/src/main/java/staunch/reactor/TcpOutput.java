package staunch.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;

/**
 * The writing half of a {@link TcpChannel}: what waits for the socket, the bounds on it, and how our direction ends. Used
 * on the loop's thread.
 *
 * <pre>
 *   FLOWING --end()--> ENDING --all bytes at the socket--> ENDED (FIN sent)
 *      |                  |
 *      '------------------'-- the socket failed --> BROKEN
 * </pre>
 */
final class TcpOutput {
    private enum State {
        FLOWING,
        ENDING,
        ENDED,
        BROKEN
    }

    private final BufferPool pool;
    private final OutboundQueue queue;
    private final ChannelOptions options;
    private State state = State.FLOWING;
    private boolean writable = true;
    private @Nullable IOException failure;

    TcpOutput(BufferPool pool, Ledger ledger, ChannelOptions options) {
        this.pool = pool;
        this.queue = new OutboundQueue(pool, ledger, Purpose.OUTBOUND);
        this.options = options;
    }

    /** Takes what the hard bound admits. Whoever is not writable then is told when it is again. */
    int append(ByteBuffer source) {
        int wanted = source.remaining();
        int taken = Math.min(wanted, roomBytes());
        queue.append(source, taken);
        writable &= taken == wanted && queue.pendingBytes() <= pool.fairShare(options.highWatermarkBytes());
        return taken;
    }

    int roomBytes() {
        return state == State.FLOWING ? options.maxPendingOutputBytes() - queue.pendingBytes() : 0;
    }

    int pendingBytes() {
        return queue.pendingBytes();
    }

    boolean isWritable() {
        return writable && state == State.FLOWING;
    }

    /** Whether this is the moment to tell a writer, who had been above the high watermark, to go on. */
    boolean becomesWritable() {
        if (writable || state != State.FLOWING) {
            return false;
        }
        writable = queue.isEmpty() || queue.pendingBytes() < pool.fairShare(options.lowWatermarkBytes());
        return writable;
    }

    /** Nothing more will be appended; the end is sent behind what waits. Does nothing a second time. */
    void end() {
        if (state == State.FLOWING) {
            state = State.ENDING;
        }
    }

    /** Whether {@link #end} was called, and the socket has not failed. */
    boolean isEndingOrEnded() {
        return state == State.ENDING || state == State.ENDED;
    }

    /** Whether everything, and the end behind it, is with the socket. */
    boolean isEnded() {
        return state == State.ENDED;
    }

    /**
     * Lets the socket have what it takes now, and the end behind the last byte.
     *
     * @param gather room for the buffers of one system call; empty again afterwards
     * @return whether it took anything
     */
    boolean drainTo(StreamSocket socket, ByteBuffer[] gather) throws IOException {
        boolean progress = drain(queue, socket, gather) > 0;
        if (state == State.ENDING && queue.isEmpty()) {
            socket.shutdownOutput();
            state = State.ENDED;
            return true;
        }
        return progress;
    }

    /** Writes until the socket takes less than it is offered, or nothing waits. Returns how many bytes it took. */
    static int drain(OutboundQueue queue, StreamSocket socket, ByteBuffer[] gather) throws IOException {
        int before = queue.pendingBytes();
        boolean tookAll = true;
        while (tookAll && !queue.isEmpty()) {
            int count = queue.gather(gather);
            try {
                int written = (int) socket.write(gather, count);
                tookAll = !gather[count - 1].hasRemaining();
                queue.settle(written);
            } finally {
                Arrays.fill(gather, 0, count, null);
            }
        }
        return before - queue.pendingBytes();
    }

    /** The socket takes nothing any more. */
    void breakOff(IOException failure) {
        this.failure = failure;
        state = State.BROKEN;
        queue.release();
    }

    /** Why the socket takes nothing any more, or null while it may. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** The channel has ended: what waits is dropped. */
    void release() {
        state = State.ENDED;
        queue.release();
    }
}
