package staunch.http.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.codec.Fields;

/** A body that an interceptor, or the proxy itself, answers with: the flow sees it as it goes to the client. Used on the loop. */
final class SeenBody implements BodyProducer {
    private final BodyProducer producer;
    private final Flow flow;
    private @Nullable Seen seen;

    private SeenBody(BodyProducer producer, Flow flow) {
        this.producer = producer;
        this.flow = flow;
    }

    static Body of(Body body, Flow flow) {
        return new Body.Produced(body.length(), new SeenBody(body.newProducer(), flow));
    }

    @Override
    public void produce(BodyWriter out) throws Exception {
        Seen writer = seen;
        if (writer == null) {
            writer = new Seen(out);
            seen = writer; // the producer may keep it, to write later
        }
        producer.produce(writer);
    }

    @Override
    public void onShutdown() {
        producer.onShutdown();
    }

    @Override
    public void finished(boolean whole) {
        producer.finished(whole);
    }

    /** The client's side of it, and the flow's. */
    private final class Seen implements BodyWriter {
        private final BodyWriter out;

        Seen(BodyWriter out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer source) {
            int from = source.position();
            int taken = out.write(source);
            if (taken > 0) {
                flow.responseBody(source.duplicate().limit(from + taken).position(from));
            }
            return taken;
        }

        @Override
        public boolean isWritable() {
            return out.isWritable();
        }

        @Override
        public void end(Fields trailers) {
            flow.responseTrailers(trailers);
            out.end(trailers);
        }

        @Override
        public void fail(Throwable failure) {
            out.fail(failure);
        }
    }
}
