package staunch.http;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Framing;
import staunch.http.codec.RequestEncoder;
import staunch.http.codec.ResponseDecoder;
import staunch.http.codec.Status;
import staunch.http.codec.StreamEnd;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Security;

/**
 * The client's end of one connection.
 *
 * <pre>
 *                open            a request's turn              response whole, request sent, persists
 *   CONNECTING ------> IDLE ----------------------> EXCHANGING ---------------------------------------> IDLE
 *                       |                               |
 *                       | bytes without a request,      | failure, deadline, or the connection does not persist
 *                       v end of input                  v   (or the server switches protocols, and another takes over)
 *                     ENDED: what waits fails
 * </pre>
 *
 * Used on its loop.
 */
final class ClientConnection implements ChannelHandler, Dialing.Caller {
    private enum Phase {
        CONNECTING,
        IDLE,
        EXCHANGING,
        ENDED
    }

    private final HttpClientOptions options;
    private final ConnectionOwner owner;
    private final ResponseDecoder decoder;
    private final RequestEncoder encoder = new RequestEncoder();
    private final WaitingRequests waiting;
    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final Deadline deadline;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel openChannel;
    private @Nullable ResponseConsumer consumer;
    private @Nullable IncomingBody incoming;
    private @Nullable RequestSender sender;
    private boolean lastRequest;
    private int exchanges;
    /** Whether it has stood for a while without anybody's request. */
    private boolean hasRested;

    /** Whether any byte has come since the current request was begun. */
    private boolean answered;

    /** Whether all bytes that have come were decoded: the consumer has left none. */
    private boolean inputStarved = true;

    private boolean bytesBehind;
    private boolean retiring;
    private boolean endedByPeer;
    private @Nullable InputEnd inputEnd;
    private @Nullable Throwable endedBy;

    ClientConnection(EventLoop loop, HttpClientOptions options, ConnectionOwner owner) {
        this.options = options;
        this.owner = owner;
        this.decoder = new ResponseDecoder(options.limits());
        this.deadline = new Deadline(loop);
        this.waiting = new WaitingRequests(options.maxWaitingRequests());
    }

    CompletableFuture<Channel> opened() {
        return opened;
    }

    private Channel channel() {
        Channel channel = openChannel;
        if (channel == null) {
            throw new IllegalStateException("not open yet");
        }
        return channel;
    }

    // ---- requests ----

    void send(Request request, ResponseConsumer taker) {
        WaitingRequests.Waiting next = new WaitingRequests.Waiting(request, taker);
        if (phase == Phase.ENDED || retiring) {
            String why = endedBy == null ? "the connection takes no more" : String.valueOf(endedBy.getMessage());
            next.fail(new LostConnectionException("the request could not be sent: " + why, endedBy));
            return;
        }
        waiting.add(next);
        if (phase == Phase.IDLE) {
            beIdle();
        }
    }

