package staunch.http;

import java.nio.ByteBuffer;
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
    private static final System.Logger LOG = System.getLogger(ServerAnswers.class.getName());

    private final HttpServerOptions options;
    private @Nullable ResponseEncoder encoder;
    private @Nullable Deadline progress;

    ServerAnswers(HttpServerOptions options) {
        this.options = options;
    }

    long maxDrainBytes() {
        return options.maxDrainBytes();
    }

    long answerTimeoutMillis() {
        return options.answerTimeoutMillis();
    }

    HttpServerListener listener() {
        return options.listener();
    }

    ResponseEncoder encoder() {
        if (encoder == null) {
            encoder = new ResponseEncoder();
        }
        return encoder;
    }

    /**
     * Makes the head of an answer.
     *
     * @return the head in the loop's scratch
     * @throws IllegalArgumentException if the response cannot be sent as it is
     */
    ByteBuffer beginHead(Channel channel, RequestDecoder request, Response response, boolean keepAlive) {
        encoder().answer(request.method(), request.version(), keepAlive);
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        OptionalLong length = response.body().length();
        HttpDate date = channel.loop().local(DateCache.OF_LOOP).now();
        boolean fits = length.isPresent()
                ? encoder().begin(scratch, response.status(), response.fields(), date, length.getAsLong())
                : encoder().beginUnknownLength(scratch, response.status(), response.fields(), date);
        if (!fits) {
            throw new IllegalArgumentException("a response head of " + encoder().neededBytes()
                    + " bytes is longer than " + OutgoingBody.SCRATCH_BYTES);
        }
        return scratch.flip();
    }

    void sendInterim(Channel channel, RequestDecoder request, Status status, Fields fields) {
        encoder().answer(request.method(), request.version(), true);
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        encoder().interim(scratch, status, fields);
        OutgoingBody.writeWhole(channel, scratch.flip());
    }

    /** The whole answer to a message that was refused; the connection is closed behind it. */
    void sendError(Channel channel, Method method, Rejection rejection) {
        encoder().answer(method, HttpVersion.HTTP_1_1, false);
        Response page = errorPage(rejection);
        if (!sendWhole(channel, page)) {
            sendWhole(channel, Response.of(page.status()));
        }
    }

    /** What the server shows with an error, whatever the pages that it was given are good for. */
    Response errorPage(Rejection rejection) {
        try {
            Response page = options.errorPages().page(rejection.status(), rejection.reason());
            if (page.status().equals(rejection.status())
                    && page.body() instanceof Body.Bytes
                    && !page.fields().contains("Content-Length")
                    && !page.fields().contains("Transfer-Encoding")) {
                return page;
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "the error page for " + rejection.status() + " failed", failure);
        }
        return ErrorPages.PLAIN.page(rejection.status(), rejection.reason());
    }

    /**
     * Answers a request whose body is empty without an exchange, in one piece, if that is possible.
     *
     * @return null if it is answered; or else, with nothing written, what answers it in an exchange
     */
    @Nullable
    HttpHandler answerAtOnce(Channel channel, RequestDecoder request, AnsweringHandler handler, boolean mayPersist) {
        Response response;
        try {
            response = handler.answer(request.view());
        } catch (RuntimeException | Error failure) {
            return exchange -> {
                throw failure;
            };
        }
        encoder().answer(request.method(), request.version(), mayPersist && request.keepAlive());
        try {
            if (sendWhole(channel, response)) {
                return null;
            }
        } catch (IllegalArgumentException | IllegalStateException unsendable) {
            // As it will be in an exchange, to which that can be told.
        }
        return exchange -> exchange.respond(response);
    }

    /** Writes an answer whose body is there; false, and nothing is written, if it is not, or has no room. */
    private boolean sendWhole(Channel channel, Response response) {
        if (!(response.body() instanceof Body.Bytes body)) {
            return false;
        }
        byte[] bytes = body.bytes();
        ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
        HttpDate date = channel.loop().local(DateCache.OF_LOOP).now();
        int room = scratch.capacity();
        if (bytes.length > OutgoingBody.fairPieceBytes(channel) || channel.writableBytes() < room) {
            return false;
        }
        scratch.limit(room - bytes.length);
        if (!encoder().begin(scratch, response.status(), response.fields(), date, bytes.length)) {
            return false;
        }
        scratch.limit(room);
        if (encoder().hasBody() && bytes.length > 0) {
            encoder().openChunk(scratch, bytes.length);
            scratch.put(bytes);
            encoder().closeChunk(scratch);
        }
        encoder().end(scratch);
        OutgoingBody.writeWhole(channel, scratch.flip());
        return true;
    }

    /** From now on the answer is due, unless that has no bound: {@link #watch} or {@link #unwatch} ends it. */
    void await(Channel channel, Runnable onOverdue) {
        if (options.answerTimeoutMillis() > 0) {
            progress(channel).set(options.answerTimeoutMillis(), onOverdue);
        }
    }

    private Deadline progress(Channel channel) {
        Deadline made = progress;
        if (made == null) {
            made = new Deadline(channel.loop());
            progress = made;
        }
        return made;
    }

    /** From now on the answer must get on: within each span of the send timeout the peer takes something. */
    void watch(Channel channel, OutgoingBody body) {
        body.hasGotOn();
        progress(channel).set(options.sendTimeoutMillis(), () -> check(channel, body));
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

    /** Nothing is being answered, and nothing is for some time: what answers take is made anew for the next. */
    void rest() {
        release();
        encoder = null;
        progress = null;
    }

    void release() {
        if (progress != null) {
            progress.cancel();
        }
    }
}
