package staunch.http;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.Status;
import staunch.reactor.Channel;

/** One request of a server's connection, with its body on the way in and its answer on the way out. Loop's thread. */
final class ServerTurn {
    final Exchange exchange;
    final IncomingBody incoming;
    private final ServerAnswers answers;
    private final Channel channel;
    private final Runnable advance;
    private @Nullable OutgoingBody outgoing;
    private @Nullable Status status;
    private boolean answerSent;
    private boolean persists = true;

    /** @param advance runs when the answer has been written whole */
    ServerTurn(Exchange exchange, IncomingBody incoming, ServerAnswers answers, Channel channel, Runnable advance) {
        this.exchange = exchange;
        this.incoming = incoming;
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

    /**
     * Writes the answer's head; {@link #proceed} then writes its body.
     *
     * @throws IllegalArgumentException if the response cannot be sent as it is; nothing was written then
     * @throws IllegalStateException likewise
     */
    void beginAnswer(Response response, RequestDecoder request, boolean mayPersist) {
        boolean keepAlive = persists && mayPersist && request.keepAlive() && canReachNextRequest(request);
        answers.sendHead(channel, request, response, keepAlive);
        persists = answers.encoder().keepAlive();
        status = response.status();
        outgoing = new OutgoingBody(channel, answers.encoder(), response.body().newProducer(), this::sent);
        answers.watch(channel, outgoing);
    }

    /**
     * Writes the head behind which the connection is no longer HTTP's.
     *
     * @throws IllegalArgumentException if the response cannot be sent as it is; nothing was written then
     * @throws IllegalStateException likewise, or if there is still something to be read of the request
     */
    void handOver(Response response, RequestDecoder request) {
        if (!incoming.isOver() && !request.bodyIsEmpty()) {
            throw new IllegalStateException("read the request's body before the upgrade: what follows it is not HTTP");
        }
        answers.sendHead(channel, request, response, true);
        status = response.status();
        outgoing = new OutgoingBody(channel, answers.encoder(), response.body().newProducer(), () -> {});
        outgoing.proceed();
        incoming.end();
    }

    /** Whether the rest of the request's body will be read, or is short enough to be dropped. */
    private boolean canReachNextRequest(RequestDecoder request) {
        if (incoming.isAsked() || incoming.isOver() || request.bodyIsEmpty()) {
            return true;
        }
        OptionalLong length = request.contentLength();
        return !request.expectsContinue() && (length.isEmpty() || length.getAsLong() <= answers.maxDrainBytes());
    }

    void proceed() {
        if (outgoing != null) {
            outgoing.proceed();
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

    void report(HttpServerListener listener, boolean whole) {
        if (status != null && outgoing != null) {
            listener.onExchange(exchange, status, outgoing.sentBytes(), whole);
        } else {
            listener.onUnanswered(exchange);
        }
    }
}
