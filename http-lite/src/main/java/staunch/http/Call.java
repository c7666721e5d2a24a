package staunch.http;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.reactor.ChannelHandler;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;
import staunch.reactor.Timer;

/**
 * One request of a client, from the beginning to its end: what it waits for, where it is sent, and what follows.
 *
 * <pre>
 *               arrive            sendOn           head                    end, failure, cancel, deadline
 *   TRAVELLING --------> WAITING --------> SENT ------------> SHOWN ------------------> OVER   (from all others too)
 *       ^                   ^               |  |
 *       |                   +---------------+  | head of a redirect
 *       |                    stale connection  v
 *       +---------------------------------- FOLLOWING
 *                              its body's end
 * </pre>
 *
 * Between two origins it travels from loop to loop. Only the loop on which it has arrived touches it; {@link #cancel} and
 * {@link #resume} may be called by any thread.
 */
final class Call implements ResponseConsumer, HttpCall, OriginPool.Waiter {
    /** How much of a redirect's body is read so that its connection can be used again. */
    static final long MAX_REDIRECT_BODY_BYTES = 64 << 10;

    private static final String ACCEPT_ENCODING = "Accept-Encoding";

    private enum State {
        TRAVELLING,
        WAITING,
        SENT,
        FOLLOWING,
        SHOWN,
        OVER
    }

    private final HttpClient client;
    private final @Nullable HttpLane lane;
    private ResponseConsumer consumer;
    private Request request;
    private State state = State.TRAVELLING;
    private int redirects;
    private boolean retried;
    private long deadlineNanos;
    private boolean hasDeadline;
    private @Nullable OriginPool pool;
    private @Nullable ClientConnection connection;
    private @Nullable Request next;
    private @Nullable Drain drain;
    private @Nullable InflatingConsumer inflating;
    private @Nullable Timer wholeTimer;
    private @Nullable Timer waitTimer;
    /** Where it has arrived; null while it travels. */
    private volatile @Nullable EventLoop loop;

    private volatile boolean cancelled;

    /** @param lane whose call it is; null for one that any loop may take */
    Call(HttpClient client, @Nullable HttpLane lane, Request request, ResponseConsumer consumer) {
        this.client = client;
        this.lane = lane;
        this.request = request;
        this.consumer = consumer;
    }

    // ---- the way to a connection ----

    /** Sets out for a pool of the request's origin. By any thread at first, then by the loop where it is. */
    void travel() {
        leavePool();
        state = State.TRAVELLING;
        loop = null;
        OriginPool chosen = client.pools().enter(Pools.Key.of(request.origin(), lane));
        pool = chosen;
        try {
            chosen.loop().execute(() -> arrive(chosen));
        } catch (RejectedExecutionException ended) {
            fail(ended);
        }
    }

    private void arrive(OriginPool at) {
        EventLoop here = at.loop();
        loop = here;
        long now = here.nowNanos();
        if (!hasDeadline) {
            hasDeadline = true;
            deadlineNanos = now + TimeUnit.MILLISECONDS.toNanos(client.options().requestTimeoutMillis());
        }
        Timer whole = here.timer(this::overdue);
        wholeTimer = whole;
        whole.schedule(deadlineNanos - now);
        waitTimer = here.timer(this::waitedTooLong);
        if (cancelled) {
            fail(new CancellationException("the request was cancelled"));
        } else {
            await(at);
        }
    }

    private void await(OriginPool at) {
        state = State.WAITING;
        Timer timer = waitTimer;
        if (timer != null) {
            timer.schedule(TimeUnit.MILLISECONDS.toNanos(client.options().waitTimeoutMillis()));
        }
        at.add(this);
    }

    /** Whether this is a second try, for which no connection will do that may have gone stale like the first. */
    @Override
    public boolean needsFreshConnection() {
        return retried;
    }

    @Override
    public void sendOn(ClientConnection chosen) {
        cancel(waitTimer);
        state = State.SENT;
        connection = chosen;
        chosen.send(onTheWire(), this);
    }

    /** With what depends on the client, and without what is for the proxy where the proxy does not see it. */
    private Request onTheWire() {
        Optional<HttpProxy> seenBy =
                client.options().proxy().filter(proxy -> !request.origin().isSecure());
        if (!asksForCompression() && seenBy.isEmpty() && !request.fields().contains(HttpProxy.AUTHORIZATION)) {
            return request;
        }
        Fields.Builder fields = request.fields().toBuilder().remove(HttpProxy.AUTHORIZATION);
        if (asksForCompression()) {
            fields.add(ACCEPT_ENCODING, "gzip, deflate");
        }
        seenBy.ifPresent(proxy -> fields.addAll(proxy.credentials()));
        String target = seenBy.isPresent() ? request.origin() + request.target() : request.target();
        return new Request(request.method(), request.origin(), target, fields.build(), request.body());
    }

    private boolean asksForCompression() {
        return client.options().decompresses()
                && !request.fields().contains(ACCEPT_ENCODING)
                && !request.fields().contains("Range");
    }

