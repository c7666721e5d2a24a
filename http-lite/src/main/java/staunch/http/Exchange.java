package staunch.http;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Method;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;

/**
 * One request and the place for its answer. May be kept and answered later; all methods may be called from any thread.
 */
public final class Exchange {
    private final ServerConnection connection;
    private final RequestHead request;
    private final ExchangeBody body;
    private final long startedNanos;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile Map<String, String> pathParameters = Map.of();
    private volatile boolean givenUp;
    private volatile @Nullable UnaryOperator<Response> lastTouch;
    private @Nullable Consumer<Boolean> whenOver;
    private boolean sentWhole;

    Exchange(ServerConnection connection, RequestHead request) {
        this.connection = connection;
        this.request = request;
        this.body = new ExchangeBody(connection, this);
        this.startedNanos = loop().freshNanos();
    }

    /** Method, target and fields. */
    public RequestHead request() {
        return request;
    }

    /** The body, which is not read until asked for. */
    public RequestBody body() {
        return body;
    }

    void letBodyGo() {
        body.letGo();
    }

    /**
     * What stands in the request's path in the place of a parameter of the {@link Router}'s pattern, percent-decoded; empty
     * without such a parameter.
     */
    public Optional<String> pathParameter(String name) {
        return Optional.ofNullable(pathParameters.get(name));
    }

