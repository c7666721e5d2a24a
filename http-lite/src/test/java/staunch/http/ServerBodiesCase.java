package staunch.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** A server with handlers of all kinds, and what became of the bodies that they were sent. */
abstract class ServerBodiesCase {
    static final String GET = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    static final String HEAD = "POST / HTTP/1.1\r\nHost: h\r\n";
    static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    final World world = new World();
    final List<Exchange> exchanges = new ArrayList<>();
    final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    static String post(int length) {
        return HEAD + "Content-Length: " + length + "\r\n\r\n";
    }

    RawPeer ask(HttpHandler handler, String request) {
        return ask(handler, HttpServerOptions.DEFAULT, request);
    }

    RawPeer ask(HttpHandler handler, HttpServerOptions options, String request) {
        world.serve(handler, options);
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    void keepOrAnswerNext(Exchange exchange) {
        if (exchange.request().target().equals("/next")) {
            ok(exchange);
        } else {
            exchanges.add(exchange);
        }
    }

    static void ok(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "ok");
    }

    void tell(CompletionStage<byte[]> body) {
        body.whenComplete((bytes, failure) -> told.add(
                failure == null
                        ? new String(bytes, StandardCharsets.US_ASCII)
                        : failure.getClass().getSimpleName()));
    }

    /** Writes down what it is shown and takes as much of it as it was told to. */
    class Taker implements BodyConsumer {
        int appetite;

        Taker(int appetite) {
            this.appetite = appetite;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            int taken = Math.min(appetite, bytes.remaining());
            byte[] text = new byte[taken];
            bytes.get(text);
            told.add(new String(text, StandardCharsets.US_ASCII) + "+" + bytes.remaining());
        }

        @Override
        public void onEnd(Fields trailers) {
            told.add("end " + trailers.size());
        }

        @Override
        public void onFailure(Throwable failure) {
            told.add(failure.getClass().getSimpleName());
        }
    }

    static List<String> statuses(RawPeer client) {
        List<String> statuses = new ArrayList<>();
        for (String part : client.received().split("HTTP/1.1 ")) {
            if (!part.isEmpty()) {
                statuses.add(part.substring(0, 3));
            }
        }
        return statuses;
    }
}
