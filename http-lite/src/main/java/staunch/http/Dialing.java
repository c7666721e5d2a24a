package staunch.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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

    private void judge(InetSocketAddress address) {
        options.guard()
                .objection(address)
                .ifPresentOrElse(
                        objection -> lastFailure =
                                new RefusedAddressException(remote.host() + " is not to be connected to: " + objection),
                        () -> untried.add(address));
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
