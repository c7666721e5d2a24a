package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.Status;
import staunch.http.codec.StreamEnd;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/**
 * The server's end of one connection: requests one after the other, each with its answer before the next is looked at.
 *
 * <pre>
 *              a head is whole                request read, answer sent, connection persists
 *   AWAITING ------------------> EXCHANGING --------------------------------------------------> AWAITING
 *      |                             |
 *      | refused, idle, ended        | refused, or the connection does not persist
 *      v                             v
 *   CLOSING: channel.close(), which lingers so that unread input does not destroy the last answer
 * </pre>
 *
 * Bytes of later requests stay with the channel, up to its read-ahead, and so does a body that nobody has asked for. What
 * belongs to one request is in {@link ServerTurn}. Used on the channel's loop, but for {@link #onLoop}.
 */
final class ServerConnection implements ChannelHandler {
    private enum Phase {
        AWAITING,
        EXCHANGING,
        CLOSING
    }

    private final HttpHandler handler;
    private final HttpServerOptions options;
    private final RequestDecoder decoder;
    private final ServerAnswers answers;
    private Phase phase = Phase.AWAITING;
    private @Nullable Channel openChannel;
    private @Nullable Deadline receiving;
    private @Nullable ServerTurn turn;
    private boolean headBegun;
    private boolean reading;
    private boolean inputEnded;

    ServerConnection(HttpHandler handler, HttpServerOptions options) {
        this.handler = handler;
        this.options = options;
        this.decoder = new RequestDecoder(options.limits());
        this.answers = new ServerAnswers(options);
    }

    Channel channel() {
        Channel channel = openChannel;
        if (channel == null) {
            throw new IllegalStateException("not open yet");
        }
        return channel;
    }

    private Deadline receiving() {
        Deadline deadline = receiving;
        if (deadline == null) {
            deadline = new Deadline(channel().loop());
            receiving = deadline;
        }
        return deadline;
    }

    /** Runs {@code action} on the connection's loop, now if this is it; drops it if the loop has ended. Any thread. */
    void onLoop(Runnable action) {
        if (channel().loop().inLoop()) {
            action.run();
            return;
        }
        try {
            channel().loop().execute(action);
        } catch (RejectedExecutionException ended) {
            // The connection has ended with its loop, and the exchange with the connection.
        }
    }

    // ---- what the channel tells ----

    @Override
    public void onOpen(Channel channel) {
        openChannel = channel;
        receiving().set(options.headTimeoutMillis(), this::headOverdue);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        reading = true;
        try {
            boolean more = true;
            while (more) {
                more = switch (phase) {
                    case AWAITING -> readHead(in);
                    case EXCHANGING -> readBody(in);
                    case CLOSING -> false;
                };
            }
        } finally {
            reading = false;
        }
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnded = true;
        ServerTurn current = turn;
        if (current == null) {
            closeIfNothingIsLeft();
        } else if (current.incoming.isStarved()) {
            truncated();
        }
    }

    @Override
    public void onWritable(Channel channel) {
        if (turn != null) {
            turn.proceed();
        } else if (phase == Phase.AWAITING) {
            readOn();
        }
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        phase = Phase.CLOSING;
        if (openChannel == null) {
            options.listener().onConnectionFailed(channel.remoteAddress(), cause);
            return;
        }
        receiving().cancel();
        answers.release();
        ServerTurn current = turn;
        if (current != null) {
            turn = null;
            current.lost(new LostConnectionException("the connection ended before the exchange did", cause));
        }
    }

    // ---- heads ----

    private boolean readHead(ByteBuffer in) {
        if (!channel().isWritable()) {
            return false; // A peer that does not read its answers gets no further ones made.
        }
        switch (decoder.decode(in)) {
            case HEAD -> begin();
            case REJECTED -> refuse(decoder.rejection().orElseThrow());
            case NEED_MORE -> {
                watchHead();
                return false;
            }
            default -> close();
        }
        return phase != Phase.CLOSING;
    }

    private void watchHead() {
        if (!headBegun && !decoder.isBetweenMessages()) {
            headBegun = true;
            receiving().set(options.headTimeoutMillis(), this::headOverdue);
        }
    }

    private void headOverdue() {
        if (headBegun) {
            refuse(new Rejection(
                    Status.REQUEST_TIMEOUT,
                    "the head was not whole within " + options.headTimeoutMillis() + " ms (headTimeoutMillis)"));
        } else {
            close();
        }
    }

    private void begin() {
        headBegun = false;
        receiving().clear();
        phase = Phase.EXCHANGING;
        Exchange exchange = new Exchange(this, decoder.head());
        turn = new ServerTurn(exchange, new IncomingBody(decoder), answers, channel(), this::advance);
        try {
            handler.handle(exchange);
        } catch (Exception failure) {
            options.listener().onHandlerFailed(exchange, failure);
            if (exchange.claimAnswer()) {
                send(exchange, Response.of(Status.INTERNAL_SERVER_ERROR));
            }
        }
    }

