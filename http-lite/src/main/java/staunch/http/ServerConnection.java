package staunch.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Method;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestDecoder;
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
 *      |                             |     |
 *      | refused, idle, ended        |     | upgraded: the channel is another handler's from now on
 *      |                             |     v
 *      |                             |   HANDED_OVER
 *      |                             | refused, or the connection does not persist
 *      v                             v
 *   CLOSING: channel.close(), which lingers so that unread input does not destroy the last answer
 * </pre>
 *
 * Bytes of later requests stay with the channel, up to its read-ahead, and so does a body that nobody has asked for. What
 * belongs to one request is in {@link ServerTurn}, which exists exactly while EXCHANGING. Used on the channel's loop, to
 * which {@link Exchange} brings what other threads ask for.
 */
final class ServerConnection implements ChannelHandler, ReceivingDeadlines.Connection {
    private enum Phase {
        AWAITING,
        EXCHANGING,
        HANDED_OVER,
        CLOSING
    }

    private final HttpHandler handler;
    private final HttpServerOptions options;
    private final ServerHandler owner;
    private final ServerAnswers answers;
    private Phase phase = Phase.AWAITING;
    private @Nullable RequestDecoder decoder;
    private @Nullable Channel openChannel;
    private @Nullable ReceivingDeadlines deadlines;
    private @Nullable ServerTurn turn;
    private long requests;
    private boolean reading;
    private boolean inputEnded;
    /** Whether the channel keeps bytes that wait for something of ours, not for more bytes: they are not lost at the end. */
    private boolean heldBack;

    ServerConnection(HttpHandler handler, HttpServerOptions options, ServerHandler owner) {
        this.handler = handler;
        this.options = options;
        this.owner = owner;
        this.answers = new ServerAnswers(options);
    }

    Channel channel() {
        return Objects.requireNonNull(openChannel, "not open yet");
    }

    ServerAnswers answers() {
        return answers;
    }

    /** The turn of {@code exchange}, unless that is over. */
    @Nullable
    ServerTurn turnOf(Exchange exchange) {
        return turn != null && turn.exchange == exchange ? turn : null;
    }

    /** A connection that is not used holds none. */
    private RequestDecoder decoder() {
        decoder = decoder == null ? new RequestDecoder(options.limits()) : decoder;
        return decoder;
    }

    private ReceivingDeadlines deadlines() {
        return Objects.requireNonNull(deadlines, "not open yet");
    }

    // ---- what the channel tells ----

    @Override
    public void onOpen(Channel channel) {
        ChannelNeeds.checkReadAhead(options.limits(), channel.readAheadBytes());
        openChannel = channel;
        deadlines = new ReceivingDeadlines(channel, options, this);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        reading = true;
        heldBack = true;
        try {
            boolean more = true;
            while (more) {
                more = switch (phase) {
                    case AWAITING -> readHead(in);
                    case EXCHANGING -> readBody(in);
                    case HANDED_OVER, CLOSING -> false;
                };
            }
        } finally {
            reading = false;
        }
        heldBack &= in.hasRemaining();
        lookAtInputEnd();
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnded = true;
        lookAtInputEnd();
    }

    @Override
    public void onWritable(Channel channel) {
        if (turn != null) {
            turn.proceed();
        } else {
            showHeldBack();
        }
    }

    /** The answer that is being given is given whole, and the connection closed behind it. */
    @Override
    public void onShutdown(Channel channel) {
        if (turn != null) {
            turn.shutdown();
            advance();
        } else {
            close();
        }
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        phase = Phase.CLOSING;
        if (openChannel == null) {
            return;
        }
        deadlines().cancel();
        ServerTurn current = turn;
        if (current != null) {
            if (cause.kind() == CloseCause.Kind.HANDLER_FAILED && cause.failure() != null) {
                options.listener().onHandlerFailed(current.exchange, cause.failure());
            }
            lose(current, new LostConnectionException("the connection ended before the exchange did", cause));
        }
        answers.release();
    }