    // ---- the response ----

    @Override
    public void onHead(ResponseHead head) {
        Request following = redirects < client.options().maxRedirects()
                ? Redirects.following(request, head, client.options()).orElse(null)
                : null;
        if (following != null) {
            state = State.FOLLOWING;
            next = following;
            drain = new Drain(MAX_REDIRECT_BODY_BYTES, this::abandonConnection);
            return;
        }
        state = State.SHOWN;
        if (asksForCompression() && !request.method().equals(Method.HEAD)) {
            inflating = InflatingConsumer.of(head, consumer, this::fail).orElse(null);
            consumer = inflating == null ? consumer : inflating;
        }
        consumer.onHead(head);
    }

    @Override
    public void onInterim(ResponseHead head) {
        consumer.onInterim(head);
    }

    @Override
    public Optional<ChannelHandler> onSwitch(ResponseHead head) {
        Optional<ChannelHandler> next = consumer.onSwitch(head);
        if (next.isPresent()) {
            end();
        }
        return next;
    }

    @Override
    public Optional<Security> security() {
        ClientConnection current = connection;
        return current == null ? Optional.empty() : current.security();
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        ClientConnection current = connection;
        return current == null ? Optional.empty() : current.remoteAddress();
    }

    /** The redirect's body is too long to be worth its connection. */
    private void abandonConnection() {
        ClientConnection current = connection;
        if (current != null) {
            current.cancel(new LostConnectionException("the rest of a redirect's body is not wanted"));
        }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        Drain draining = drain;
        if (draining != null) {
            draining.onBytes(bytes);
        } else {
            consumer.onBytes(bytes);
        }
    }

    @Override
    public void onEnd(Fields trailers) {
        if (state == State.FOLLOWING) {
            follow();
        } else if (state != State.OVER) {
            end();
            consumer.onEnd(trailers);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        if (state == State.OVER) {
            return;
        }
        if (state == State.FOLLOWING) {
            follow();
        } else if (mayTryAgain(failure)) {
            tryAgain();
        } else {
            end();
            consumer.onFailure(failure);
        }
    }

    private void follow() {
        Request following = next;
        if (following != null) {
            redirects++;
            request = following;
            next = null;
            drain = null;
            retried = false;
            connection = null;
            travel();
        }
    }

    /** RFC 9112 §9.3.1: the server may have closed the connection before it saw anything of the request. */
    private boolean mayTryAgain(Throwable failure) {
        ClientConnection lost = connection;
        return state == State.SENT
                && !retried
                && failure instanceof LostConnectionException
                && lost != null
                && lost.wasStale()
                && request.method().isIdempotent()
                && request.body().isReplayable();
    }

    private void tryAgain() {
        OriginPool at = pool;
        EventLoop here = loop;
        if (at != null && here != null) {
            retried = true;
            connection = null;
            await(at);
        }
    }

    // ---- from outside ----

    @Override
    public void cancel() {
        cancelled = true;
        onItsLoop(() -> fail(new CancellationException("the request was cancelled")));
    }

    @Override
    public void resume() {
        onItsLoop(this::showAgain);
    }

    private void onItsLoop(Runnable action) {
        EventLoop there = loop;
        if (there == null) {
            return;
        }
        try {
            there.execute(() -> {
                if (loop == there) {
                    action.run();
                }
            });
        } catch (RejectedExecutionException ended) {
            // The loop has ended, and the call with its connection.
        }
    }

    private void showAgain() {
        InflatingConsumer held = inflating;
        if (held != null) {
            showAgain(held);
        }
        ClientConnection current = connection;
        if (current != null && state == State.SHOWN) {
            current.resume();
        }
    }

    /** No channel's callback is around this one, to end the connection if the consumer throws. */
    private void showAgain(InflatingConsumer held) {
        try {
            held.resume();
        } catch (RuntimeException failure) {
            fail(failure);
            held.onFailure(failure);
        }
    }

    // ---- the end ----

    private void overdue() {
        fail(new DeadlineException("the request was not answered whole within "
                + client.options().requestTimeoutMillis() + " ms, waiting and redirects included"
                + " (HttpClientOptions.requestTimeoutMillis): " + request));
    }

    private void waitedTooLong() {
        fail(client.waitedTooLong(request.origin()));
    }

    /** Ends it wherever it is. */
    @Override
    public void fail(Throwable reason) {
        if (state == State.OVER) {
            return;
        }
        ClientConnection current = connection;
        OriginPool at = pool;
        if (state == State.WAITING && at != null) {
            at.forget(this);
        }
        end();
        if (current != null) {
            current.cancel(reason);
        } else {
            request.body().discard();
        }
        consumer.onFailure(reason);
    }

    private void end() {
        state = State.OVER;
        connection = null;
        leavePool();
        client.callEnds();
    }

    private void leavePool() {
        OriginPool left = pool;
        pool = null;
        if (left != null) {
            cancel(waitTimer);
            cancel(wholeTimer);
            client.pools().leave(left);
        }
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
