package staunch.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.ConnectOptions;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/** A proxy that connects everybody who says CONNECT to the same port, once it is asked. One per connection. */
final class RelayingProxy implements ChannelHandler {
    private final Reactor reactor;
    private final int port;
    private final StringBuilder asked = new StringBuilder();

    private RelayingProxy(Reactor reactor, int port) {
        this.reactor = reactor;
        this.port = port;
    }

    /** Listens; what is accepted is added to {@code accepted}. Returns the port. */
    static int listen(Reactor reactor, int port, Layer layer, List<RelayingProxy> accepted) {
        try {
            return reactor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> {
                        RelayingProxy proxy = new RelayingProxy(reactor, port);
                        accepted.add(proxy);
                        return layer.over(proxy);
                    })
                    .port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String asked() {
        return asked.toString();
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        while (in.hasRemaining()) {
            asked.append((char) in.get());
        }
        if (asked.toString().endsWith("\r\n\r\n")) {
            Far far = new Far(channel);
            reactor.connect(channel.loop(), address(), far, ConnectOptions.DEFAULT);
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {}

    /** Passes on what comes from one side to the other; small amounts only. */
    private record Side(Channel other) implements ChannelHandler {
        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            other.write(in);
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            other.shutdownOutput();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            other.close();
        }
    }

    private record Far(Channel near) implements ChannelHandler {
        @Override
        public void onOpen(Channel far) {
            near.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            near.handler(new Side(far));
            far.handler(new Side(near));
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            near.abort();
        }
    }
}
