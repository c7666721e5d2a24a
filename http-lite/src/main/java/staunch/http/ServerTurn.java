package staunch.http;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.Status;
import staunch.reactor.Channel;

/** One request of a server's connection, with its body on the way in and its answer on the way out. Loop's thread. */
final class ServerTurn {
    final Exchange exchange;
    final IncomingBody incoming;
    private final RequestDecoder request;
    private final ServerAnswers answers;
    private final Channel channel;
    private final Runnable advance;
    private @Nullable OutgoingBody outgoing;
    private @Nullable Status status;
    private boolean answerSent;
    private boolean persists = true;
    private boolean shuttingDown;

    /** @param advance runs when the answer has been written whole */
    ServerTurn(Exchange exchange, RequestDecoder request, ServerAnswers answers, Channel channel, Runnable advance) {
        this.exchange = exchange;
        this.request = request;
        this.incoming = new IncomingBody(request);
        this.answers = answers;
        this.channel = channel;
        this.advance = advance;
    }

    boolean isAnswering() {
        return outgoing != null;
    }

    boolean isAnswerSent() {
        return answerSent;
    }

    /** Whether the connection outlives this turn; known once the answer has begun. */
    boolean persists() {
        return persists;
    }

    /** The connection is to be closed behind the answer, whatever its head says, or is still to say. */
    void closeBehindAnswer() {
        persists = false;
    }

    /** As that; and whoever makes the body, now or when it is begun, hears that it is time to end. */
    void shutdown() {
        closeBehindAnswer();
        shuttingDown = true;
        tellShutdown();
    }

    private void tellShutdown() {
        if (shuttingDown && outgoing != null) {
            outgoing.shutdown();
        }
    }

    /**
     * Says 100 to a client that waits for it: not to one that has begun to send its body (RFC 9110 §10.1.1), but always before
     * 101 (§7.8).
     */
    void invite(boolean bodyHasBegun) {
        if (request.expectsContinue() && !isAnswering() && (!bodyHasBegun || request.asksForUpgrade())) {
            inform(Status.CONTINUE, Fields.empty());
        }
    }

    /** From now on the handler's answer is due, unless it has begun. */
    void awaitAnswer() {
        if (!isAnswering()) {
            answers.await(channel, this::answerOverdue);
        }
    }

    private void answerOverdue() {
        if (incoming.isMoving()) { // which has a deadline of its own
            awaitAnswer();
        } else {
            closeBehindAnswer();
            exchange.giveUp(answers.answerTimeoutMillis());
        }
    }

    /** Answers by what the exchange's filters make of {@code response}, or of the page for a failure if that cannot be sent. */
    void answer(Response response, boolean mayPersist) {
        Response touched = response;
        try {
            touched = exchange.touch(response);
            beginAnswer(touched, mayPersist);
        } catch (RuntimeException unsendable) {
            touched.body().discard();
            answerFailure(unsendable, mayPersist);
            return;
        }
        proceed();
    }

    /** Answers that there is no answer: as the filters want it, unless it is them who cannot. */
    void answerFailure(Throwable failure, boolean mayPersist) {
        answers.listener().onHandlerFailed(exchange, failure);
        Response page = answers.errorPage(Refusals.HANDLER_FAILED);
        Response touched = page;
        try {
            touched = exchange.touch(page);
            beginAnswer(touched, mayPersist);
        } catch (RuntimeException unsendable) {
            touched.body().discard();
            beginAnswer(page, mayPersist);
        }
        proceed();
    }

    /**
     * Begins the answer; {@link #proceed} then writes its body. The head of one whose body is still to be made waits for the
     * first of that: if there never is any, the answer can still be another.
     *
     * @throws IllegalArgumentException if the response cannot be sent as it is; nothing was written then
     * @throws IllegalStateException likewise
     */
    private void beginAnswer(Response response, boolean mayPersist) {
        response.requireFinal();
        boolean keepAlive = persists && mayPersist && request.keepAlive() && canReachNextRequest();
        ByteBuffer head = answers.beginHead(channel, request, response, keepAlive);
        persists = answers.encoder().keepAlive();
        status = response.status();
        OutgoingBody body;
        if (response.body() instanceof Body.Bytes) {
            OutgoingBody.writeWhole(channel, head);
            body = new OutgoingBody(channel, answers.encoder(), response.body().newProducer(), this::sent);
        } else {
            byte[] kept = new byte[head.remaining()];
            head.get(kept);
            body = new OutgoingBody(channel, answers.encoder(), response.body().newProducer(), this::sent);
            body.holdHead(ByteBuffer.wrap(kept), this::neverBegun);
        }
        outgoing = body;
        answers.watch(channel, body);
    }

    private void neverBegun(Throwable failure) {
        answers.encoder().abandon();
        answerFailure(failure, persists);
    }

    /**
     * Writes the head behind which the connection is no longer HTTP's.
     *
     * @throws IllegalArgumentException if the response cannot be sent as it is; nothing was written then
     * @throws IllegalStateException likewise, or if there is still something to be read of the request
     */
    void handOver(Response response) {
        if (!incoming.isOver() && !request.bodyIsEmpty()) {
            throw new IllegalStateException("read the request's body before the upgrade: what follows it is not HTTP");
        }
        OutgoingBody.writeWhole(channel, answers.beginHead(channel, request, response, true));
        status = response.status();
        outgoing = new OutgoingBody(channel, answers.encoder(), response.body().newProducer(), () -> {});
        outgoing.proceed();
        incoming.end();
    }

    /** Whether the rest of the request's body will be read, or is short enough to be dropped. */
    private boolean canReachNextRequest() {
        if (incoming.isAsked() || incoming.isOver() || request.bodyIsEmpty()) {
            return true;
        }
        OptionalLong length = request.contentLength();
        return !request.expectsContinue() && (length.isEmpty() || length.getAsLong() <= answers.maxDrainBytes());
    }

    /** Whoever asked for the body wants no more of it: it is unread like one that nobody asked for. */
    void letBodyGo() {
        incoming.letGo();
        advance.run();
    }

    /** Writes an interim answer, unless the final one has begun. */
    void inform(Status interim, Fields fields) {
        if (!isAnswering()) {
            answers.sendInterim(channel, request, interim, fields);
        }
    }

    void proceed() {
        if (outgoing != null) {
            outgoing.proceed();
            tellShutdown();
        }
    }

    private void sent() {
        answerSent = true;
        answers.unwatch();
        advance.run();
    }

    /** Nothing more will come of it: the connection is gone, or about to be. */
    void lost(Throwable failure) {
        answers.unwatch();
        incoming.fail(failure);
        if (outgoing != null) {
            outgoing.cancel();
        }
    }

    /** The turn is over: told to the listener, and to who works for the exchange. */
    void report(HttpServerListener listener, boolean whole) {
        if (status != null && outgoing != null) {
            listener.onExchange(exchange, status, outgoing.sentBytes(), whole);
            exchange.over(whole);
        } else {
            listener.onUnanswered(exchange);
            exchange.over(false);
        }
    }
}
