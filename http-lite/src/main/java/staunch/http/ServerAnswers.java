package staunch.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpDate;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.ResponseEncoder;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;

/** The sending side of a server's connection: heads, and the watch over answers that do not get on. Loop's thread. */
final class ServerAnswers {
    private static final Fields ERROR_FIELDS = Fields.of("Content-Type", "text/plain; charset=utf-8");

    private final HttpServerOptions options;
    private final ResponseEncoder encoder = new ResponseEncoder();
    private @Nullable Deadline progress;

    ServerAnswers(HttpServerOptions options) {
        this.options = options;
    }

    long maxDrainBytes() {
        return options.maxDrainBytes();
    }

    ResponseEncoder encoder() {
        return encoder;
    }

    /**
     * Writes the head of an answer.
     *
     * @throws IllegalArgumentException if the response cannot be sent as it is
     */
    void sendHead(Channel channel, RequestDecoder request, Response response, boolean keepAlive) {
        encoder.answer(request.method(), request.version(), keepAlive);
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        OptionalLong length = response.body().length();
        HttpDate date = channel.loop().local(DateCache.OF_LOOP).now();
        boolean fits = length.isPresent()
                ? encoder.begin(scratch, response.status(), response.fields(), date, length.getAsLong())
                : encoder.beginUnknownLength(scratch, response.status(), response.fields(), date);
        if (!fits) {
            throw new IllegalArgumentException("a response head of " + encoder.neededBytes() + " bytes is longer than "
                    + OutgoingBody.SCRATCH_BYTES);
        }
        OutgoingBody.writeWhole(channel, scratch.flip());
    }

    void sendContinue(Channel channel, RequestDecoder request) {
        encoder.answer(request.method(), request.version(), true);
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        encoder.interim(scratch, Status.CONTINUE, Fields.empty());
        OutgoingBody.writeWhole(channel, scratch.flip());
    }

    /** The whole answer to a message that was refused; the connection is closed behind it. */
    void sendError(Channel channel, Method method, Rejection rejection) {
        byte[] text = (rejection.status() + ": " + rejection.reason() + "\n").getBytes(StandardCharsets.UTF_8);
        encoder.answer(method, HttpVersion.HTTP_1_1, false);
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        encoder.begin(
                scratch,
                rejection.status(),
                ERROR_FIELDS,
                channel.loop().local(DateCache.OF_LOOP).now(),
                text.length);
        encoder.body(scratch, ByteBuffer.wrap(text)); // which takes and forgets it where none may be sent
        encoder.end(scratch);
        OutgoingBody.writeWhole(channel, scratch.flip());
    }

    /** From now on the answer must get on: within each span of the send timeout the peer takes something. */
    void watch(Channel channel, OutgoingBody body) {
        if (progress == null) {
            progress = new Deadline(channel.loop());
        }
        body.hasGotOn();
        progress.set(options.sendTimeoutMillis(), () -> check(channel, body));
    }

    private void check(Channel channel, OutgoingBody body) {
        long pendingBytes = channel.pendingOutputBytes();
        // A TLS 1.2 peer that ends its direction ends ours too; nobody says so as long as something of its is left
        // unread.
        boolean takesNoMore = pendingBytes == 0 && channel.writableBytes() == 0;
        if (takesNoMore || (!body.hasGotOn() && pendingBytes > 0)) {
            channel.abort(CloseCause.of(
                    CloseCause.Kind.TIMEOUT,
                    new DeadlineException("the peer took nothing of its answer for " + options.sendTimeoutMillis()
                            + " ms (sendTimeoutMillis)")));
        } else {
            watch(channel, body);
        }
    }

    void unwatch() {
        if (progress != null) {
            progress.clear();
        }
    }

    void release() {
        if (progress != null) {
            progress.cancel();
        }
    }
}