    /** What is being exchanged goes to its end; who is idle has a moment for a request that is on its way. */
    void drain() {
        if (phase == Phase.AWAITING) {
            deadlines().lastRequestIsDue();
        } else {
            onShutdown(channel());
        }
    }

    private void showHeldBack() {
        if (heldBack && !reading) {
            channel().resumeReads();
        }
    }

    /** When all of the input has come, and has been looked at, whatever is incomplete stays so. */
    private void lookAtInputEnd() {
        if (!inputEnded || heldBack || reading) {
            return;
        }
        if (turn != null) {
            if (turn.incoming.isMoving()) {
                refuse(Refusals.BODY_CUT);
            }
        } else if (decoder != null && phase == Phase.AWAITING && decoder.endOfInput() == StreamEnd.INSIDE_HEAD) {
            refuse(Refusals.HEAD_CUT);
        } else if (phase == Phase.AWAITING) {
            close();
        }
    }

    // ---- heads ----

    private boolean readHead(ByteBuffer in) {
        if (!channel().isWritable()) {
            return false; // A peer that does not read its answers gets no further ones made.
        }
        switch (decoder().decode(in)) {
            case HEAD -> begin(in);
            case END -> {} // of what was answered at once
            case REJECTED -> refuse(decoder().rejection().orElseThrow());
            case NEED_MORE -> {
                heldBack = false;
                if (!decoder().isBetweenMessages()) {
                    deadlines().headHasBegun();
                }
                return false;
            }
            default -> close();
        }
        return true;
    }

    private void begin(ByteBuffer in) {
        requests++;
        heldBack = in.hasRemaining();
        deadlines().headIsWhole();
        if (decoder().method() == Method.CONNECT && !options.connect()) {
            refuse(Refusals.NO_PROXY);
            return;
        }
        HttpHandler answering = handler;
        if (handler instanceof AnsweringHandler atOnce && mayAnswerAtOnce()) {
            HttpHandler left = answers.answerAtOnce(channel(), decoder(), atOnce, mayPersist() && !isLastRequest());
            if (left == null) {
                answeredAtOnce();
                return;
            }
            answering = left;
        }
        Exchange exchange = beginTurn();
        options.listener().onRequest(exchange);
        try {
            answering.handle(exchange);
        } catch (Throwable failure) {
            exchange.tellFailure(failure);
        }
        ServerTurn current = turnOf(exchange);
        if (current != null) {
            current.awaitAnswer();
        }
    }

    private Exchange beginTurn() {
        phase = Phase.EXCHANGING;
        Exchange exchange = new Exchange(this, decoder().head());
        turn = new ServerTurn(exchange, decoder(), answers, channel(), this::advance);
        if (owner.isDraining()) {
            turn.shutdown();
        } else if (isLastRequest()) {
            turn.closeBehindAnswer();
        }
        return exchange;
    }

    private boolean isLastRequest() {
        return requests >= options.maxRequestsPerConnection() || owner.isDraining();
    }

    private boolean mayPersist() {
        return !inputEnded || heldBack;
    }

    /** Whether nobody would see anything of an exchange; a CONNECT that is answered wants one, for its tunnel. */
    private boolean mayAnswerAtOnce() {
        return options.listener() == HttpServerListener.NONE
                && decoder().bodyIsEmpty()
                && decoder().method() != Method.CONNECT;
    }

