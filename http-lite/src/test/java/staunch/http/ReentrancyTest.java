package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** Whatever is called from inside a callback, each side hears of each end once, and of nothing behind it. */
class ReentrancyTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = "1\r\na\r\n1\r\nb\r\n0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private final List<String> told = new ArrayList<>();

    /** Does something when told of one event, and writes them all down. */
    private final class Doer implements ResponseConsumer {
        private final String event;
        private final Runnable action;

        Doer(String event, Runnable action) {
            this.event = event;
            this.action = action;
        }

        private void note(String what) {
            told.add(what);
            if (what.equals(event)) {
                action.run();
            }
        }

        @Override
        public void onHead(ResponseHead head) {
            note("head");
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
            note("bytes");
        }

        @Override
        public void onEnd(Fields trailers) {
            note("end");
        }

        @Override
        public void onFailure(Throwable failure) {
            note("failure");
        }
    }

    private RawPeer serve(World world, Consumer<Exchange> handler, String input) {
        world.serve(handler::accept);
        RawPeer client = world.dial();
        client.send(input);
        world.settle();
        return client;
    }

    private static void ok(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "ok");
    }

    private static int answers(RawPeer client) {
        return client.received().split("HTTP/1.1 200", -1).length - 1;
    }

    @Test
    void shouldBearAnAnswerFromInsideTheBody() {
        for (String event : List.of("bytes", "end")) {
            try (World world = new World()) {
                told.clear();
                List<Exchange> all = new ArrayList<>();
                RawPeer client = serve(
                        world,
                        exchange -> {
                            all.add(exchange);
                            exchange.body().forEach(new Doer(event, () -> {
                                if (!exchange.isAnswered()) {
                                    ok(exchange);
                                }
                            }));
                        },
                        POST + CHUNKS + POST + CHUNKS);
                assertEquals(List.of("bytes", "bytes", "end", "bytes", "bytes", "end"), told);
                assertEquals(2, answers(client));
                assertEquals(2, all.size());
            }
        }
    }

    @Test
    void shouldBearAnAnswerFromInsideTheFailureOfTheBody() {
        try (World world = new World()) {
            RawPeer client = serve(
                    world,
                    exchange -> exchange.body().forEach(new Doer("failure", () -> ok(exchange))),
                    POST + "1\r\na\r\nnonsense\r\n" + GET);
            assertEquals(List.of("bytes", "failure"), told);
            assertEquals(1, answers(client));
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        }
    }

    @Test
    void shouldBearAnAnswerToAnotherExchangeFromInsideAHandler() {
        try (World world = new World()) {
            List<Exchange> held = new ArrayList<>();
            world.serve(exchange -> {
                held.add(exchange);
                if (held.size() == 2) {
                    held.forEach(ReentrancyTest::ok);
                }
            });
            RawPeer first = world.dial();
            first.send(GET + GET);
            world.settle();
            RawPeer second = world.dial();
            second.send(GET);
            world.settle();
            assertEquals(1, answers(first));
            assertEquals(1, answers(second));
            assertEquals(3, held.size());
            assertFalse(held.get(2).isAnswered());
        }
    }

    @Test
    void shouldBearAProducerThatEndsOrFailsWhenItIsCalledAgain() {
        try (World world = new World()) {
            int[] calls = {0};
            RawPeer client = serve(
                    world,
                    exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), out -> {
                        calls[0]++;
                        out.write(ByteBuffer.allocate(200_000));
                        if (calls[0] == 3) {
                            out.end();
                            out.fail(new IllegalStateException("too late, since it is whole"));
                        }
                    })),
                    GET);
            world.settle();
            assertEquals(3, calls[0]);
            assertTrue(client.isClosed(), "fail() before produce() returned is obeyed");
        }
    }

    @Test
    void shouldTellAClientNothingBehindItsOwnClose() {
        for (String event : List.of("head", "bytes", "end")) {
            try (World world = new World()) {
                told.clear();
                world.serve(new Echo(Runnable::run));
                HttpConnection connection = world.connect();
                connection.send(Request.get("h", "/chunks/5"), new Doer(event, connection::close));
                world.settle();
                List<String> expected = new ArrayList<>(List.of("head", "bytes", "bytes", "bytes", "end"));
                if (!event.equals("end")) {
                    expected = new ArrayList<>(expected.subList(0, expected.indexOf(event) + 1));
                    expected.add("failure");
                }
                assertEquals(expected, told);
            }
        }
    }

    @Test
    void shouldBearARequestFromInsideTheFailureOfAnother() {
        try (World world = new World()) {
            world.serve(exchange -> {});
            HttpConnection connection = world.connect();
            Doer second = new Doer("", () -> {});
            connection.send(
                    Request.get("h", "/"), new Doer("failure", () -> connection.send(Request.get("h", "/"), second)));
            world.settle();
            connection.close();
            world.settle();
            assertEquals(List.of("failure", "failure"), told);
        }
    }
}
