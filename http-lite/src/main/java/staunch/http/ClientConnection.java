package staunch.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Framing;
import staunch.http.codec.RequestEncoder;
import staunch.http.codec.ResponseDecoder;
import staunch.http.codec.StreamEnd;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;

/**
 * The client's end of one connection.
 *
 * <pre>
 *                open            a request's turn              response whole, request sent, persists
 *   CONNECTING ------> IDLE ----------------------> EXCHANGING ---------------------------------------> IDLE
 *                       |                               |
 *                       | bytes without a request,      | failure, deadline, or the connection does not persist
 *                       v end of input                  v
 *                     ENDED: what waits fails
 * </pre>
 *
 * Used on its loop.
 */
final class ClientConnection implements ChannelHandler {
    private enum Phase {
        CONNECTING,
        IDLE,
        EXCHANGING,
        ENDED
    }

    private record Waiting(Request request, ResponseConsumer consumer) {}

    private final HttpClientOptions options;
    private final ResponseDecoder decoder;
    private final RequestEncoder encoder = new RequestEncoder();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final Deadline deadline;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel openChannel;
    private @Nullable ResponseConsumer consumer;
    private @Nullable IncomingBody incoming;
    private @Nullable OutgoingBody outgoing;
    private boolean requestSent;
    /** Whether all bytes that have come were decoded: the consumer has left none. */
    private boolean inputStarved = true;

    private boolean bytesBehind;
    private boolean retiring;
    private @Nullable InputEnd inputEnd;
    private @Nullable Throwable endedBy;

    ClientConnection(EventLoop loop, HttpClientOptions options) {
        this.options = options;
        this.decoder = new ResponseDecoder(options.limits());
        this.deadline = new Deadline(loop);
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
        if (phase == Phase.ENDED || retiring) {
            request.body().discard();
            taker.onFailure(new LostConnectionException("the connection has ended; open another", endedBy));
        } else if (waiting.size() >= options.maxWaitingRequests()) {
            request.body().discard();
            taker.onFailure(new IllegalStateException(
                    waiting.size() + " requests wait on one connection already (maxWaitingRequests)"));
        } else {
            waiting.add(new Waiting(request, taker));
            sendNext();
        }
    }

    private void sendNext() {
        while (phase == Phase.IDLE && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
    }

    private void begin(Waiting next) {
        Request request = next.request();
        try {
            sendHead(request);
        } catch (IllegalArgumentException unsendable) {
            request.body().discard();
            next.consumer().onFailure(unsendable);
            return;
        }
        phase = Phase.EXCHANGING;
        consumer = next.consumer();
        requestSent = false;
        decoder.expect(request.method());
        OutgoingBody body = new OutgoingBody(channel(), encoder, request.body().newProducer(), this::sent);
        outgoing = body;
        body.proceed();
        if (!requestSent && phase == Phase.EXCHANGING) {
            deadline.set(options.bodyTimeoutMillis(), this::requestOverdue);
        }
    }

    private void sendHead(Request request) {
        ByteBuffer scratch = OutgoingBody.scratch(channel().loop());
        OptionalLong length = request.body().length();
        boolean fits;
        if (length.isEmpty()) {
            fits = encoder.beginUnknownLength(
                    scratch, request.method(), request.target(), request.authority(), request.fields());
        } else if (length.getAsLong() == 0) {
            fits = encoder.begin(scratch, request.method(), request.target(), request.authority(), request.fields());
        } else {
            fits = encoder.beginLength(
                    scratch,
                    request.method(),
                    request.target(),
                    request.authority(),
                    request.fields(),
                    length.getAsLong());
        }
        if (!fits) {
            throw new IllegalArgumentException("a request head of " + encoder.neededBytes() + " bytes is longer than "
                    + OutgoingBody.SCRATCH_BYTES);
        }
        OutgoingBody.writeWhole(channel(), scratch.flip());
    }

    private void sent() {
        requestSent = true;
        if (incoming == null) {
            deadline.set(options.headTimeoutMillis(), this::headOverdue);
        }
        advance();
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
        phase = Phase.IDLE;
        opened.complete(channel);
        sendNext();
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
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

    /** Interim responses are skipped: what is told of them is that the final one is still due. */
    private void headCame() {
        ResponseConsumer taker = consumer;
        if (taker != null && !decoder.status().isInterim()) {
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
        phase = Phase.IDLE;
        consumer = null;
        incoming = null;
        outgoing = null;
        deadline.clear();
        decoder.release();
        sendNext();
    }

    /** Bytes behind a response answer nothing that has been asked: the next response could not be trusted. */
    private boolean persists() {
        return requestSent
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
            end(new LostConnectionException(
                    "the connection ended " + (end == InputEnd.CLEAN ? "" : "(" + end + ") ") + describe(where)));
        }
    }

    private static String describe(StreamEnd where) {
        return switch (where) {
            case INSIDE_HEAD -> "inside the head of the response";
            case INSIDE_BODY -> "inside the body of the response: it is truncated";
            case COMPLETES_BODY -> "without an orderly end: the response may be truncated";
            default -> "before the response";
        };
    }

    @Override
    public void onWritable(Channel channel) {
        if (outgoing != null) {
            outgoing.proceed();
        }
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        Throwable failure = new LostConnectionException(
                phase == Phase.CONNECTING ? "no connection" : "the connection ended", cause);
        finish(phase == Phase.CONNECTING && cause.failure() != null ? cause.failure() : failure);
    }

    /** The response that is coming may still come whole; nothing is sent behind it. */
    @Override
    public void onShutdown(Channel channel) {
        retiring = true;
        Throwable reason = new LostConnectionException("the loop of the connection is being shut down");
        if (phase == Phase.EXCHANGING) {
            failWaiting(reason);
        } else {
            end(reason);
        }
    }

    // ---- the end ----

    private void requestOverdue() {
        end(new DeadlineException("the request was not sent whole within " + options.bodyTimeoutMillis()
                + " ms (HttpClientOptions.bodyTimeoutMillis)"));
    }

    private void headOverdue() {
        end(new DeadlineException(
                "no response within " + options.headTimeoutMillis() + " ms (HttpClientOptions.headTimeoutMillis)"));
    }

    private void bodyOverdue() {
        end(new DeadlineException("the response was not whole within " + options.bodyTimeoutMillis()
                + " ms (HttpClientOptions.bodyTimeoutMillis)"));
    }

    void close() {
        end(new LostConnectionException("the connection was closed by its user"));
    }

    private void end(Throwable reason) {
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
        opened.completeExceptionally(reason);
        if (outgoing != null) {
            outgoing.cancel();
        }
        if (incoming != null) {
            incoming.fail(reason);
        } else if (consumer != null) {
            consumer.onFailure(reason);
        }
        failWaiting(reason);
    }

    private void failWaiting(Throwable reason) {
        for (Waiting unsent = waiting.poll(); unsent != null; unsent = waiting.poll()) {
            unsent.request().body().discard();
            unsent.consumer().onFailure(reason);
        }
    }
}
