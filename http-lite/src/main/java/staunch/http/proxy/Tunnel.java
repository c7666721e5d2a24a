package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.LoopLocal;
import staunch.reactor.Timer;

/**
 * Two channels of one loop whose bytes go from each to the other as they are.
 *
 * <pre>
 *              both channels are there       each direction: its input has ended, and all of it was passed on
 *   HALF_OPEN -----------------------&gt; OPEN ------------------------------------------------------------------&gt; ENDED
 *      |                                |
 *      +--- one is cut, or idle --------+----&gt; the other is cut too
 * </pre>
 *
 * What one side does not take stays with the other, whose peer feels it. A direction ends by itself: the other goes on. The
 * time runs until both channels are closed, because what was passed on last may never be taken. Used on the loop.
 */
final class Tunnel {
    /** Hears of a tunnel. */
    @FunctionalInterface
    interface Listener {
        /**
         * Bytes have gone on.
         *
         * @param up from the client to the server, or the other way
         * @param bytes holds them, beginning at {@code start}, during the call
         */
        default void onBytes(boolean up, ByteBuffer bytes, int start, int length) {}

        /** It is over: how many bytes went either way, and whether both directions ended in order. */
        void onEnd(long upBytes, long downBytes, boolean whole);
    }

    private static final int SCRATCH_BYTES = 16 << 10;
    private static final LoopLocal<ByteBuffer> SCRATCH = new LoopLocal<>(loop -> ByteBuffer.allocate(SCRATCH_BYTES));

    private final EventLoop loop;
    private final long idleMillis;
    private final Timer idle;
    private final Listener listener;
    private final End client = new End();
    private final End upstream = new End();
    private boolean over;

    /**
     * @param idleMillis after which a tunnel in which nothing moves is cut
     * @param listener is told of the end once
     */
    Tunnel(EventLoop loop, long idleMillis, Listener listener) {
        this.loop = loop;
        this.idleMillis = idleMillis;
        this.listener = listener;
        this.idle = loop.timer(this::cutIdle);
        client.other = upstream;
        upstream.other = client;
        touch();
    }

    /** The handler of the channel to the client. */
    ChannelHandler client() {
        return client;
    }

    /** The handler of the channel to the server. */
    ChannelHandler upstream() {
        return upstream;
    }

    private void touch() {
        idle.schedule(TimeUnit.MILLISECONDS.toNanos(idleMillis));
    }

    private void cutIdle() {
        cut(CloseCause.of(
                CloseCause.Kind.TIMEOUT,
                new DeadlineException(
                        "nothing moved in the tunnel for " + idleMillis + " ms (ProxyOptions.tunnelIdleMillis)")));
    }

    /** Ends both sides at once. */
    void cut(CloseCause cause) {
        try {
            end(false);
        } finally {
            client.abort(cause);
            upstream.abort(cause);
        }
    }

    /** Gives the client's channel up to another use, if nothing has passed yet; false if something has. */
    boolean abandon() {
        if (over || client.passedBytes + upstream.passedBytes > 0) {
            return false;
        }
        client.closed = true;
        try {
            end(true);
        } finally {
            upstream.abort(CloseCause.of(CloseCause.Kind.CLOSED));
        }
        return true;
    }

    private void end(boolean whole) {
        if (!over) {
            over = true;
            listener.onEnd(client.passedBytes, upstream.passedBytes, whole);
        }
    }

    /** One of the two. */
    private final class End implements ChannelHandler {
        private @Nullable Channel channel;
        private End other = this;
        private long passedBytes;
        private boolean passedOn;
        private boolean closed;

        @Override
        public void onOpen(Channel opened) {
            channel = opened;
            if (over) {
                opened.abort();
            } else {
                move();
                other.move();
            }
        }

        @Override
        public void onRead(Channel from, ByteBuffer in) {
            Channel to = other.channel;
            if (to != null && to.isWritable()) {
                pass(in, to);
            }
        }

        private void pass(ByteBuffer bytes, Channel to) {
            int start = bytes.position();
            int taken = to.write(bytes);
            if (taken > 0) {
                passedBytes += taken;
                touch();
                listener.onBytes(this == client, bytes, start, taken);
            }
        }

        /** Passes on what was left, as far as the other takes it; and the end, once nothing is left before that. */
        private void move() {
            Channel from = channel;
            Channel to = other.channel;
            if (from == null || to == null || closed) {
                return;
            }
            while (to.isWritable() && to.writableBytes() > 0) {
                ByteBuffer scratch = loop.local(SCRATCH).clear();
                scratch.limit(Math.min(scratch.capacity(), to.writableBytes()));
                int moved = from.read(scratch);
                if (moved < 0) {
                    passEndOn(to);
                    return;
                }
                if (moved == 0) {
                    from.resumeReads();
                    return;
                }
                pass(scratch.flip(), to);
            }
        }

        @Override
        public void onInputEnd(Channel from, InputEnd end) {
            if (end == InputEnd.CLEAN) {
                move();
            } else {
                cut(CloseCause.of(CloseCause.Kind.RESET));
            }
        }

        private void passEndOn(Channel to) {
            if (passedOn) {
                return;
            }
            passedOn = true;
            if (!other.closed) {
                to.shutdownOutput();
            }
            if (other.passedOn) {
                end(true);
            }
        }

        @Override
        public void onWritable(Channel to) {
            other.move();
        }

        /** Goes on until it ends by itself, or the grace does. */
        @Override
        public void onShutdown(Channel shutDown) {}

        @Override
        public void onClosed(Channel ended, CloseCause cause) {
            closed = true;
            if (!(passedOn && other.passedOn)) {
                cut(cause);
            }
            if (other.closed || other.channel == null) {
                idle.cancel();
            }
        }

        private void abort(CloseCause cause) {
            Channel open = channel;
            if (open != null && !closed) {
                open.abort(cause);
            }
        }
    }
}