    private void sendNext() {
        while (phase == Phase.IDLE && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
    }

    private void begin(WaitingRequests.Waiting next) {
        Request request = next.request();
        RequestSender sending = new RequestSender(channel(), encoder, request, this::sent);
        try {
            sending.sendHead();
        } catch (IllegalArgumentException unsendable) {
            next.fail(unsendable);
            return;
        }
        phase = Phase.EXCHANGING;
        consumer = next.consumer();
        sender = sending;
        lastRequest =
                request.fields().contains("Connection") && request.fields().hasMember("Connection", "close");
        exchanges++;
        answered = false;
        inputStarved = true;
        decoder.expect(request.method());
        if (sending.expectsContinue()) {
            deadline.set(options.continueTimeoutMillis(), () -> sendBody(sending));
        } else {
            sendBody(sending);
        }
    }

    private void sendBody(RequestSender sending) {
        sending.sendBody();
        if (!sending.isSent() && phase == Phase.EXCHANGING) {
            deadline.set(options.bodyTimeoutMillis(), this::requestOverdue);
        }
    }

    private void sent() {
        if (incoming == null) {
            deadline.set(options.headTimeoutMillis(), this::headOverdue);
        }
        advance();
    }

    private void beIdle() {
        phase = Phase.IDLE;
        sendNext();
        if (phase == Phase.IDLE) {
            owner.onIdle(this);
            hasRested |= phase == Phase.IDLE;
        }
    }

    /**
     * Whether the exchange that has just failed was on a connection that had served before, or had stood without a request,
     * and that the peer ended without a byte of an answer: it may have closed it at the very moment when the request was sent.
     */
    boolean wasStale() {
        return (exchanges > 1 || hasRested) && !answered && endedByPeer;
    }

    @Override
    public boolean isEnded() {
        return phase == Phase.ENDED;
    }

    // ---- what the channel tells ----

    @Override
    public void onOpen(Channel channel) {
        if (phase == Phase.ENDED) {
            channel.close();
            return;
        }
        ChannelNeeds.checkReadAhead(options.limits(), channel.readAheadBytes());
        openChannel = channel;
        opened.complete(channel);
        beIdle();
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        answered |= in.hasRemaining();
        if (phase == Phase.IDLE && in.hasRemaining()) {
            end(new LostConnectionException("the server sent bytes that no request had asked for"));
        }
        boolean more = true;
        while (more && phase == Phase.EXCHANGING) {
            more = step(in);
        }
    }

    private boolean step(ByteBuffer in) {
        IncomingBody body = incoming;
        switch (body == null ? decoder.decode(in) : body.pump(in)) {
            case HEAD -> headCame();
            case END -> {
                if (body != null) {
                    bytesBehind = in.hasRemaining();
                    endBody();
                    return false;
                }
            }
            case REJECTED -> end(decoder.rejection().orElseThrow().toException());
            case FINISHED -> end(new LostConnectionException("the server had announced its last response"));
            case NEED_MORE -> {
                inputStarved = true;
                lookAtInputEnd();
                return false;
            }
            case BODY -> {
                inputStarved = false;
                return false;
            }
        }
        return true;
    }

    /** Interim responses are skipped, but for what 100 means to a body that waits for it. */
    private void headCame() {
        ResponseConsumer taker = consumer;
        RequestSender sending = sender;
        if (sending != null && sending.isHeld()) {
            if (!decoder.status().isInterim()) {
                sending.cancel();
            } else if (decoder.status().equals(Status.CONTINUE)) {
                sendBody(sending);
            }
        }
        if (taker == null) {
            return;
        }
        ChannelHandler next =
                decoder.status().code() == 101 ? taker.onSwitch(decoder.head()).orElse(null) : null;
        if (next != null) {
            handOver(next);
        } else if (decoder.status().isInterim()) {
            taker.onInterim(decoder.head());
        } else {
            deadline.set(options.bodyTimeoutMillis(), this::bodyOverdue);
            IncomingBody body = new IncomingBody(decoder);
            incoming = body;
            try {
                taker.onHead(decoder.head());
            } finally {
                body.ask(taker); // even if it throws, so that it hears of the failure that this is
            }
        }
    }

    /** The server has switched protocols: what follows is not HTTP, and the channel another's. */
    private void handOver(ChannelHandler next) {
        Channel channel = channel();
        consumer = null;
        InputEnd inputEndBefore = inputEnd;
        finish(new LostConnectionException("the connection was handed over: it is no longer HTTP's"));
        channel.handler(next);
        next.onOpen(channel);
        channel.resumeReads();
        if (inputEndBefore != null) {
            next.onInputEnd(channel, inputEndBefore);
        }
    }

    Optional<InetSocketAddress> remoteAddress() {
        return openChannel == null ? Optional.empty() : Optional.of(openChannel.remoteAddress());
    }

    Optional<Security> security() {
        return openChannel == null ? Optional.empty() : openChannel.security();
    }

    private void endBody() {
        IncomingBody body = incoming;
        if (body != null) {
            body.end();
        }
        advance();
    }

    /** Looks whether the exchange is over, and what follows if so. */
    private void advance() {
        IncomingBody body = incoming;
        if (phase != Phase.EXCHANGING || body == null || !body.isOver()) {
            return;
        }
        if (!persists()) {
            end(new LostConnectionException("the connection ends behind the response before"));
            return;
        }
        consumer = null;
        incoming = null;
        sender = null;
        deadline.clear();
        decoder.release();
        beIdle();
    }

    /** Bytes behind a response answer nothing that has been asked: the next response could not be trusted. */
    private boolean persists() {
        return sender != null
                && sender.isSent()
                && !lastRequest
                && decoder.keepAlive()
                && decoder.framing() != Framing.TUNNEL
                && !bytesBehind
                && inputEnd == null
                && !retiring;
    }

    void resume() {
        if (phase == Phase.EXCHANGING) {
            channel().resumeReads();
        }
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnd = end;
        if (phase == Phase.IDLE) {
            end(new LostConnectionException("the server closed the connection"));
        } else {
            lookAtInputEnd();
        }
    }

    /** If all input there will ever be has been decoded: a body that lasts until the close is whole, others are not. */
    private void lookAtInputEnd() {
        InputEnd end = inputEnd;
        if (end == null || phase != Phase.EXCHANGING || !inputStarved) {
            return;
        }
        StreamEnd where = decoder.endOfInput();
        if (where == StreamEnd.COMPLETES_BODY && end == InputEnd.CLEAN) {
            endBody();
        } else {
            endedByPeer = true;
            end(LostConnectionException.at(where, end, String.valueOf(sender)));
        }
    }

    @Override
    public void onWritable(Channel channel) {
        if (sender != null) {
            sender.proceed();
        }
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        Throwable failure = new LostConnectionException(
                phase == Phase.CONNECTING ? "no connection" : "the connection ended", cause);
        endedByPeer = cause.kind() == CloseCause.Kind.RESET;
        finish(phase == Phase.CONNECTING && cause.failure() != null ? cause.failure() : failure);
    }

    /** The response that is coming may still come whole; nothing is sent behind it. */
    @Override
    public void onShutdown(Channel channel) {
        retiring = true;
        Throwable reason = new LostConnectionException("the loop of the connection is being shut down");
        if (phase == Phase.EXCHANGING) {
            waiting.failAll(reason);
        } else {
            end(reason);
        }
    }

    // ---- the end ----

    private void requestOverdue() {
        overdue("the request was not sent whole", options.bodyTimeoutMillis(), "bodyTimeoutMillis");
    }

    private void headOverdue() {
        overdue("no response", options.headTimeoutMillis(), "headTimeoutMillis");
    }

    private void bodyOverdue() {
        overdue("the response was not whole", options.bodyTimeoutMillis(), "bodyTimeoutMillis");
    }

    private void overdue(String what, long millis, String setting) {
        end(new DeadlineException(what + " within " + millis + " ms (HttpClientOptions." + setting + "): " + sender));
    }

    void close() {
        end(new LostConnectionException("the connection was closed by its user"));
    }

    /** Ends at once, whatever is on its way: the peer need not send the rest. */
    void cancel(Throwable reason) {
        Channel stands = openChannel;
        finish(reason);
        if (stands != null) {
            stands.abort();
        }
    }

    @Override
    public void end(Throwable reason) {
        if (phase == Phase.ENDED) {
            return;
        }
        boolean stands = openChannel != null;
        finish(reason);
        if (stands) {
            channel().close();
        }
    }

    private void finish(Throwable reason) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        endedBy = reason;
        deadline.cancel();
        owner.onEnded(this, reason);
        opened.completeExceptionally(reason);
        if (sender != null) {
            sender.cancel();
        }
        if (incoming != null) {
            incoming.fail(reason);
        } else if (consumer != null) {
            consumer.onFailure(reason);
        }
        waiting.failAll(reason);
    }
}
