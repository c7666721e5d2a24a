package staunch.http.proxy;

import java.nio.ByteBuffer;
import staunch.http.HttpServer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** The beginning of a connection whose client takes the proxy for its server. Used on its loop. */
final class DirectHandler implements ChannelHandler {
    private final Proxy proxy;
    private final HttpServer server;
    private final int upstreamPort;

    DirectHandler(Proxy proxy, HttpServer server, int upstreamPort) {
        this.proxy = proxy;
        this.server = server;
        this.upstreamPort = upstreamPort;
    }

    @Override
    public void onOpen(Channel channel) {
        ChannelHandler handler = new Interception(
                        proxy, server, proxy.laneOn(channel.loop()), channel.remoteAddress(), upstreamPort)
                .handler();
        channel.handler(handler);
        handler.onOpen(channel);
    }

    // A channel that opens is the chosen handler's at once.

    @Override
    public void onRead(Channel channel, ByteBuffer in) {}

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {}
}
