package staunch.tls;

import java.net.InetSocketAddress;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.EventLoop;
import staunch.reactor.memory.Ledger;
import staunch.tls.record.PlaintextLeftover;

/** One end of a TLS connection: what it stands on, whom it belongs to and who is told. What it does is {@link TlsChannel}. */
abstract class TlsEndpoint implements Channel {
    final Channel lower;
    final EventLoop loop;
    final TlsOptions options;
    private ChannelHandler handler;

    TlsEndpoint(Channel lower, TlsOptions options, ChannelHandler handler) {
        this.lower = lower;
        this.loop = lower.loop();
        this.options = options;
        this.handler = handler;
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
        return lower.localAddress();
    }

    @Override
    public final InetSocketAddress remoteAddress() {
        return lower.remoteAddress();
    }

    @Override
    public final Ledger ledger() {
        return lower.ledger();
    }

    @Override
    public final int readAheadBytes() {
        return PlaintextLeftover.READ_AHEAD_BYTES;
    }
}
