package staunch.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import staunch.http.HttpProxy;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.ConnectOptions;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/** A proxy that makes a tunnel to one address for whoever says CONNECT. */
final class Tunnels {
    private final Reactor reactor;
    private final InetSocketAddress to;
    private int asked;

    Tunnels(Reactor reactor, InetSocketAddress to) {
        this.reactor = reactor;
        this.to = to;
    }

    int asked() {
        return asked;
    }

    Layer layerTo(String host, int port) {
        return HttpProxy.at("proxy", 3128).tunnelTo(host, port, 10_000);
    }

    ChannelHandler newHandler() {
        return new Near();
    }

    private final class Near implements ChannelHandler {
        private final StringBuilder head = new StringBuilder();
        private Channel far;

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            if (far != null) {
                far.write(in);
                return;
            }
            while (in.hasRemaining()) {
                head.append((char) in.get());
            }
            if (head.toString().endsWith("\r\n\r\n")) {
                asked++;
                reactor.connect(channel.loop(), to, new Far(channel, this), ConnectOptions.DEFAULT);
            }
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            if (far != null) {
                far.shutdownOutput();
            }
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            if (far != null) {
                far.close();
            }
        }
    }

    private record Far(Channel near, Near handler) implements ChannelHandler {
        @Override
        public void onOpen(Channel channel) {
            handler.far = channel;
            near.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            near.write(in);
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            near.shutdownOutput();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            near.close();
        }
    }
}
