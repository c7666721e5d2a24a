package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.tls.record.ContentType;

/**
 * The client's end of a tunnel in which nothing has passed, made because the client was silent: if it begins with a hello
 * now, it was only slow, and there is to be no tunnel. Used on the loop.
 */
final class SlowClient implements ChannelHandler {
    private final Tunnel tunnel;
    private final Consumer<Channel> lookAgain;

    /** @param lookAgain takes the channel if there is to be no tunnel */
    SlowClient(Tunnel tunnel, Consumer<Channel> lookAgain) {
        this.tunnel = tunnel;
        this.lookAgain = lookAgain;
    }

    /** Whether the first of these bytes is that of a TLS record with a hello. */
    static boolean beginsHello(ByteBuffer in) {
        return in.hasRemaining() && in.get(in.position()) == ContentType.HANDSHAKE.code();
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        if (beginsHello(in) && tunnel.abandon()) {
            lookAgain.accept(channel);
        } else if (in.hasRemaining()) {
            channel.handler(tunnel.client());
            tunnel.client().onRead(channel, in);
        }
    }

    @Override
    public void onWritable(Channel channel) {
        tunnel.client().onWritable(channel);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        tunnel.client().onInputEnd(channel, end);
    }

    @Override
    public void onShutdown(Channel channel) {
        tunnel.client().onShutdown(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        tunnel.client().onClosed(channel, cause);
    }
}
