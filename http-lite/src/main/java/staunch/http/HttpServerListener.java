package staunch.http;

import java.net.InetSocketAddress;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;

/**
 * Hears what a server does, for logs and counters. All calls come on the loops, several at a time if there are several;
 * must not block or throw.
 */
public interface HttpServerListener {
    /** Nobody; a handler's failure leaves a trace all the same, see {@link #onHandlerFailed}. */
    HttpServerListener NONE = new HttpServerListener() {};

    /** A connection stands, with its layer. */
    default void onConnected(Channel channel) {}

    /** A connection that stood has ended. */
    default void onDisconnected(Channel channel, CloseCause cause) {}

    /** A connection never became usable: for example its TLS handshake failed. */
    default void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {}

    /**
     * The head of a request has come and is about to be given to the handler. {@link #onExchange} or {@link #onUnanswered}
     * tells the end of it.
     */
    default void onRequest(Exchange exchange) {}

    /**
     * An exchange that was answered is over; {@link Exchange#ageNanos} is how long it took.
     *
     * @param status what was answered
     * @param bodyBytes how many bytes of the answer's body were sent
     * @param whole whether the answer was sent whole
     */
    default void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {}

    /** An exchange is over without an answer of its own: its connection has ended, or its body was refused. */
    default void onUnanswered(Exchange exchange) {}

    /**
     * A request was refused before it became an exchange. Its connection is closed behind the rejection as an answer.
     */
    default void onRejected(InetSocketAddress peer, Rejection rejection) {}

    /**
     * A request was refused because of its body, once it was an exchange. Its connection is closed: behind the rejection as an
     * answer, or behind the answer that the handler had given already. By default this is told as that of a request of which
     * nothing else is known.
     */
    default void onRejected(Exchange exchange, Rejection rejection) {
        onRejected(exchange.remoteAddress(), rejection);
    }

    /**
     * A handler threw, or gave a response that cannot be sent, or its body's producer threw before anything of it had been
     * written: the answer is 500 if there was none yet. Or a producer threw later, or a consumer of a body: the connection was
     * cut.
     *
     * <p>By default this is logged, by the {@link System.Logger} with the name of this interface: without queries, as a
     * warning with the stack, or in a line of information if what the handler wanted to answer with is gone. Whoever overrides
     * this takes that over.
     */
    default void onHandlerFailed(Exchange exchange, Throwable failure) {
        String request = exchange.request().method() + " " + exchange.request().path();
        System.Logger log = System.getLogger(HttpServerListener.class.getName());
        if (failure instanceof LostConnectionException) {
            // The handler's own source, the server behind a proxy say, is gone: nothing in the stack would help.
            log.log(System.Logger.Level.INFO, "no whole answer to " + request + ": " + failure.getMessage());
        } else {
            log.log(System.Logger.Level.WARNING, "a handler failed to answer " + request, failure);
        }
    }

    /**
     * This listener, and then {@code other}, hear everything. Failures of handlers are logged only if neither has an {@link
     * #onHandlerFailed} of its own, and once then.
     */
    default HttpServerListener and(HttpServerListener other) {
        return new ListenerPair(this, other);
    }
}
