package staunch.http;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.RequestEncoder;
import staunch.reactor.Channel;

/**
 * One request on its way out.
 *
 * <pre>
 *          sendHead           sendBody            last byte written
 *   BEGUN ---------> HELD ---------------> SENDING ----------------> SENT
 *                      |                      |
 *                      |      cancel          v
 *                      +--------------------> CANCELLED
 * </pre>
 *
 * HELD lasts no time unless the request says {@code Expect: 100-continue}: its owner decides. Used on the loop.
 */
final class RequestSender {
    private enum State {
        HELD,
        SENDING,
        SENT,
        CANCELLED
    }

    private final Channel channel;
    private final RequestEncoder encoder;
    private final Request request;
    private final Runnable onSent;
    private State state = State.HELD;
    private @Nullable OutgoingBody body;

    /** @param onSent runs when the last byte has been written to the channel */
    RequestSender(Channel channel, RequestEncoder encoder, Request request, Runnable onSent) {
        this.channel = channel;
        this.encoder = encoder;
        this.request = request;
        this.onSent = onSent;
    }

    /**
     * Writes the head; the body belongs to this from then on.
     *
     * @throws IllegalArgumentException if the request cannot be sent as it is; nothing was written then
     */
    void sendHead() {
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        if (!begin(scratch)) {
            throw new IllegalArgumentException("a request head of " + encoder.neededBytes() + " bytes is longer than "
                    + OutgoingBody.SCRATCH_BYTES);
        }
        OutgoingBody.writeWhole(channel, scratch.flip());
    }

    private boolean begin(ByteBuffer scratch) {
        OptionalLong length = request.body().length();
        if (length.isEmpty()) {
            return encoder.beginUnknownLength(
                    scratch, request.method(), request.target(), request.authority(), request.fields());
        }
        if (length.getAsLong() == 0) {
            return encoder.begin(scratch, request.method(), request.target(), request.authority(), request.fields());
        }
        return encoder.beginLength(
                scratch, request.method(), request.target(), request.authority(), request.fields(), length.getAsLong());
    }

    /** Whether the body shall wait until the server wants it (RFC 9110 §10.1.1). */
    boolean expectsContinue() {
        return request.fields().contains("Expect")
                && request.fields().hasMember("Expect", "100-continue")
                && request.body().length().orElse(1) != 0;
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    boolean isSent() {
        return state == State.SENT;
    }

    void sendBody() {
        state = State.SENDING;
        OutgoingBody sending = new OutgoingBody(channel, encoder, request.body().newProducer(), this::sent);
        body = sending;
        sending.proceed();
    }

    private void sent() {
        state = State.SENT;
        onSent.run();
    }

    /** The channel has become writable. */
    void proceed() {
        if (body != null) {
            body.proceed();
        }
    }

    /** Nothing more is sent. */
    void cancel() {
        if (state == State.HELD) {
            request.body().discard();
        }
        if (state != State.SENT) {
            state = State.CANCELLED;
        }
        if (body != null) {
            body.cancel();
        }
    }

    /** For people: what is asked. */
    @Override
    public String toString() {
        return request.toString();
    }
}
