package staunch.http;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;

/**
 * One connection of a server: HTTP, until an exchange hands it over to something else for good.
 *
 * <pre>
 *   ServerConnection ---- upgrade ----> the user's handler ---- Channel.handler ----> another of the user's
 * </pre>
 *
 * A connection may also be something else's from the beginning. It stays the channel's handler in any case, because the server
 * counts its connections until they end, and drains them. Used on the channel's loop.
 */
final class ServerHandler implements ChannelHandler {
    private final ServedConnections served;
    private final HttpServerListener listener;
    private ChannelHandler current;
    private @Nullable Channel openChannel;
    /** What the current handler sees of the channel once it was handed over. */
    private @Nullable Channel shown;

    private @Nullable InputEnd inputEnd;

    private ServerHandler(
            ServedConnections served, HttpServerListener listener, Function<ServerHandler, ChannelHandler> first) {
        this.served = served;
        this.listener = listener;
        this.current = first.apply(this);
        served.add(this);
    }

    /** A connection of HTTP, with options of its own. */
    static ServerHandler ofHttp(HttpHandler handler, ServedConnections served, HttpServerOptions options) {
        return new ServerHandler(served, options.listener(), owner -> new ServerConnection(handler, options, owner));
    }

    /** A connection that is something else's from the beginning, as if HTTP had handed it over already. */
    static ServerHandler handedOverTo(ChannelHandler handler, ServedConnections served) {
        return new ServerHandler(served, served.options().listener(), owner -> handler);
    }

    boolean isDraining() {
        return served.isDraining();
    }

    /** Hands the channel over: to {@code next} it is as if it had just opened, with what has come and was not taken. */
    void handOver(Channel channel, ChannelHandler next) {
        Channel given = handedOver(channel);
        current = next;
        try {
            next.onOpen(given);
            given.resumeReads();
            InputEnd end = inputEnd;
            if (end != null) {
                current.onInputEnd(given, end);
            }
            if (served.isDraining()) {
                drain();
            }
        } catch (Throwable failure) { // which no callback of the channel need be around
            channel.abort(CloseCause.ofHandlerFailure(failure));
        }
    }

    private Channel handedOver(Channel channel) {
        Channel given = new HandedOverChannel(channel, handler -> current = handler);
        shown = given;
        return given;
    }

    /** The server drains: HTTP ends at its next opportunity; what has taken over is told as of a shutdown. */
    void drain() {
        Channel channel = openChannel;
        if (channel == null || !channel.isOpen()) {
            return;
        }
        if (current instanceof ServerConnection http) {
            http.drain();
        } else {
            current.onShutdown(shown(channel));
        }
    }

    private Channel shown(Channel channel) {
        Channel given = shown;
        return given == null ? channel : given;
    }

    void abort(CloseCause cause) {
        Channel channel = openChannel;
        if (channel != null) {
            channel.abort(cause);
        }
    }

    /** Whether this is a connection of that loop, and stands; to be asked on that loop. */
    boolean isOn(EventLoop loop) {
        Channel channel = openChannel;
        return channel != null && channel.loop() == loop;
    }

    @Override
    public void onOpen(Channel channel) {
        current.onOpen(current instanceof ServerConnection ? channel : handedOver(channel));
        openChannel = channel;
        listener.onConnected(channel);
        if (served.isCut()) {
            abort(ServedConnections.CUT);
        } else if (served.isDraining()) {
            drain();
        }
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        current.onRead(shown(channel), in);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnd = end;
        current.onInputEnd(shown(channel), end);
    }

    @Override
    public void onWritable(Channel channel) {
        current.onWritable(shown(channel));
    }

    @Override
    public void onShutdown(Channel channel) {
        current.onShutdown(shown(channel));
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        served.remove(this);
        try {
            current.onClosed(shown(channel), cause);
        } finally {
            tell(channel, cause);
        }
    }

    private void tell(Channel channel, CloseCause cause) {
        if (openChannel == null) {
            listener.onConnectionFailed(channel.remoteAddress(), cause);
        } else {
            listener.onDisconnected(channel, cause);
        }
    }
}
