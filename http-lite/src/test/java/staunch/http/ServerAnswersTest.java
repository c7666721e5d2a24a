package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** How a server's answers look on the wire, and what a handler may do. */
class ServerAnswersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    private static final String HELLO =
            "HTTP/1.1 200 OK\r\n" + DATE + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello";

    private final World world = new World();
    private final List<Exchange> exchanges = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    private RawPeer ask(HttpHandler handler, String request) {
        world.serve(handler);
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    private static void hello(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "hello");
    }

    private static BodyProducer pieces(String... pieces) {
        return out -> {
            for (String piece : pieces) {
                out.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII)));
            }
            out.end();
        };
    }

    private static Response streamed(OptionalLong length, String... pieces) {
        return Response.streaming(Status.OK, "a/b", length, pieces(pieces));
    }

    @Test
    void shouldAnswerInOneWriteAndServeTheNext() {
        RawPeer client = ask(ServerAnswersTest::hello, GET);
        assertEquals(HELLO, client.take());
        client.send(GET + GET);
        world.settle();
        assertEquals(HELLO + HELLO, client.take());
        assertEquals(List.of("GET / 200 5", "GET / 200 5", "GET / 200 5"), world.heard);
    }

    @Test
    void shouldAnswerLaterFromTheLoopOrFromAnotherThread() throws InterruptedException {
        RawPeer client = ask(exchanges::add, GET + GET);
        assertEquals("", client.take());
        assertEquals(1, exchanges.size(), "the next request waits for the answer");
        hello(exchanges.get(0));
        world.settle();
        assertEquals(HELLO, client.take());
        Thread other = new Thread(() -> hello(exchanges.get(1)));
        other.start();
        other.join();
        world.settle();
        assertEquals(HELLO, client.take());
    }

    @Test
    void shouldRefuseASecondAnswer() {
        ask(exchanges::add, GET);
        Exchange exchange = exchanges.get(0);
        assertFalse(exchange.isAnswered());
        hello(exchange);
        assertTrue(exchange.isAnswered());
        assertThrows(IllegalStateException.class, () -> hello(exchange));
        assertTrue(exchange.toString().contains("GET /"));
        assertTrue(exchange.security().isEmpty());
        assertEquals("127.0.0.1", exchange.remoteAddress().getAddress().getHostAddress());
        assertTrue(exchange.loop().inLoop());
    }

    @Test
    void shouldRefuseAStatusThatIsNoAnswer() {
        ask(exchanges::add, GET);
        for (Status status : List.of(Status.CONTINUE, Status.EARLY_HINTS, Status.SWITCHING_PROTOCOLS)) {
            assertThrows(IllegalArgumentException.class, () -> exchanges.get(0).respond(Response.of(status)));
        }
        assertFalse(exchanges.get(0).isAnswered());
    }

    @Test
    void shouldAnswer500ForAHandlerThatThrows() {
        RawPeer client = ask(
                exchange -> {
                    throw new StackOverflowError("deep");
                },
                GET + GET);
        String page = "500 Internal Server Error: the server failed to answer this request\n";
        String sorry = "HTTP/1.1 500 Internal Server Error\r\n" + DATE
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + page.length() + "\r\n\r\n" + page;
        assertEquals(sorry + sorry, client.take());
        String reported = "GET / 500 " + page.length();
        assertEquals(List.of("threw deep", reported, "threw deep", reported), world.heard);
    }

    @Test
    void shouldKeepTheAnswerOfAHandlerThatThrowsBehindIt() {
        RawPeer client = ask(
                exchange -> {
                    hello(exchange);
                    throw new IllegalStateException("late");
                },
                GET + GET);
        assertEquals(HELLO + HELLO, client.take());
        assertTrue(world.heard.contains("threw late"), world.heard::toString);
    }

    @Test
    void shouldAnswer500ForAResponseThatCannotBeSent() {
        List<Boolean> finished = new ArrayList<>();
        BodyProducer producer = new BodyProducer() {
            @Override
            public void produce(BodyWriter out) {
                throw new AssertionError("not asked for");
            }

            @Override
            public void finished(boolean whole) {
                finished.add(whole);
            }
        };
        RawPeer client = ask(
                exchange -> exchange.respond(new Response(
                        Status.OK, Fields.of("Content-Length", "4"), new Body.Produced(OptionalLong.of(3), producer))),
                GET);
        assertTrue(client.take().startsWith("HTTP/1.1 500 "));
        assertEquals(List.of(false), finished);
        assertEquals(2, world.heard.size());
        assertTrue(world.heard.get(0).startsWith("threw "), world.heard::toString);
    }

    @Test
    void shouldAnswer500ForAHeadThatIsTooLong() {
        String tooLong = "v".repeat(OutgoingBody.SCRATCH_BYTES);
        RawPeer client = ask(exchange -> exchange.respond(Response.of(Status.OK).with("X", tooLong)), GET + GET);
        assertEquals(2, client.take().split("HTTP/1.1 500 ", -1).length - 1);
    }

    @Test
    void shouldSendAHeadAsLongAsItMayBe() {
        String longest = "v".repeat(OutgoingBody.SCRATCH_BYTES - 200);
        RawPeer client = ask(exchange -> exchange.respond(Response.of(Status.OK).with("X", longest)), GET + GET);
        world.until(() -> client.received().endsWith("\r\n\r\n") && world.heard.size() == 2);
        assertEquals(2, client.take().split(longest, -1).length - 1);
    }

    @Test
    void shouldThrowForALineBreakInAField() {
        ask(exchanges::add, GET);
        for (String value : List.of("a\r\nb", "a\nb", "a\rb")) {
            assertThrows(
                    IllegalArgumentException.class, () -> Response.of(Status.OK).with("X", value));
        }
    }

    @Test
    void shouldLeaveTheBodyOutOfAnAnswerToHead() {
        RawPeer client = ask(ServerAnswersTest::hello, GET.replace("GET", "HEAD") + GET);
        assertEquals(HELLO.replace("hello", "") + HELLO, client.take());
    }

    @Test
    void shouldLeaveTheBodyOutOf204And304() {
        RawPeer client = ask(
                exchange -> exchange.respond(new Response(
                        Status.of(Integer.parseInt(exchange.request().target().substring(1))),
                        Fields.empty(),
                        Body.of("hello"))),
                GET.replace("/ ", "/204 ") + GET.replace("/ ", "/304 "));
        assertEquals(
                "HTTP/1.1 204 No Content\r\n" + DATE + "\r\nHTTP/1.1 304 Not Modified\r\n" + DATE + "\r\n",
                client.take());
    }

    @Test
    void shouldChunkABodyOfUnknownLength() {
        RawPeer client = ask(exchange -> exchange.respond(streamed(OptionalLong.empty(), "ab", "cde")), GET + GET);
        String answer = "HTTP/1.1 200 OK\r\n" + DATE + "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
        assertEquals(answer + answer, client.take());
        assertEquals(List.of("GET / 200 5", "GET / 200 5"), world.heard);
    }

    @Test
    void shouldSendTrailersBehindChunks() {
        RawPeer client = ask(
                exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), out -> {
                    out.write(ByteBuffer.wrap(new byte[] {'x'}));
                    out.end(Fields.of("Digest", "1"));
                })),
                GET);
        assertTrue(client.take().endsWith("1\r\nx\r\n0\r\nDigest: 1\r\n\r\n"));
    }

    @Test
    void shouldSendABodyOfKnownLengthInPieces() {
        RawPeer client = ask(exchange -> exchange.respond(streamed(OptionalLong.of(5), "he", "llo")), GET);
        assertTrue(client.take().endsWith("Content-Length: 5\r\n\r\nhello"));
    }

    @Test
    void shouldSendToHttp10UntilTheClose() {
        RawPeer client = ask(
                exchange -> exchange.respond(streamed(OptionalLong.empty(), "ab", "cde")),
                "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + GET);
        assertEquals(
                "HTTP/1.1 200 OK\r\n" + DATE + "Content-Type: a/b\r\nConnection: close\r\n\r\nabcde", client.take());
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(1, world.heard.size(), "what is pipelined behind it is not run");
    }

    @Test
    void shouldCloseBehindHttp10UnlessAskedToKeep() {
        RawPeer client = ask(ServerAnswersTest::hello, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertTrue(client.take().contains("\r\nConnection: keep-alive\r\n"));
        client.send("GET / HTTP/1.0\r\n\r\n" + GET);
        world.settle();
        assertTrue(client.take().contains("\r\nConnection: close\r\n"));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(2, world.heard.size());
    }

    @Test
    void shouldCloseWhenClientOrHandlerSaysSo() {
        RawPeer client = ask(ServerAnswersTest::hello, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") + GET);
        assertTrue(client.take().contains("\r\nConnection: close\r\n"));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        RawPeer other =
                ask(exchange -> exchange.respond(Response.of(Status.OK).with("Connection", "close")), GET + GET);
        assertEquals(InputEnd.CLEAN, other.inputEnd().orElseThrow());
        assertEquals(List.of("GET / 200 5", "GET / 200 0"), world.heard);
    }

    @Test
    void shouldCutAnAnswerWhoseProducerFails() {
        RawPeer client = ask(
                exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), out -> {
                    out.write(ByteBuffer.wrap(new byte[] {'x'}));
                    throw new IllegalStateException("disk");
                })),
                GET + GET);
        assertEquals(CloseCause.Kind.RESET, client.cause().orElseThrow().kind());
        assertFalse(client.received().endsWith("0\r\n\r\n"));
        assertEquals(List.of("threw disk", "GET / 200 1 cut"), world.heard);
    }

    @Test
    void shouldAnswer500ForAProducerThatFailsBeforeItsFirstByte() {
        List<BodyProducer> failing = List.of(
                out -> {
                    throw new IllegalStateException("disk");
                },
                out -> out.fail(new IllegalStateException("disk")),
                BodyWriter::end);
        for (BodyProducer producer : failing) {
            world.heard.clear();
            RawPeer client = ask(
                    exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.of(1), producer)),
                    GET + GET);
            assertEquals(2, client.take().split("HTTP/1.1 500 ", -1).length - 1);
            assertFalse(client.received().contains("200"));
            assertEquals(4, world.heard.size(), world.heard::toString);
            assertTrue(world.heard.get(0).matches("threw (disk|.*Content-Length.*)"), world.heard::toString);
        }
    }

    @Test
    void shouldCutABodyThatIsShorterOrLongerThanItSaid() {
        for (int length : new int[] {4, 6}) {
            world.heard.clear();
            RawPeer client = ask(exchange -> exchange.respond(streamed(OptionalLong.of(length), "he", "llo")), GET);
            assertEquals(CloseCause.Kind.RESET, client.cause().orElseThrow().kind());
            assertTrue(world.heard.get(0).contains("Content-Length"), world.heard::toString);
        }
    }

    @Test
    void shouldWriteABodyWheneverItsProducerLikes() {
        List<BodyWriter> writers = new ArrayList<>();
        RawPeer client = ask(
                exchange -> exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), writers::add)),
                GET);
        client.take();
        BodyWriter out = writers.get(0);
        assertTrue(out.isWritable());
        assertEquals(2, out.write(ByteBuffer.wrap(new byte[] {'h', 'i'})));
        world.settle();
        assertEquals("2\r\nhi\r\n", client.take());
        out.end();
        world.settle();
        assertEquals("0\r\n\r\n", client.take());
        assertThrows(IllegalStateException.class, out::end);
        assertThrows(IllegalStateException.class, () -> out.write(ByteBuffer.allocate(1)));
        client.send(GET);
        world.settle();
        assertEquals(2, writers.size());
    }

    @Test
    void shouldKeepTheDateUpToDate() {
        RawPeer client = ask(ServerAnswersTest::hello, GET);
        world.pass(999);
        client.take();
        client.send(GET);
        world.settle();
        assertTrue(client.take().contains(DATE));
        world.pass(1);
        client.send(GET);
        world.settle();
        assertTrue(client.take().contains("08:49:38 GMT"));
    }
}
