package staunch.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.MessageDecoder;
import staunch.http.codec.Step;

/**
 * The body of the message that a decoder is in, on its way to whoever asked for it: nothing is decoded before somebody
 * has. Used on the loop's thread by a server for requests and by a client for responses.
 */
final class IncomingBody {
    private final MessageDecoder decoder;
    private @Nullable BodyConsumer consumer;
    private @Nullable Throwable failure;
    private boolean over;

    IncomingBody(MessageDecoder decoder) {
        this.decoder = decoder;
    }

    boolean isAsked() {
        return consumer != null;
    }

    boolean isOver() {
        return over;
    }

    /** From now on {@code asker} is shown the body; if it is over already, it hears of that at once. */
    void ask(BodyConsumer asker) {
        consumer = asker;
        Throwable why = failure;
        if (why != null) {
            asker.onFailure(why);
        } else if (over) {
            asker.onEnd(decoder.trailers());
        }
    }

    /** Nothing more is shown to who asked, and another may ask. */
    void letGo() {
        consumer = null;
    }

    /** Whether the next decoder step can be taken: somebody has asked, or there is nothing to ask for. */
    boolean isMoving() {
        return !over && (consumer != null || decoder.bodyIsEmpty());
    }

    /**
     * Decodes and hands out until more is needed, the consumer leaves something or gives up, or the message is over.
     *
     * @return NEED_MORE; BODY if the consumer left something or gave up; END; REJECTED
     */
    Step pump(ByteBuffer in) {
        Step step = decoder.decode(in);
        while (step == Step.BODY && handOut(in)) {
            step = decoder.decode(in);
        }
        return step;
    }

    private boolean handOut(ByteBuffer in) {
        BodyConsumer taker = consumer;
        int available = decoder.bodyAvailable(in);
        if (taker == null || available == 0) {
            return false;
        }
        int limit = in.limit();
        int start = in.position();
        in.limit(start + available);
        taker.onBytes(in);
        int taken = in.position() - start;
        in.limit(limit);
        decoder.bodyTaken(taken);
        return taken == available && !over;
    }

    /** The message is over. The consumer hears of it once. */
    void end() {
        if (!over) {
            over = true;
            BodyConsumer taker = consumer;
            if (taker != null) {
                taker.onEnd(decoder.trailers());
            }
        }
    }

    /** The message will never be whole. The consumer hears of it once. */
    void fail(Throwable why) {
        if (!over) {
            over = true;
            failure = why;
            BodyConsumer taker = consumer;
            if (taker != null) {
                taker.onFailure(why);
            }
        }
    }
}
