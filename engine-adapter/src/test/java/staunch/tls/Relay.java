package staunch.tls;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;

/**
 * Stands between one client and its server and carries what they send, but for what a test does to one direction: cut it
 * behind so many bytes, or alter what goes by.
 *
 * <pre>
 *   client ==toServer==&gt; [ nearClient | nearServer ] ==toServer==&gt; server
 *          &lt;==toClient==                              &lt;==toClient==
 * </pre>
 */
final class Relay implements ChannelHandler {
    /** How a direction is cut. */
    enum Cut {
        /** As by a peer that closes its socket: both directions end in order, as far as TCP can tell. */
        CLOSE,
        /** As by a peer that ends its own direction, and goes on reading. */
        HALF_CLOSE,
        /** As by a peer that crashes. */
        RESET
    }

    /** What goes one way. */
    final class Flow {
        private @Nullable Channel target;
        private long cutAtBytes = Long.MAX_VALUE;
        private Cut cut = Cut.CLOSE;
        private UnaryOperator<byte[]> alteration = bytes -> bytes;
        private boolean over;
        long bytes;

        void cutBehind(long count, Cut how) {
            cutAtBytes = count;
            cut = how;
        }

        /** @param alteration of each piece, with {@link #bytes} as the offset of its first byte */
        void alter(UnaryOperator<byte[]> alteration) {
            this.alteration = alteration;
        }

        private void carry(ByteBuffer in) {
            Channel to = target;
            if (to == null) {
                return;
            }
            byte[] piece = new byte[(int) Math.min(in.remaining(), cutAtBytes - bytes)];
            in.get(piece);
            byte[] altered = alteration.apply(piece);
            bytes += piece.length;
            if (!over && to.write(ByteBuffer.wrap(altered)) < altered.length && to.isOpen()) {
                throw new AssertionError("a relay holds a few records, not as much as this test sends");
            }
            in.position(in.limit());
            cutIfDue();
        }

        private void cutIfDue() {
            Channel to = target;
            if (to == null || over || bytes < cutAtBytes) {
                return;
            }
            over = true;
            to.flush();
            switch (cut) {
                case HALF_CLOSE -> to.shutdownOutput();
                case CLOSE -> endBoth(Channel::close);
                case RESET -> endBoth(Channel::abort);
            }
        }

        private void end(InputEnd how) {
            Channel to = target;
            if (to != null && how == InputEnd.RESET) {
                to.flush();
                to.abort();
            } else if (to != null && !over) {
                over = true;
                to.shutdownOutput();
            }
        }
    }

    final Flow toServer = new Flow();
    final Flow toClient = new Flow();
    private final Reactor reactor;
    private final InetSocketAddress server;

    Relay(Reactor reactor, InetSocketAddress server) {
        this.reactor = reactor;
        this.server = server;
    }

    private void endBoth(Consumer<Channel> end) {
        for (Channel channel : new Channel[] {toServer.target, toClient.target}) {
            if (channel != null) {
                channel.flush();
                end.accept(channel);
            }
        }
    }

    @Override
    public void onOpen(Channel nearClient) {
        reactor.connect(server, new NearServer(nearClient));
    }

    @Override
    public void onRead(Channel nearClient, ByteBuffer in) {
        toServer.carry(in);
    }

    @Override
    public void onInputEnd(Channel nearClient, InputEnd end) {
        toServer.end(end);
    }

    @Override
    public void onClosed(Channel nearClient, CloseCause cause) {}

    private final class NearServer implements ChannelHandler {
        private final Channel nearClient;

        NearServer(Channel nearClient) {
            this.nearClient = nearClient;
        }

        @Override
        public void onOpen(Channel nearServer) {
            toClient.target = nearClient;
            toServer.target = nearServer;
            toClient.cutIfDue();
            toServer.cutIfDue();
            nearClient.resumeReads();
        }

        @Override
        public void onRead(Channel nearServer, ByteBuffer in) {
            toClient.carry(in);
        }

        @Override
        public void onInputEnd(Channel nearServer, InputEnd end) {
            toClient.end(end);
        }

        @Override
        public void onClosed(Channel nearServer, CloseCause cause) {}
    }
}
