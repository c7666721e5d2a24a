package staunch.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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
        if (phase == Phase.ENDED) {
            request.body().discard();
            taker.onFailure(
                    new LostConnectionException("the connection has ended; open another", endedBy));
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
        Waiting next = phase == Phase.IDLE ? waiting.poll() : null;
        if (next == null) {
            return;
        }
        phase = Phase.EXCHANGING;
        consumer = next.consumer();
        requestSent = false;
        deadline.set(options.headTimeoutMillis(), this::headOverdue);
        Request request = next.request();
        try {
            decoder.expect(request.method());
            sendHead(request);
        } catch (IllegalArgumentException unsendable) {
            request.body().discard();
            end(unsendable);
            return;
        }
        outgoing = new OutgoingBody(channel(), encoder, request.body().newProducer(), this::sent);
        outgoing.proceed();
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
        channel().write(scratch.flip());
    }

    private void sent() {
        requestSent = true;
        advance();
    }

    // ---- what the channel tells ----

    @Override
    public void onOpen(Channel channel) {
        if (phase == Phase.ENDED) {
            channel.close();
            return;
        }
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
        while (phase == Phase.EXCHANGING && step(in)) {
            // Each step takes what it can; the last one says that there is no more to be done.
        }
    }

    private boolean step(ByteBuffer in) {
        IncomingBody body = incoming;
        switch (body == null ? decoder.decode(in) : body.pump(in)) {
            case HEAD -> headCame();
            case END -> {
                endBody();
                return false; // Whatever lies behind a response answers nothing: it is looked at when idle.
            }
            case REJECTED -> end(decoder.rejection().orElseThrow().toException());
            case FINISHED -> end(new LostConnectionException("the server had announced its last response"));
            case NEED_MORE -> {
                inputMayHaveEnded();
                return false;
            }
            case BODY -> {
                return false;
            }
        }
        return true;
    }

    private void headCame() {
        ResponseConsumer taker = consumer;
        if (taker != null) {
            deadline.set(options.bodyTimeoutMillis(), this::bodyOverdue);
            IncomingBody body = new IncomingBody(decoder);
            incoming = body;
            taker.onHead(decoder.head());
            body.ask(taker);
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
        if (!requestSent || !decoder.keepAlive() || inputEnd != null) {
            end(new LostConnectionException("the connection ends behind the response before"));
            return;
        }
        phase = Phase.IDLE;
        consumer = null;
        incoming = null;
        outgoing = null;
        deadline.clear();
        decoder.release();
        channel().resumeReads();
        sendNext();
    }

    void resume() {
        if (phase == Phase.EXCHANGING) {
            channel().resumeReads();
            inputMayHaveEnded();
        }
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnd = end;
        if (phase == Phase.IDLE) {
            end(new LostConnectionException("the server closed the connection"));
        } else if (incoming == null || incoming.isStarved()) {
            inputMayHaveEnded();
        }
    }

    /** If all input there will ever be has been decoded: a body that lasts until the close is whole, others are not. */
    private void inputMayHaveEnded() {
        InputEnd end = inputEnd;
        if (end == null || phase != Phase.EXCHANGING || (incoming != null && !incoming.isStarved())) {
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
        opened.completeExceptionally(cause.failure() == null ? failure : cause.failure());
        finish(phase == Phase.CONNECTING && cause.failure() != null ? cause.failure() : failure);
    }

    // ---- the end ----

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
        if (outgoing != null) {
            outgoing.cancel();
        }
        if (incoming != null) {
            incoming.fail(reason);
        } else if (consumer != null) {
            consumer.onFailure(reason);
        }
        for (Waiting unsent = waiting.poll(); unsent != null; unsent = waiting.poll()) {
            unsent.request().body().discard();
            unsent.consumer().onFailure(reason);
        }
    }
}
