package staunch.http.proxy;

import java.nio.ByteBuffer;

/**
 * Hears what passes the proxy, for lists, logs and captures. All calls come on the loop of the flow, of several flows at a
 * time if there are several loops; must not block or throw.
 */
public interface FlowListener {
    /** Nobody. */
    FlowListener NONE = new FlowListener() {};

    /** It has begun: of an exchange the request's head is known, of a tunnel where it leads. {@link #onEnd} follows. */
    default void onBegin(Flow flow) {}

    /** The request goes on to the server: {@link Flow#forwarded}. */
    default void onForwarded(Flow flow) {}

    /**
     * Bytes of a request's body, as they go on: with the content coding that the fields name, and without framing. Behind a 101,
     * which makes the exchange {@linkplain Flow#isSwitched a tunnel}, what the client sends through that.
     *
     * @param bytes read-only, valid during the call only
     */
    default void onRequestBody(Flow flow, ByteBuffer bytes) {}

    /** The request's body, if it has one, went on to its end: {@link Flow#requestTrailers}. */
    default void onRequestEnd(Flow flow) {}

    /** The response's head is known, as the client will see it: {@link Flow#response}. */
    default void onResponse(Flow flow) {}

    /** Bytes of the response's body, as they go to the client; as {@link #onRequestBody}. */
    default void onResponseBody(Flow flow, ByteBuffer bytes) {}

    /** The response's body, if it has one, went to its end: {@link Flow#responseTrailers}. */
    default void onResponseEnd(Flow flow) {}

    /** A note was added to the flow's {@link Flow#notes}. */
    default void onNote(Flow flow, String note) {}

    /** It is over, well or not: nothing about the flow changes any more. */
    default void onEnd(Flow flow) {}

    /** Tells both. */
    default FlowListener and(FlowListener other) {
        return this == NONE ? other : other == NONE ? this : new FlowListenerPair(this, other);
    }
}
