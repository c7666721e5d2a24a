package staunch.tls;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Security;

/**
 * Who uses a connection, by the protocol that ALPN chose (RFC 7301): a handler for each, and one for the rest. For both
 * roles. Immutable, for all threads.
 *
 * <pre>{@code
 * ApplicationProtocols protocols = ApplicationProtocols.otherwise(OldHandler::new)
 *         .with("chat/2", NewHandler::new)                      // best first
 *         .with("chat/1", OldHandler::new);
 * TlsServer tls = TlsServer.of(identity, options.withApplicationProtocols(protocols.names()));
 * reactor.listen(address, () -> tls.over(protocols.handler()));
 * }</pre>
 *
 * A client that offers protocols and none of ours is refused with {@code no_application_protocol}. One that offers none at
 * all is served by the handler for the rest, unless the server is {@link TlsServer#requiringApplicationProtocol}.
 */
public final class ApplicationProtocols {
    private final Map<String, Supplier<? extends ChannelHandler>> handlers;
    private final Supplier<? extends ChannelHandler> otherwise;

    private ApplicationProtocols(
            Map<String, Supplier<? extends ChannelHandler>> handlers, Supplier<? extends ChannelHandler> otherwise) {
        this.handlers = handlers;
        this.otherwise = otherwise;
    }

    /**
     * No protocols yet.
     *
     * @param handlers makes the handler of a connection for which no protocol was negotiated, or one that the others are
     *     not for, or which failed before that: that one is told by {@code onClosed} alone
     */
    public static ApplicationProtocols otherwise(Supplier<? extends ChannelHandler> handlers) {
        return new ApplicationProtocols(Map.of(), handlers);
    }

    /**
     * A copy with one more protocol, behind those that are preferred to it.
     *
     * @param protocol its name as registered, such as {@code http/1.1}
     * @param forIt makes the handler of a connection that speaks it; on the connection's loop
     * @throws IllegalArgumentException if the protocol is there already
     */
    public ApplicationProtocols with(String protocol, Supplier<? extends ChannelHandler> forIt) {
        Map<String, Supplier<? extends ChannelHandler>> extended = new LinkedHashMap<>(handlers);
        if (extended.put(protocol, forIt) != null) {
            throw new IllegalArgumentException(
                    "two handlers for the protocol " + protocol + "; one connection has one");
        }
        return new ApplicationProtocols(extended, otherwise);
    }

    /** The protocols, best first: for {@link TlsOptions#withApplicationProtocols}. */
    public String[] names() {
        return handlers.keySet().toArray(String[]::new);
    }

    /** What to put over TLS for one connection: gives way to the chosen handler when the channel opens. */
    public ChannelHandler handler() {
        return new Choosing();
    }

    private Supplier<? extends ChannelHandler> chosenFor(Channel channel) {
        return channel.security()
                .flatMap(Security::applicationProtocol)
                .<Supplier<? extends ChannelHandler>>map(handlers::get)
                .orElse(otherwise);
    }

    private final class Choosing implements ChannelHandler {
        @Override
        public void onOpen(Channel channel) {
            ChannelHandler chosen = chosenFor(channel).get();
            channel.handler(chosen);
            chosen.onOpen(channel);
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            throw neverOpened();
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            throw neverOpened();
        }

        private static IllegalStateException neverOpened() {
            return new IllegalStateException("onOpen comes first: it chooses who is told of everything else");
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            otherwise.get().onClosed(channel, cause);
        }
    }
}