    private void answeredAtOnce() {
        if (answers.encoder().keepAlive()) {
            await();
        } else {
            close();
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
                deadlines().clear();
                current.incoming.end();
                if (turn != null) {
                    turn.awaitAnswer();
                }
                advance();
            }
            case REJECTED -> refuse(decoder().rejection().orElseThrow());
            case NEED_MORE -> {
                heldBack = false;
                return false;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    void askForBody(Exchange exchange, BodyConsumer consumer) {
        ServerTurn current = turnOf(exchange);
        if (current == null || current.incoming.isAsked()) {
            consumer.onFailure(new LostConnectionException("the exchange is over, or its body was let go"));
            return;
        }
        if (!current.incoming.isOver() && !decoder().bodyIsEmpty()) {
            deadlines().bodyIsDue();
            current.invite(heldBack);
        }
        current.incoming.ask(consumer);
        showHeldBack();
        lookAtInputEnd();
    }

    private void drain(ServerTurn current) {
        deadlines().droppedBodyIsDue(this::endTurn);
        current.incoming.ask(new Drain(options.maxDrainBytes(), this::endTurn));
        showHeldBack();
        lookAtInputEnd();
    }

    // ---- answers ----

    void send(Exchange exchange, Response response) {
        ServerTurn current = turnOf(exchange);
        if (current == null) {
            response.body().discard();
        } else {
            current.answer(response, mayPersist());
        }
    }

    void upgrade(Exchange exchange, Response response, ChannelHandler next) {
        ServerTurn current = turnOf(exchange);
        if (current == null || current.isAnswering()) {
            next.onClosed(channel(), CloseCause.of(CloseCause.Kind.CLOSED));
            return;
        }
        try {
            current.handOver(exchange.touch(response));
        } catch (RuntimeException impossible) {
            next.onClosed(channel(), CloseCause.ofHandlerFailure(impossible));
            current.answerFailure(impossible, false);
            return;
        }
        phase = Phase.HANDED_OVER;
        report(current, true);
        deadlines().cancel();
        answers.release();
        owner.handOver(channel(), next);
    }

    /** Looks whether the current turn is over, and what follows if so. */
    private void advance() {
        ServerTurn current = turn;
        if (current == null || !current.isAnswerSent()) {
            return;
        }
        boolean over = current.incoming.isOver();
        boolean asked = current.incoming.isAsked();
        if (!current.persists()) {
            if (over || !asked) {
                endTurn();
            }
        } else if (over) {
            report(current, true);
            await();
        } else if (!asked && !decoder().bodyIsEmpty()) {
            drain(current);
        }
    }

    private void await() {
        phase = Phase.AWAITING;
        deadlines().nextRequestIsDue();
        showHeldBack();
        lookAtInputEnd();
    }

    @Override
    public void rest() {
        decoder().release();
        decoder = decoder().isAsNew() ? null : decoder;
        answers.rest();
    }

    /** What the peer sent cannot be served: says so, if there is still a place for an answer, and closes. */
    @Override
    public void refuse(Rejection rejection) {
        if (phase == Phase.CLOSING) {
            return;
        }
        deadlines().clear();
        ServerTurn current = turn;
        if (current == null) {
            options.listener().onRejected(channel().remoteAddress(), rejection);
            answers.sendError(channel(), Method.GET, rejection);
            close();
            return;
        }
        options.listener().onRejected(current.exchange, rejection);
        current.closeBehindAnswer();
        current.incoming.fail(rejection.toException());
        if (turn == current && !current.exchange.isAnswered()) {
            answers.sendError(channel(), decoder().method(), rejection);
            close();
        } else {
            advance();
        }
    }

    private void report(ServerTurn over, boolean whole) {
        turn = null;
        over.report(options.listener(), whole);
    }

    private void lose(ServerTurn current, Throwable failure) {
        turn = null;
        current.lost(failure);
        current.report(options.listener(), false);
    }

    /** The answer is sent, and nothing is to follow it. */
    private void endTurn() {
        ServerTurn current = turn;
        if (current != null) {
            report(current, true);
            current.lost(new LostConnectionException("answered before the body had been read"));
        }
        close();
    }

    @Override
    public void close() {
        phase = Phase.CLOSING;
        deadlines().clear();
        ServerTurn current = turn;
        if (current != null) {
            lose(current, new LostConnectionException("the connection is being closed"));
        }
        channel().close();
    }
}