    /**
     * The first value of a parameter of the query, as forms make it ({@code ?name=value&…}): percent-decoded as UTF-8, {@code
     * +} as a space; empty text if there is a name alone, and empty without that name. The query is looked through anew each
     * time. What cannot be decoded stays as it is, so do not build paths or the like of it unchecked.
     */
    public Optional<String> queryParameter(String name) {
        List<String> values = queryParameters(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of a parameter of the query, in their order. See {@link #queryParameter}. */
    public List<String> queryParameters(String name) {
        return request.query().map(query -> QueryParameters.all(query, name)).orElse(List.of());
    }

    void pathParameters(Map<String, String> parameters) {
        pathParameters = parameters;
    }

    /** How long ago the head of the request was found whole, the time of a handler that blocks its loop included. */
    public long ageNanos() {
        return loop().freshNanos() - startedNanos;
    }

    /** Where the request came from. */
    public InetSocketAddress remoteAddress() {
        return connection.channel().remoteAddress();
    }

    /** Where the request came to. */
    public InetSocketAddress localAddress() {
        return connection.channel().localAddress();
    }

    /** What TLS negotiated, the client's certificates among it; empty on a plain connection. */
    public Optional<Security> security() {
        return connection.channel().security();
    }

    /** The loop of the connection: where callbacks come, and where a {@link BodyProducer} writes. */
    public EventLoop loop() {
        return connection.channel().loop();
    }

    /** Whether {@link #respond} has been called, or the server has answered for a handler that threw. */
    public boolean isAnswered() {
        return answered.get();
    }

    /**
     * Has {@code change} applied to the response before it is sent, whether a handler gives it or the server does for one that
     * failed: for a filter that adds a field, or another body. Applied on the loop, the one that was added last first. It may
     * not ask for anything of this exchange, and {@linkplain Body#discard discards} a body that it puts another one in the
     * place of. If it throws, or what it gives cannot be sent, that is a handler's failure, and it is applied once more, to the
     * answer that says so.
     */
    public void onResponse(UnaryOperator<Response> change) {
        UnaryOperator<Response> later = lastTouch;
        lastTouch = later == null ? change : response -> later.apply(change.apply(response));
    }

    /**
     * Answers. If the connection has ended meanwhile, or the server has answered itself because it refuses the request's body
     * or the {@linkplain HttpServerOptions#answerTimeoutMillis time} is over, the answer is dropped: {@link
     * BodyProducer#finished} tells a produced body.
     *
     * @throws IllegalStateException if it was answered before: an exchange has one answer
     * @throws IllegalArgumentException if the response has an interim status, or 101, or is 2xx to CONNECT: that is for
     *     {@link #upgrade}
     */
    public void respond(Response response) {
        if (response.status().code() < 200) {
            throw new IllegalArgumentException("an answer needs a status from 200, not " + response.status());
        }
        if (request.method().equals(Method.CONNECT) && response.status().isSuccess()) {
            throw new IllegalArgumentException("a success of CONNECT begins a tunnel: answer it by upgrade()");
        }
        if (claimOnlyAnswer(response)) {
            onLoop(() -> connection.send(this, response), response.body()::discard);
        }
    }

    /**
     * Has {@code action} run when the exchange is over, on the loop: with true if its answer was sent whole or its connection
     * handed over, with false if it never will be. At once if it is over already. For whoever works for an exchange that
     * nobody waits for any more.
     */
    public void onOver(Consumer<Boolean> action) {
        onLoop(
                () -> {
                    ServerTurn turn = connection.turnOf(this);
                    if (turn == null) {
                        action.accept(sentWhole);
                    } else {
                        Consumer<Boolean> earlier = whenOver;
                        whenOver = earlier == null ? action : earlier.andThen(action);
                    }
                },
                () -> action.accept(false));
    }

    void over(boolean whole) {
        sentWhole = whole;
        Consumer<Boolean> told = whenOver;
        whenOver = null;
        if (told != null) {
            told.accept(whole);
        }
    }

    /** Answers with the server's page for an error; see {@link ErrorPages}, and {@link #respond(Response)}. */
    public void fail(Status status, String reason) {
        respond(errorPage(status, reason));
    }

    /** The server's page for an error. */
    Response errorPage(Status status, String reason) {
        return errorPage(new Rejection(status, reason));
    }

    private Response errorPage(Rejection rejection) {
        return connection.answers().errorPage(rejection);
    }

    /** As {@link #fail(Status, String)}, with nothing more to say than the status does. */
    public void fail(Status status) {
        fail(status, status.reason());
    }

    /**
     * Answers, and hands the connection over for good: to a WebSocket, a tunnel, or whatever the two sides have agreed on. To
     * {@code next} it is as if the channel had just opened; what the client has sent behind its request is shown to it first.
     * If the connection has ended meanwhile, or the answer cannot be sent, it hears of {@link ChannelHandler#onClosed} alone.
     *
     * @param response with status 101, if the request {@linkplain RequestHead#asksForUpgradeTo asks for that}, or 2xx to
     *     CONNECT; without a body. The request's own body must have been read to its end before
     * @throws IllegalStateException if it was answered before, or the request asks for no such thing
     */
    public void upgrade(Response response, ChannelHandler next) {
        boolean isTunnel =
                request.method().equals(Method.CONNECT) && response.status().isSuccess();
        boolean isSwitch = response.status().code() == 101
                && response.fields()
                        .first("Upgrade")
                        .filter(request::asksForUpgradeTo)
                        .isPresent();
        if (!isTunnel && !isSwitch) {
            throw new IllegalStateException(
                    "neither a success of CONNECT nor 101 with an Upgrade that the request asked for: "
                            + request.method() + " cannot be answered by an upgrade with " + response.status());
        }
        claimOnlyAnswer(response);
        onLoop(
                () -> connection.upgrade(this, response, next),
                () -> next.onClosed(connection.channel(), CloseCause.of(CloseCause.Kind.SHUTDOWN)));
    }

    /**
     * Answers for now: with fields that the final answer will probably have, {@link Status#EARLY_HINTS}, or that it will
     * take a while. Only a help: to HTTP/1.0, behind an answer, to a peer that takes nothing, and if it is longer than the
     * head of an answer may be, nothing is sent (RFC 9110 §15.2, RFC 8297).
     *
     * @param fields without those that frame a body
     * @throws IllegalArgumentException if the status is not 1xx, or 101, or is 100, which a client that waits for
     *     its body to be asked for gets by itself
     */
    public void inform(Status interim, Fields fields) {
        if (!interim.isInterim() || interim.equals(Status.CONTINUE)) {
            throw new IllegalArgumentException("an interim answer has a status of 1xx but 100 and 101, not " + interim);
        }
        if (fields.contains("Content-Length") || fields.contains("Transfer-Encoding")) {
            throw new IllegalArgumentException("an interim answer has no body, and no field that frames one");
        }
        onTurn(turn -> {
            if (connection.channel().isWritable()) {
                turn.inform(interim, fields);
            }
        });
    }

    /**
     * Whoever was to answer has failed, on whatever thread. That is seen to behind what the loop does now, so that a body
     * that is being refused is answered by the server first.
     */
    void failed(Throwable failure) {
        try {
            loop().execute(() -> tellFailure(failure));
        } catch (RejectedExecutionException ended) {
            // And the connection with its loop.
        }
    }

    /** Answers for a handler that has failed, if it has not, and tells. On the loop. */
    void tellFailure(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (body.wasTooLong(failure)) {
            answerFor(Refusals.BODY_TOO_LONG);
        } else if (connection.turnOf(this) != null || !saysThatItIsOver(failure)) {
            connection.answers().listener().onHandlerFailed(this, failure);
            answerFor(Refusals.HANDLER_FAILED);
        }
    }

    private static boolean saysThatItIsOver(Throwable failure) {
        return failure instanceof LostConnectionException || failure instanceof HttpParseException;
    }

    private static Throwable unwrapped(Throwable thrown) {
        boolean wraps = thrown instanceof CompletionException || thrown instanceof UncheckedIOException;
        Throwable cause = thrown.getCause();
        return wraps && cause != null ? cause : thrown;
    }

    private void answerFor(Rejection rejection) {
        if (claimAnswer()) {
            connection.send(this, errorPage(rejection));
        }
    }

    /** @return false if the server has given up waiting: the answer is too late, which is nobody's mistake here */
    private boolean claimOnlyAnswer(Response response) {
        if (claimAnswer()) {
            return true;
        }
        response.body().discard();
        if (givenUp) {
            return false;
        }
        throw new IllegalStateException("answered a second time: " + request.method() + " was answered already");
    }

    /** The answer is overdue: the server answers, unless another answer is on its way to the loop. On the loop. */
    void giveUp(long timeoutMillis) {
        givenUp = true;
        if (claimAnswer()) {
            connection
                    .answers()
                    .listener()
                    .onHandlerFailed(
                            this,
                            new DeadlineException("no answer within " + timeoutMillis + " ms (answerTimeoutMillis)"));
            connection.send(this, errorPage(Refusals.ANSWER_OVERDUE));
        }
    }

    /** The response as it is to be sent. */
    Response touch(Response response) {
        UnaryOperator<Response> change = lastTouch;
        return change == null ? response : change.apply(response);
    }

    /** Answers with a text, sent as UTF-8. See {@link #respond(Response)}. */
    public void respond(Status status, String contentType, String text) {
        respond(Response.of(status, contentType, text));
    }

    /** Answers with bytes, which are not copied. See {@link #respond(Response)}. */
    public void respond(Status status, String contentType, byte[] bytes) {
        respond(Response.of(status, contentType, bytes));
    }

    /** Takes the right to answer; false if somebody has it. */
    boolean claimAnswer() {
        return answered.compareAndSet(false, true);
    }

    /** Runs {@code action} on the connection's loop, now if this is it; {@code otherwise} if it has ended. Any thread. */
    void onLoop(Runnable action, Runnable otherwise) {
        loop().runInLoop(action, ended -> otherwise.run());
    }

    /** Does something with the turn of this exchange, unless that is over. Any thread. */
    void onTurn(Consumer<ServerTurn> action) {
        onLoop(
                () -> {
                    ServerTurn turn = connection.turnOf(this);
                    if (turn != null) {
                        action.accept(turn);
                    }
                },
                () -> {});
    }

    /** For people: what was asked. */
    @Override
    public String toString() {
        return "Exchange[" + request.method() + " " + request.target() + "]";
    }
}
