package staunch.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/**
 * Answers in the way that the path names, so that one handler goes through all of the server: {@code /bytes/N} a body of N
 * bytes, {@code /chunks/N} the same made while it is sent, {@code /later/N} the same by another thread, {@code /early/N} a
 * refusal with a body of N bytes without asking for the request's, {@code /collect} the request's body in one piece, {@code
 * /echo} the request's body as it comes.
 */
final class Echo implements HttpHandler {
    private static final int MAX_BODY_BYTES = 8 << 20;

    private final Executor elsewhere;

    Echo(Executor elsewhere) {
        this.elsewhere = elsewhere;
    }

    @Override
    public void handle(Exchange exchange) {
        String[] path = exchange.request().path().split("/");
        switch (path[1]) {
            case "bytes" -> exchange.respond(bytes(length(path)));
            case "chunks" ->
                exchange.respond(
                        Response.streaming(Status.OK, "a/b", OptionalLong.empty(), new PatternProducer(length(path))));
            case "later" -> elsewhere.execute(() -> exchange.respond(bytes(length(path))));
            case "early" -> exchange.respond(Response.of(Status.CONTENT_TOO_LARGE, "a/b", Pattern.bytes(length(path))));
            case "collect" ->
                exchange.body().readAll(MAX_BODY_BYTES).thenAccept(body -> exchange.respond(Status.OK, "a/b", body));
            case "echo" -> Relay.begin(exchange);
            default -> exchange.respond(Response.of(Status.NOT_FOUND));
        }
    }

    private static int length(String[] path) {
        return Integer.parseInt(path[2]);
    }

    private static Response bytes(int length) {
        return Response.of(Status.OK, "a/b", Pattern.bytes(length));
    }

    /** Sends what it receives, and takes no more than it can send. */
    private static final class Relay implements BodyConsumer, BodyProducer {
        private final Exchange exchange;
        private @Nullable BodyWriter out;
        private boolean ended;
        private @Nullable Throwable failure;

        private Relay(Exchange exchange) {
            this.exchange = exchange;
        }

        static void begin(Exchange exchange) {
            Relay relay = new Relay(exchange);
            exchange.body().forEach(relay);
            exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), relay));
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            if (out != null && out.isWritable()) {
                out.write(bytes);
            }
        }

        @Override
        public void onEnd(Fields trailers) {
            ended = true;
            finish();
        }

        @Override
        public void onFailure(Throwable why) {
            failure = why;
            finish();
        }

        @Override
        public void produce(BodyWriter writer) {
            out = writer;
            exchange.body().resume();
            finish();
        }

        private void finish() {
            BodyWriter writer = out;
            if (writer != null && failure != null) {
                writer.fail(failure);
            } else if (writer != null && ended) {
                ended = false;
                writer.end();
            }
        }
    }

    /** {@link Pattern} bytes in pieces of growing size, to be sent in chunks. */
    private static final class PatternProducer implements BodyProducer {
        private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();

        PatternProducer(int length) {
            byte[] bytes = Pattern.bytes(length);
            int piece = 1;
            for (int at = 0; at < length; at += piece, piece = Math.min(2 * piece, 40_000)) {
                pieces.add(ByteBuffer.wrap(bytes, at, Math.min(piece, length - at)));
            }
        }

        @Override
        public void produce(BodyWriter out) {
            while (!pieces.isEmpty() && out.isWritable()) {
                out.write(pieces.getFirst());
                if (!pieces.getFirst().hasRemaining()) {
                    pieces.removeFirst();
                }
            }
            if (pieces.isEmpty()) {
                out.end();
            }
        }
    }
}
