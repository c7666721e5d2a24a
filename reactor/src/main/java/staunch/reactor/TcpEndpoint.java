package staunch.reactor;

import java.net.InetSocketAddress;
import java.util.Optional;
import staunch.reactor.memory.Ledger;

/** One end of a TCP connection: where it is, whom it belongs to and who is told. What it does is {@link TcpChannel}. */
abstract class TcpEndpoint implements Channel {
    final EventLoop loop;
    final StreamSocket socket;
    final ChannelOptions options;
    private final Ledger ledger = new Ledger();
    private ChannelHandler handler;

    TcpEndpoint(EventLoop loop, StreamSocket socket, ChannelHandler handler, ChannelOptions options) {
        this.loop = loop;
        this.socket = socket;
        this.handler = handler;
        this.options = options;
    }

    @Override
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public final void handler(ChannelHandler handler) {
        this.handler = handler;
    }

    final ChannelHandler handler() {
        return handler;
    }

    @Override
    public final InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public final InetSocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public final Optional<Security> security() {
        return Optional.empty();
    }

    @Override
    public final Ledger ledger() {
        return ledger;
    }

    @Override
    public final int readAheadBytes() {
        return options.readAheadBytes();
    }
}
