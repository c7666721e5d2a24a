package staunch.tls;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** What the channel below sees of TLS: makes the {@link TlsChannel} once that channel is open, and passes all on to it. */
final class TlsHandler implements HandshakeHandler {
    private final TlsContext context;
    private final Supplier<SSLEngine> engines;
    private final ChannelHandler application;
    private long spentNanos;
    private @Nullable TlsChannel channel;

    TlsHandler(TlsContext context, Supplier<SSLEngine> engines, ChannelHandler application) {
        this.context = context;
        this.engines = engines;
        this.application = application;
    }

    @Override
    public void hasSpent(long spentNanos) {
        this.spentNanos = spentNanos;
    }

    @Override
    public void onOpen(Channel lower) {
        TlsChannel opened = new TlsChannel(lower, context, engines.get(), application);
        channel = opened;
        opened.begin(spentNanos);
    }

    private TlsChannel opened() {
        TlsChannel opened = channel;
        if (opened == null) {
            throw new IllegalStateException("onOpen comes first: call it when TLS is put over a channel that is open");
        }
        return opened;
    }

    @Override
    public void onRead(Channel lower, ByteBuffer in) {
        opened().lowerRead(in);
    }

    @Override
    public void onInputEnd(Channel lower, InputEnd end) {
        opened().lowerInputEnded(end);
    }

    @Override
    public void onWritable(Channel lower) {
        opened().lowerWritable();
    }

    @Override
    public void onShutdown(Channel lower) {
        opened().lowerShutdown();
    }

    @Override
    public void onClosed(Channel lower, CloseCause cause) {
        TlsChannel opened = channel;
        if (opened == null) {
            application.onClosed(lower, cause);
        } else {
            opened.lowerClosed(cause);
        }
    }
}