    // ---- bodies ----

    private boolean readBody(ByteBuffer in) {
        ServerTurn current = turn;
        if (current == null || !current.incoming.isMoving()) {
            return false;
        }
        switch (current.incoming.pump(in)) {
            case END -> {
                receiving().clear();
                current.incoming.end();
                advance();
            }
            case REJECTED -> refuse(decoder.rejection().orElseThrow());
            case NEED_MORE -> {
                if (inputEnded) {
                    truncated();
                }
                return false;
            }
            default -> {
                return false;
            }
        }
        return phase != Phase.CLOSING;
    }

    void askForBody(Exchange exchange, BodyConsumer consumer) {
        ServerTurn current = turn;
        if (current == null || current.exchange != exchange) {
            consumer.onFailure(new LostConnectionException("the exchange is over, and its body with it"));
            return;
        }
        if (!current.incoming.isOver()) {
            receiving().set(options.bodyTimeoutMillis(), this::bodyOverdue);
            if (decoder.expectsContinue() && !current.isAnswering()) {
                answers.sendContinue(channel(), decoder);
            }
        }
        current.incoming.ask(consumer);
        resumeBody();
    }

    void resumeBody() {
        if (phase == Phase.EXCHANGING) {
            channel().resumeReads();
            if (inputEnded && turn != null && turn.incoming.isStarved()) {
                truncated();
            }
        }
    }

    private void bodyOverdue() {
        refuse(new Rejection(
                Status.REQUEST_TIMEOUT,
                "the body was not whole within " + options.bodyTimeoutMillis() + " ms (bodyTimeoutMillis)"));
    }

    private void truncated() {
        refuse(new Rejection(Status.BAD_REQUEST, "the connection's input ended inside the body"));
    }

    // ---- answers ----

    void send(Exchange exchange, Response response) {
        ServerTurn current = turn;
        if (current == null || current.exchange != exchange) {
            response.body().discard();
            return;
        }
        try {
            current.answer(response, decoder, !inputEnded || current.incoming.isOver());
        } catch (IllegalArgumentException | IllegalStateException unsendable) {
            options.listener().onHandlerFailed(exchange, unsendable);
            response.body().discard();
            current.answer(Response.of(Status.INTERNAL_SERVER_ERROR), decoder, false);
        }
    }

    /** Looks whether the current turn is over, and what follows if so. */
    private void advance() {
        ServerTurn current = turn;
        if (current == null || !current.isAnswerSent()) {
            return;
        }
        if (!current.persists()) {
            if (!current.incoming.isAsked() || current.incoming.isOver()) {
                report(current, true);
                close();
            }
        } else if (current.incoming.isOver()) {
            report(current, true);
            await();
        } else if (!current.incoming.isAsked()) {
            askForBody(current.exchange, new Drain(options.maxDrainBytes(), this::close));
        }
    }

    private void await() {
        phase = Phase.AWAITING;
        receiving().set(options.idleTimeoutMillis(), this::headOverdue);
        if (!reading || inputEnded) {
            readOn();
        }
    }

    private void readOn() {
        channel().resumeReads();
        if (inputEnded) {
            channel().loop().ready(this::closeIfNothingIsLeft);
        }
    }

    /** Behind the end of the input only what the channel still holds can become a request, and it was shown before this. */
    private void closeIfNothingIsLeft() {
        if (phase == Phase.AWAITING && channel().isWritable()) {
            if (decoder.endOfInput() == StreamEnd.INSIDE_HEAD) {
                refuse(new Rejection(Status.BAD_REQUEST, "the connection's input ended inside the head"));
            } else {
                close();
            }
        }
    }

    /** What the peer sent cannot be served: says so, if there is still a place for an answer, and closes. */
    private void refuse(Rejection rejection) {
        options.listener().onRejected(channel().remoteAddress(), rejection);
        ServerTurn current = turn;
        if (current == null) {
            answers.sendError(channel(), rejection);
            close();
            return;
        }
        current.incoming.fail(rejection.toException());
        if (current.exchange.claimAnswer()) {
            answers.sendError(channel(), rejection);
            report(current, false);
            close();
        } else if (!current.isAnswering()) {
            current.closeBehindAnswer();
        } else {
            current.cut(rejection.toException());
        }
        advance();
    }

    private void report(ServerTurn over, boolean whole) {
        turn = null;
        over.report(options.listener(), whole);
    }

    private void close() {
        phase = Phase.CLOSING;
        receiving().clear();
        ServerTurn current = turn;
        if (current != null) {
            turn = null;
            current.lost(new LostConnectionException("the connection is being closed"));
        }
        channel().close();
    }
}
