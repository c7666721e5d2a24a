package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** A body without a length, in pieces as large as there is room for. */
final class Chunks implements BodyProducer {
    private final ByteBuffer rest;

    private Chunks(byte[] bytes) {
        this.rest = ByteBuffer.wrap(bytes);
    }

    static Body of(byte[] bytes) {
        return new Body.Produced(OptionalLong.empty(), new Chunks(bytes));
    }

    static Response of(Status status, byte[] bytes) {
        return new Response(status, Fields.empty(), of(bytes));
    }

    @Override
    public void produce(BodyWriter out) {
        out.write(rest);
        if (!rest.hasRemaining()) {
            out.end(Fields.empty());
        }
    }

    @Override
    public void finished(boolean whole) {}
}
