package staunch.bench;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import staunch.reactor.ChannelHandler;
import staunch.reactor.ConnectOptions;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/**
 * How connections get to the server: to which address, through what, from which addresses. Any thread.
 *
 * <p>A connection that we end keeps its port for a minute (TIME_WAIT), and there are some 28,000 for each pair of addresses.
 * To a server on loopback there is a way out: all of 127/8 is ours to connect from.
 */
public final class Route {
    /** From how many addresses a server on loopback is connected to. */
    static final int LOOPBACK_SOURCES = 64;

    private final Reactor reactor;
    private final InetSocketAddress address;
    /** The way through a proxy, or {@link Layer#NONE}. */
    private final Layer tunnel;

    private final List<ConnectOptions> options;
    private final AtomicInteger turn = new AtomicInteger();

    private Route(Reactor reactor, InetSocketAddress address, Layer tunnel, List<ConnectOptions> options) {
        this.reactor = reactor;
        this.address = address;
        this.tunnel = tunnel;
        this.options = options;
    }

    /**
     * A way to a server, from many addresses if it is on loopback and the system is Linux, where they are all ours.
     *
     * @param address of the server, or of the proxy before it
     * @param tunnel the way through a proxy, or {@link Layer#NONE}
     * @param connectTimeoutMillis how long a connection may take to stand
     */
    public static Route to(Reactor reactor, InetSocketAddress address, Layer tunnel, long connectTimeoutMillis) {
        ConnectOptions plain = ConnectOptions.DEFAULT.withConnectTimeoutMillis(connectTimeoutMillis);
        boolean isManyAddressed = System.getProperty("os.name").startsWith("Linux")
                && address.getAddress() instanceof Inet4Address
                && address.getAddress().isLoopbackAddress();
        return new Route(reactor, address, tunnel, isManyAddressed ? fromLoopback(plain) : List.of(plain));
    }

    private static List<ConnectOptions> fromLoopback(ConnectOptions plain) {
        List<ConnectOptions> options = new ArrayList<>();
        for (int i = 1; i <= LOOPBACK_SOURCES; i++) {
            try {
                options.add(plain.withLocalAddress(InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) i})));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        }
        return List.copyOf(options);
    }

    /** The addresses that are connected from, if we choose them. */
    public List<InetAddress> sources() {
        return options.stream()
                .map(ConnectOptions::localAddress)
                .flatMap(local -> local.stream())
                .toList();
    }

    /** Where it leads to. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Connects, and goes through the tunnel if there is one; then {@code handler} is told of the opening, and before that {@code
     * whenConnected} is called.
     */
    void connect(EventLoop loop, ChannelHandler handler, Runnable whenConnected) {
        ConnectOptions next = options.get(Math.floorMod(turn.getAndIncrement(), options.size()));
        Connected noting = new Connected(handler, whenConnected, tunnel != Layer.NONE);
        reactor.connect(loop, address, tunnel.over(noting), next);
    }
}
