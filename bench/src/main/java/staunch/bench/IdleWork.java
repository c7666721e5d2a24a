package staunch.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;

/** Connections that are opened, each a piece of work, and then kept without a byte until the loop is shut down. */
final class IdleWork implements Work {
    /** Before the kind of end of one that was open already. In TLS 1.3 a client is done before its server is. */
    static final String NOT_KEPT = "not kept: ";

    private final EventLoop loop;
    private final Route route;
    private final Supplier<Layer> layers;
    private final AtomicLong held;

    /** @param held counts those that are open */
    IdleWork(EventLoop loop, Route route, Supplier<Layer> layers, AtomicLong held) {
        this.loop = loop;
        this.route = route;
        this.layers = layers;
        this.held = held;
    }

    @Override
    public void prepare(Driver driver, Runnable ready) {
        ready.run();
    }

    @Override
    public void begin(Piece piece) {
        Idle idle = new Idle(piece);
        route.connect(loop, layers.get().over(idle), idle::connected);
    }

    @Override
    public void end() {
        // Those that are open are held on purpose: they end with the reactor.
    }

    private final class Idle implements ChannelHandler {
        private final Piece piece;
        private ErrorKind.Stage stage = ErrorKind.Stage.CONNECTING;
        private long connectedNanos;

        private Idle(Piece piece) {
            this.piece = piece;
        }

        private void connected() {
            stage = ErrorKind.Stage.HANDSHAKING;
            connectedNanos = piece.nowNanos();
        }

        @Override
        public void onOpen(Channel channel) {
            stage = ErrorKind.Stage.OPEN;
            channel.security().ifPresent(security -> {
                piece.record(Metric.HANDSHAKE, piece.nowNanos() - connectedNanos);
                piece.handshake(security, security.resumed());
            });
            held.incrementAndGet();
            piece.succeed();
            piece.release();
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            in.position(in.limit());
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            channel.close();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            if (stage == ErrorKind.Stage.OPEN) {
                held.decrementAndGet();
                piece.endedLater(NOT_KEPT + ErrorKind.of(cause, stage));
                return;
            }
            piece.fail(ErrorKind.of(cause, stage));
            piece.release();
        }
    }
}
