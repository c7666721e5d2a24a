package staunch.tls;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.tls.record.ClientHello;
import staunch.tls.record.HelloProblem;

/**
 * Decides by the ClientHello who answers a connection: a layer is chosen when the hello is there, before anything is
 * answered, and sees the very same bytes from the first one on. What it is put over is not touched otherwise.
 *
 * <pre>{@code
 * Layer front = HelloLayer.choosing(hello -> switch (hello.serverName().orElse("")) {
 *     case "shop.test" -> shop;                                                  // a TlsServer
 *     case "legacy.test" -> Layer.NONE;                                          // the application tunnels the bytes
 *     default -> TlsRefusal.with(Alert.UNRECOGNIZED_NAME, "not one of ours");
 * });
 * reactor.listen(address, () -> front.over(application));
 * }</pre>
 *
 * <p>A hello may come in any pieces, and is at most {@link staunch.tls.record.ClientHelloParser#MAX_BYTES} long; what is no
 * hello is refused with the fitting alert, unless {@link #withOther} says otherwise. The bytes wait in the channel below,
 * whose read-ahead must hold that many. Hello, choice and the TLS handshake behind them have {@link #withHandshakeTimeoutMillis
 * one deadline} together.
 *
 * <p>Immutable, for all threads and all connections.
 */
public final class HelloLayer implements Layer {
    private final Function<ClientHello, ? extends CompletionStage<? extends Layer>> chooser;
    private final Function<HelloProblem, ? extends Layer> otherwise;
    private final long silenceMillis;
    private final long handshakeTimeoutMillis;

    private HelloLayer(
            Function<ClientHello, ? extends CompletionStage<? extends Layer>> chooser,
            Function<HelloProblem, ? extends Layer> otherwise,
            long silenceMillis,
            long handshakeTimeoutMillis) {
        if (handshakeTimeoutMillis <= 0 || silenceMillis <= 0) {
            throw new IllegalArgumentException("handshakeTimeoutMillis and silenceMillis must be positive, were "
                    + handshakeTimeoutMillis + " and " + silenceMillis);
        }
        this.chooser = chooser;
        this.otherwise = otherwise;
        this.silenceMillis = silenceMillis;
        this.handshakeTimeoutMillis = handshakeTimeoutMillis;
    }

    /**
     * A layer that chooses at once.
     *
     * @param chooser called on the connection's loop, which it must not block; if it throws, the client is refused with
     *     {@code internal_error}
     */
    public static HelloLayer choosing(Function<ClientHello, ? extends Layer> chooser) {
        return choosingLater(hello -> CompletableFuture.completedStage(chooser.apply(hello)));
    }

    /**
     * A layer that may take its time to choose, such as to make a certificate or to ask the server behind.
     *
     * @param chooser called on the connection's loop, which it must not block; its stage may be completed on any thread.
     *     If that fails, the client is refused with {@code internal_error}; if it comes too late, it is ignored
     */
    public static HelloLayer choosingLater(Function<ClientHello, ? extends CompletionStage<? extends Layer>> chooser) {
        return new HelloLayer(chooser, TlsRefusal::of, Long.MAX_VALUE, TlsOptions.DEFAULT.handshakeTimeoutMillis());
    }

    /** A copy that lets hello, choice and handshake take so long in all, at least 1; default 10 s. */
    public HelloLayer withHandshakeTimeoutMillis(long millis) {
        return new HelloLayer(chooser, otherwise, silenceMillis, millis);
    }

    /**
     * A copy that has {@code other} choose the layer for a connection that does not begin with a usable ClientHello: a tunnel
     * for what is not TLS, say. Default: a {@link TlsRefusal} with the fitting alert.
     *
     * @param other called on the connection's loop, which it must not block; if it throws, the client is refused
     */
    public HelloLayer withOther(Function<HelloProblem, ? extends Layer> other) {
        return new HelloLayer(chooser, other, silenceMillis, handshakeTimeoutMillis);
    }

    /**
     * A copy that takes a client that has not begun a hello for so long for one that speaks no TLS, as the clients of protocols
     * in which the server speaks first; at least 1. Default: nobody, until the deadline of the handshake.
     */
    public HelloLayer withSilenceMillis(long millis) {
        return new HelloLayer(chooser, otherwise, millis, handshakeTimeoutMillis);
    }

    @Override
    public ChannelHandler over(ChannelHandler application) {
        return new HelloHandler(application, chooser, otherwise, silenceMillis, handshakeTimeoutMillis);
    }
}
