package staunch.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.HttpCall;
import staunch.http.codec.Fields;

/**
 * The body of a response from the server's connection to the client's. What the client does not take stays with the server;
 * a client that leaves ends the call. Used on the loop.
 */
final class ResponsePump implements BodyProducer {
    private final HttpCall call;
    private final Flow flow;
    private final EditedBody body;
    private final Consumer<Throwable> whenEditFailed;
    private @Nullable BodyWriter out;
    private @Nullable Fields trailers;
    private @Nullable Throwable failure;
    private boolean over;

    ResponsePump(HttpCall call, Flow flow, EditedBody body, Consumer<Throwable> whenEditFailed) {
        this.call = call;
        this.flow = flow;
        this.body = body;
        this.whenEditFailed = whenEditFailed;
    }

    @Override
    public void produce(BodyWriter writer) {
        out = writer;
        Throwable broken = failure;
        if (broken != null) {
            fail(writer, broken);
            return;
        }
        try {
            if (body.proceed(writer)) {
                call.resume();
                endIfPossible(writer);
            }
        } catch (IOException | RuntimeException failed) {
            editFailed(writer, failed);
        }
    }

    /** Bytes of the server's. */
    void pass(ByteBuffer bytes) {
        BodyWriter writer = out;
        if (over) {
            bytes.position(bytes.limit());
        } else if (writer != null) {
            try {
                body.pass(bytes, writer);
            } catch (IOException | RuntimeException failed) {
                bytes.position(bytes.limit());
                editFailed(writer, failed);
            }
        }
    }

    /** The server's body is whole. */
    void end(Fields received) {
        trailers = received;
        BodyWriter writer = out;
        if (writer != null) {
            try {
                endIfPossible(writer);
            } catch (IOException | RuntimeException failed) {
                editFailed(writer, failed);
            }
        }
    }

    private void endIfPossible(BodyWriter writer) throws IOException {
        Fields received = trailers;
        if (received != null && !over && body.finish(writer)) {
            over = true;
            Fields sent = body.trailers(received);
            flow.responseTrailers(sent);
            writer.end(sent);
        }
    }

    /** The server's body will never be whole, and neither will the client's. */
    void fail(Throwable reason) {
        failure = reason;
        BodyWriter writer = out;
        if (writer != null && !over) {
            fail(writer, reason);
        }
    }

    private void editFailed(BodyWriter writer, Throwable reason) {
        whenEditFailed.accept(reason);
        fail(writer, reason);
    }

    private void fail(BodyWriter writer, Throwable reason) {
        over = true;
        call.cancel();
        writer.fail(reason);
    }

    @Override
    public void finished(boolean whole) {
        boolean cut = !over && !whole;
        over = true;
        body.close();
        if (cut) {
            call.cancel();
        }
    }
}
