package staunch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.CallGate;
import staunch.reactor.Security;

/**
 * An {@link Exchange} for code that may block: its body is an {@link InputStream}, and its answer can be an {@link
 * OutputStream}. For the thread of the handler, and others that it lets help, until the handler returns.
 *
 * <p><b>Waits.</b> A read waits while the client sends nothing, a write while it takes nothing; how long that may last say
 * the server's own deadlines, {@link HttpServerOptions#bodyTimeoutMillis} and {@link HttpServerOptions#sendTimeoutMillis}.
 * When the client goes away, or {@link HttpServerOptions#answerTimeoutMillis} has passed without an answer, who waits is woken
 * by an {@link IOException}. Interrupting a thread that waits ends the call
 * with {@link InterruptedIOException}, and the thread stays interrupted. On a loop, which would wait for itself, what can
 * wait is refused by {@link IllegalStateException}.
 *
 * <p><b>Memory.</b> On their way between the handler and the loop are at most 16 KiB of the body and as many of the answer,
 * each in a ring that is made when it is first needed; the rest is with the channel, within its bounds, and then with the
 * client.
 */
public final class BlockingExchange {
    private final Exchange exchange;
    private @Nullable BlockingInput input;
    private @Nullable BlockingOutput output;
    private boolean handedOn;

    BlockingExchange(Exchange exchange) {
        this.exchange = exchange;
    }

    // ---- the request ----

    /** Method, target and fields. */
    public RequestHead request() {
        return exchange.request();
    }

    /** As {@link Exchange#pathParameter}. */
    public Optional<String> pathParameter(String name) {
        return exchange.pathParameter(name);
    }

    /** As {@link Exchange#queryParameter}. */
    public Optional<String> queryParameter(String name) {
        return exchange.queryParameter(name);
    }

    /** As {@link Exchange#queryParameters}. */
    public List<String> queryParameters(String name) {
        return exchange.queryParameters(name);
    }

    /** Where the request came from. */
    public InetSocketAddress remoteAddress() {
        return exchange.remoteAddress();
    }

    /** What TLS negotiated; empty on a plain connection. */
    public Optional<Security> security() {
        return exchange.security();
    }

    /**
     * The body, the same stream each time. A client that waits for 100 is told to go on. A body that is cut off or broken
     * ends in an exception, never in an end of the stream. What the handler leaves of it is seen to as in {@link
     * RequestBody}.
     *
     * @throws IllegalStateException if the body was asked for in another way before
     */
    public InputStream body() {
        BlockingInput stream = input;
        if (stream == null) {
            stream = new BlockingInput(exchange.body(), new CallGate(exchange.loop()));
            exchange.body().forEach(stream);
            input = stream;
        }
        return stream;
    }

    /**
     * The body in one array.
     *
     * @param maxBytes the most to take
     * @throws BodyTooLargeException if it is longer: answered by 413, if the handler lets it pass
     * @throws IOException if it never becomes whole
     * @throws IllegalStateException if the body was asked for before
     */
    public byte[] readAll(int maxBytes) throws IOException {
        new CallGate(exchange.loop()).refuseLoop();
        CompletableFuture<byte[]> whole = exchange.body().readAll(maxBytes).toCompletableFuture();
        try {
            return whole.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the thread was interrupted while it waited for the body");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    // ---- the answer ----

    /** Answers, and does not wait. See {@link Exchange#respond(Response)}. */
    public void respond(Response response) {
        exchange.respond(response);
    }

    /** Answers with a text, sent as UTF-8, and does not wait. */
    public void respond(Status status, String contentType, String text) {
        exchange.respond(status, contentType, text);
    }

    /** Answers with bytes, which are not copied, and does not wait. */
    public void respond(Status status, String contentType, byte[] bytes) {
        exchange.respond(status, contentType, bytes);
    }

    /** Answers with the server's page for an error. */
    public void fail(Status status, String reason) {
        exchange.fail(status, reason);
    }

    /** As {@link #stream(Response, OptionalLong)}, for a body of a length that shows at its end. */
    public OutputStream stream(Status status, String contentType) {
        return stream(Response.of(status, contentType, Body.NONE), OptionalLong.empty());
    }

    /**
     * Answers with a body that the handler writes. Bytes are sent as they are written, without a flush; a write waits while
     * the client does not take them. Closing the stream is not necessary, and does not wait: the body is whole when the
     * handler returns, and if that throws instead, the connection is cut, so that the client sees a truncated message.
     *
     * @param head status and fields; its body is left out
     * @param lengthBytes the length of the body, if it is known: writing more fails, writing less is a failure of the handler
     * @throws IllegalStateException if it was answered before
     */
    public OutputStream stream(Response head, OptionalLong lengthBytes) {
        BlockingOutput stream = new BlockingOutput(exchange, new CallGate(exchange.loop()), lengthBytes);
        exchange.respond(new Response(head.status(), head.fields(), new Body.Produced(lengthBytes, stream)));
        output = stream;
        return stream;
    }

    /**
     * The exchange itself, for whoever is to answer it later, or to {@linkplain Exchange#upgrade take over} its connection:
     * that the handler returns without an answer is no failure from now on.
     */
    public Exchange handOn() {
        handedOn = true;
        return exchange;
    }

    // ---- what runs the handler ----

    void run(BlockingHttpHandler handler) {
        try {
            handler.handle(this);
            returned();
        } catch (Throwable failure) {
            threw(failure);
        }
    }

    private void returned() {
        if (output != null) {
            output.end();
        } else if (!handedOn && !exchange.isAnswered()) {
            exchange.failed(new IllegalStateException("the blocking handler of " + exchange
                    + " returned without an answer: respond, stream, or hand the exchange on"));
        }
        if (!handedOn) {
            letBodyGo();
        }
    }

    private void threw(Throwable failure) {
        if (output != null) {
            output.fail(failure);
        } else {
            exchange.failed(failure);
        }
        letBodyGo();
    }

    private void letBodyGo() {
        if (input != null) {
            input.close();
            exchange.letBodyGo();
        }
    }

    /** For people: what was asked. */
    @Override
    public String toString() {
        return "Blocking" + exchange;
    }
}
