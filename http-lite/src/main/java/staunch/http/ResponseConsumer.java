package staunch.http;

import java.util.Optional;
import staunch.http.codec.ResponseHead;
import staunch.reactor.ChannelHandler;

/**
 * Takes a response as it comes. All calls come on the connection's loop: {@code onInterim* (onHead onBytes* onEnd |
 * onSwitch)}, with {@code onFailure} as the last one at any point instead.
 */
public interface ResponseConsumer extends BodyConsumer {
    /** An answer for now has come, with a status of 1xx but 101; the final one follows. Most have no use for it. */
    default void onInterim(ResponseHead head) {}

    /** The head has come. */
    void onHead(ResponseHead head);

    /**
     * The server has agreed to what the request's {@code Upgrade} asked for (101): the connection is no longer HTTP's.
     *
     * @return who takes the channel over, to whom it is as if it had just opened; empty if nobody does: then the head is
     *     shown as that of a response without a body, and the connection ends behind it
     */
    default Optional<ChannelHandler> onSwitch(ResponseHead head) {
        return Optional.empty();
    }
}
