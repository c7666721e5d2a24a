package staunch.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;

/**
 * One request and the place for its answer. May be kept and answered later; all methods may be called from any thread.
 */
public final class Exchange {
    private final ServerConnection connection;
    private final RequestHead request;
    private final RequestBody body;
    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(ServerConnection connection, RequestHead request) {
        this.connection = connection;
        this.request = request;
        this.body = new ExchangeBody(connection, this);
    }

    /** Method, target and fields. */
    public RequestHead request() {
        return request;
    }

    /** The body, which is not read until asked for. */
    public RequestBody body() {
        return body;
    }

    /** Where the request came from. */
    public InetSocketAddress remoteAddress() {
        return connection.channel().remoteAddress();
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
     * Answers. If the connection has ended meanwhile, or the server has refused the request's body and answered that itself,
     * the answer is dropped: {@link BodyProducer#finished} tells a produced body.
     *
     * @throws IllegalStateException if it was answered before: an exchange has one answer
     * @throws IllegalArgumentException if the response has an interim status, or 101
     */
    public void respond(Response response) {
        if (response.status().code() < 200) {
            throw new IllegalArgumentException("an answer needs a status from 200, not " + response.status());
        }
        if (!claimAnswer()) {
            throw new IllegalStateException("answered a second time: " + request.method() + " was answered already");
        }
        onLoop(() -> connection.send(this, response), response.body()::discard);
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
        if (loop().inLoop()) {
            action.run();
            return;
        }
        try {
            loop().execute(action);
        } catch (RejectedExecutionException ended) {
            otherwise.run();
        }
    }

    /** For people: what was asked. */
    @Override
    public String toString() {
        return "Exchange[" + request.method() + " " + request.target() + "]";
    }
}
