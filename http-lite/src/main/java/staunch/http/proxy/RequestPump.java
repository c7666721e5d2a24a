package staunch.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.http.BodyConsumer;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.Exchange;
import staunch.http.codec.Fields;

/**
 * The body of a request from the client's connection to the server's. It is asked for when the server's is ready for it, so
 * that a client that expects 100 hears of that then, and what the server does not take stays with the client. Used on the loop.
 */
final class RequestPump implements BodyProducer, BodyConsumer {
    private final Exchange exchange;
    private final Flow flow;
    private final EditedBody body;
    private final Forwarding forwarding;
    private @Nullable BodyWriter out;
    private @Nullable Fields trailers;
    private boolean over;

    RequestPump(Exchange exchange, Flow flow, EditedBody body, Forwarding forwarding) {
        this.exchange = exchange;
        this.flow = flow;
        this.body = body;
        this.forwarding = forwarding;
    }

    @Override
    public void produce(BodyWriter writer) {
        boolean first = out == null;
        out = writer;
        if (first) {
            exchange.body().forEach(this);
        } else {
            proceed(writer);
        }
    }

    private void proceed(BodyWriter writer) {
        try {
            if (!over && body.proceed(writer)) {
                exchange.body().resume();
                endIfPossible(writer);
            }
        } catch (IOException | RuntimeException failure) {
            editFailed(writer, failure);
        }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        BodyWriter writer = out;
        if (writer == null || over) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            body.pass(bytes, writer);
        } catch (IOException | RuntimeException failure) {
            bytes.position(bytes.limit());
            editFailed(writer, failure);
        }
    }

    @Override
    public void onEnd(Fields received) {
        trailers = received;
        BodyWriter writer = out;
        if (writer != null && !over) {
            try {
                endIfPossible(writer);
            } catch (IOException | RuntimeException failure) {
                editFailed(writer, failure);
            }
        }
    }

    private void endIfPossible(BodyWriter writer) throws IOException {
        Fields received = trailers;
        if (received != null && !over && body.finish(writer)) {
            over = true;
            Fields sent = body.trailers(received);
            flow.requestTrailers(sent);
            writer.end(sent);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        BodyWriter writer = out;
        if (writer != null && !over) {
            forwarding.clientFailed(failure);
            fail(writer, failure);
        }
    }

    private void editFailed(BodyWriter writer, Throwable failure) {
        over = true;
        forwarding.requestEditFailed(failure);
        writer.fail(failure);
    }

    private void fail(BodyWriter writer, Throwable failure) {
        over = true;
        writer.fail(failure);
    }

    /** The server wants no more of it: nobody reads the rest on its account. */
    @Override
    public void finished(boolean whole) {
        over = true;
        body.close();
        if (!whole && out != null) {
            exchange.body().letGo();
        }
    }
}
