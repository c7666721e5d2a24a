package staunch.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.ConnectOptions;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;
import staunch.reactor.Timer;

/**
 * Makes a connection to a host: finds its addresses and tries them one after the other, all within the time to connect, of
 * which each gets its share of what is left. What is said on a connection that stands, a TLS handshake say, is final.
 *
 * <pre>
 *              addresses            no connection, and addresses left
 *   RESOLVING ----------> CONNECTING ----------------+
 *       |                  |   |  ^                  |
 *       | none,            |   |  +------------------+
 *       | deadline         |   | open: the handler above takes over
 *       v                  |   v
 *     FAILED &lt;-------------+  DONE
 * </pre>
 *
 * The handler of a channel until that is open. Used on the loop.
 */
final class Dialing implements ChannelHandler {
    /** Who wants the connection. */
    interface Caller {
        /** Whether it is not wanted any more. */
        boolean isEnded();

        /** There will be none. On the loop, or on the thread that finds the loop ended. */
        void end(Throwable reason);
    }

    /** As the WHATWG's URL standard tells an IPv4 address, in whatever notation, from a name. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    private static final Pattern DOTTED_QUAD = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    private final Reactor reactor;
    private final EventLoop loop;
    private final HttpClientOptions options;
    private final Origin remote;
    private final Caller caller;
    private final ChannelHandler above;
    private final Timer resolving;
    private final long deadlineNanos;
    private final ArrayDeque<InetSocketAddress> untried = new ArrayDeque<>();
    private @Nullable Throwable lastFailure;
    private @Nullable Channel attempt;

    /**
     * @param remote whose host and port are connected to: the origin, or a proxy
     * @param caller hears of a failure
     * @param above takes the channel over when it opens: the connection under its layers
     */
    Dialing(
            Reactor reactor,
            EventLoop loop,
            HttpClientOptions options,
            Origin remote,
            Caller caller,
            ChannelHandler above) {
        this.reactor = reactor;
        this.loop = loop;
        this.options = options;
        this.remote = remote;
        this.caller = caller;
        this.above = above;
        this.resolving = loop.timer(this::notResolved);
        this.deadlineNanos = loop.nowNanos()
                + TimeUnit.MILLISECONDS.toNanos(options.connect().connectTimeoutMillis());
    }

    void begin() {
        resolving.schedule(deadlineNanos - loop.nowNanos());
        try {
            options.resolver().resolve(remote.host(), remote.port()).whenComplete((addresses, failure) -> {
                try {
                    loop.execute(() -> resolved(addresses, failure));
                } catch (RejectedExecutionException ended) {
                    caller.end(ended); // by this thread, since there is no other left
                }
            });
        } catch (RuntimeException failure) {
            caller.end(failure);
        }
    }

    /** Gives up: the caller has ended. A channel that is being made, by a layer above too, is not made further. */
    void cancel() {
        resolving.cancel();
        Channel made = attempt;
        if (made != null) {
            made.abort();
        }
    }

    private void notResolved() {
        caller.end(new DeadlineException("no address for " + remote.host() + " within "
                + options.connect().connectTimeoutMillis() + " ms (ConnectOptions.connectTimeoutMillis)"));
    }

    private void resolved(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
        resolving.cancel();
        if (failure != null) {
            caller.end(failure);
            return;
        }
        if (addresses != null) {
            lastFailure = new UnknownHostException("no address is known for " + remote.host());
            addresses.forEach(address -> judge(new InetSocketAddress(address, remote.port())));
        }
        tryNext();
    }

    /** A proxy was chosen by whoever chose the guard; what it is asked for is judged by {@link #requireAllowedLiteral}. */
    private void judge(InetSocketAddress address) {
        AddressGuard guard = options.proxy().isPresent() ? AddressGuard.NONE : options.guard();
        guard.objection(address)
                .ifPresentOrElse(
                        objection -> lastFailure =
                                new RefusedAddressException(remote.host() + " is not to be connected to: " + objection),
                        () -> untried.add(address));
    }

    /**
     * Judges an address that is asked of a proxy as such; names are the proxy's to resolve, and to judge.
     *
     * @throws RefusedAddressException if the guard objects to it, or it is written in a way that others may read differently
     */
    static void requireAllowedLiteral(HttpClientOptions options, Origin target) throws RefusedAddressException {
        String host = target.host();
        if (options.guard() == AddressGuard.NONE
                || !(host.contains(":") || ENDS_IN_NUMBER.matcher(host).matches())) {
            return;
        }
        Optional<String> objection = literal(host)
                .map(address -> options.guard().objection(new InetSocketAddress(address, target.port())))
                .orElse(Optional.of("it is a number and not an address as it is usually written"));
        if (objection.isPresent()) {
            throw new RefusedAddressException(host + " is not to be connected to: " + objection.get());
        }
    }

    /** Nobody is asked: a host of these forms is an address or nothing. */
    private static Optional<InetAddress> literal(String host) {
        if (!host.contains(":") && !DOTTED_QUAD.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host.contains(":") ? "[" + host + "]" : host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private void tryNext() {
        if (caller.isEnded()) {
            return;
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - loop.nowNanos());
        if (untried.isEmpty() || leftMillis <= 0) {
            caller.end(lastFailure());
            return;
        }
        ConnectOptions share = options.connect().withConnectTimeoutMillis(Math.max(1, leftMillis / untried.size()));
        try {
            reactor.connect(loop, untried.remove(), this, share);
        } catch (RejectedExecutionException ended) {
            caller.end(ended);
        }
    }

    private Throwable lastFailure() {
        Throwable failure = lastFailure;
        return failure == null ? new LostConnectionException("no connection to " + remote) : failure;
    }

    @Override
    public void onConnecting(Channel channel) {
        attempt = channel;
    }

    @Override
    public void onOpen(Channel channel) {
        if (caller.isEnded()) {
            channel.abort();
            return;
        }
        channel.handler(above);
        above.onOpen(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        Throwable before = lastFailure;
        Throwable failure = cause.failure();
        lastFailure = failure != null ? failure : new LostConnectionException("no connection to " + remote, cause);
        if (before != null && !(before instanceof UnknownHostException)) {
            lastFailure.addSuppressed(before);
        }
        tryNext();
    }

    // A channel that opens is the handler's above at once.

    @Override
    public void onRead(Channel channel, ByteBuffer in) {}

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}
}
