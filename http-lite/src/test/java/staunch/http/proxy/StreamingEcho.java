package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import staunch.http.Body;
import staunch.http.BodyConsumer;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** Answers with the request's body while that still comes. */
final class StreamingEcho implements BodyProducer, BodyConsumer {
    static final HttpHandler HANDLER = exchange -> exchange.respond(new Response(
            Status.OK, Fields.empty(), new Body.Produced(OptionalLong.empty(), new StreamingEcho(exchange))));

    private final Exchange exchange;
    private @Nullable BodyWriter out;

    private StreamingEcho(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void produce(BodyWriter writer) {
        boolean first = out == null;
        out = writer;
        if (first) {
            exchange.body().forEach(this);
        } else {
            exchange.body().resume();
        }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (out != null) {
            out.write(bytes);
        }
    }

    @Override
    public void onEnd(Fields trailers) {
        if (out != null) {
            out.end(trailers);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        if (out != null) {
            out.fail(failure);
        }
    }

    @Override
    public void finished(boolean whole) {}
}
