package staunch.http;

import java.net.InetSocketAddress;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;

/** Two listeners in the place of one. */
record ListenerPair(HttpServerListener first, HttpServerListener second) implements HttpServerListener {
    @Override
    public void onConnected(Channel channel) {
        first.onConnected(channel);
        second.onConnected(channel);
    }

    @Override
    public void onDisconnected(Channel channel, CloseCause cause) {
        first.onDisconnected(channel, cause);
        second.onDisconnected(channel, cause);
    }

    @Override
    public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
        first.onConnectionFailed(peer, cause);
        second.onConnectionFailed(peer, cause);
    }

    @Override
    public void onRequest(Exchange exchange) {
        first.onRequest(exchange);
        second.onRequest(exchange);
    }

    @Override
    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        first.onExchange(exchange, status, bodyBytes, whole);
        second.onExchange(exchange, status, bodyBytes, whole);
    }

    @Override
    public void onUnanswered(Exchange exchange) {
        first.onUnanswered(exchange);
        second.onUnanswered(exchange);
    }

    @Override
    public void onRejected(InetSocketAddress peer, Rejection rejection) {
        first.onRejected(peer, rejection);
        second.onRejected(peer, rejection);
    }

    @Override
    public void onRejected(Exchange exchange, Rejection rejection) {
        first.onRejected(exchange, rejection);
        second.onRejected(exchange, rejection);
    }

    @Override
    public void onHandlerFailed(Exchange exchange, Throwable failure) {
        boolean secondTakesOver = takesFailuresOver(second);
        if (takesFailuresOver(first) || !secondTakesOver) {
            first.onHandlerFailed(exchange, failure);
        }
        if (secondTakesOver) {
            second.onHandlerFailed(exchange, failure);
        }
    }

    /** Whether somebody has written what is done about failures, which are logged otherwise. */
    private static boolean takesFailuresOver(HttpServerListener listener) {
        if (listener instanceof ListenerPair pair) {
            return takesFailuresOver(pair.first) || takesFailuresOver(pair.second);
        }
        try {
            return listener.getClass()
                            .getMethod("onHandlerFailed", Exchange.class, Throwable.class)
                            .getDeclaringClass()
                    != HttpServerListener.class;
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
