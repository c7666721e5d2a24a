package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.RequestView;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** Answers without an exchange: that nobody sees a difference. */
class AnsweringAtOnceTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\n" + DATE + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\n";
    private static final String HELLO = HEAD + "hello";

    private final World world = new World();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void end() {
        world.close();
    }

    private HttpServer serve(HttpServerOptions options, Function<RequestView, Response> function) {
        return world.serveUnheard(
                HttpHandler.answering(request -> {
                    asked.incrementAndGet();
                    return function.apply(request);
                }),
                options);
    }

    private RawPeer ask(HttpServerOptions options, Function<RequestView, Response> function, String requests) {
        serve(options, function);
        RawPeer client = world.dial();
        client.send(requests);
        world.settle();
        return client;
    }

    private RawPeer ask(Function<RequestView, Response> function, String requests) {
        return ask(HttpServerOptions.DEFAULT, function, requests);
    }

    private static Response hello(RequestView request) {
        return Response.of(Status.OK, "text/plain", "hello");
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void shouldAnswerWhatIsPipelinedInOrder() {
        RawPeer client = ask(AnsweringAtOnceTest::hello, GET.replace("GET", "HEAD") + GET + GET.substring(0, 9));
        assertEquals(HEAD + HELLO, client.take());
        client.send(GET.substring(9));
        world.settle();
        assertEquals(HELLO, client.take());
    }

    @Test
    void shouldAnswer500ForAFunctionThatFailsInAnyWay() {
        RawPeer client = ask(
                request -> switch (request.target()) {
                    case "/throws" -> throw new StackOverflowError("deep");
                    case "/null" -> Response.class.cast(null);
                    case "/interim" -> Response.of(Status.EARLY_HINTS);
                    case "/switch" -> Response.switchingTo("chat");
                    default -> Response.of(Status.OK).with("X", "v".repeat(OutgoingBody.SCRATCH_BYTES));
                },
                GET.replace("/ ", "/throws ")
                        + GET.replace("/ ", "/null ")
                        + GET.replace("/ ", "/interim ")
                        + GET.replace("/ ", "/switch ")
                        + GET.replace("/ ", "/long "));
        String answers = client.take();
        assertEquals(5, count(answers, "HTTP/1.1 500 "), answers);
        assertEquals(5, count(answers, "HTTP/1.1 "), answers);
    }

    @Test
    void shouldLogAFailureThatNobodyElseHearsOf() {
        List<LogRecord> logged = new ArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(HttpServerListener.class.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(log);
        try {
            ask(
                    request -> {
                        throw new IllegalStateException("broken");
                    },
                    GET.replace("/ ", "/page?secret "));
        } finally {
            logger.removeHandler(log);
            logger.setUseParentHandlers(true);
        }
        assertEquals(1, logged.size());
        assertEquals("broken", logged.get(0).getThrown().getMessage());
        assertEquals("a handler failed to answer GET /page", logged.get(0).getMessage());
    }

    @Test
    void shouldNotTakeAnAnswerToConnectForATunnel() {
        RawPeer client = ask(
                HttpServerOptions.DEFAULT.withConnect(true),
                AnsweringAtOnceTest::hello,
                "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 30_000, 40_000, 100_000})
    void shouldSendBodiesAndHeadsOfAnySize(int bodyBytes) {
        String longest = "v".repeat(OutgoingBody.SCRATCH_BYTES - 200);
        RawPeer client = ask(
                request -> Response.of(Status.OK, "a/b", new byte[bodyBytes]).with("X", longest), GET + GET);
        world.until(() -> client.received().length() > 2 * (longest.length() + bodyBytes));
        world.settle();
        assertEquals(2, count(client.take(), longest + "\r\nContent-Length: " + bodyBytes + "\r\n\r\n"));
    }

    @Test
    void shouldCloseBehindTheLastRequestOfAConnection() {
        RawPeer client = ask(
                HttpServerOptions.DEFAULT.withMaxRequestsPerConnection(2), AnsweringAtOnceTest::hello, GET + GET + GET);
        assertEquals(HELLO + HELLO.replace("Content-Length", "Connection: close\r\nContent-Length"), client.take());
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(2, asked.get());
    }

    @Test
    void shouldCloseWhenTheAnswerSaysSo() {
        RawPeer client = ask(request -> hello(request).with("Connection", "close"), GET + GET);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        assertEquals(1, asked.get());
    }

    @Test
    void shouldMakeNoAnswersForWhoDoesNotReadThem() {
        int requests = 3_000;
        byte[] body = new byte[1_000];
        serve(HttpServerOptions.DEFAULT, request -> Response.of(Status.OK, "a/b", body));
        RawPeer client = world.dial();
        client.channel().pauseReads();
        for (int sent = 0; sent < requests; sent++) {
            client.send(GET);
        }
        world.settle();
        int before = asked.get();
        assertTrue(before < requests, before + " answers were made");
        client.channel().resumeReads();
        world.settle();
        assertEquals(requests, asked.get());
        assertEquals(requests, count(client.take(), "HTTP/1.1 200 OK"));
    }

    @Test
    void shouldCloseWhoStaysIdleBehindAnAnswer() {
        RawPeer client =
                ask(HttpServerOptions.DEFAULT.withIdleAndSendTimeouts(3_000, 60_000), AnsweringAtOnceTest::hello, GET);
        world.pass(2_990);
        assertTrue(client.inputEnd().isEmpty());
        world.pass(20);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
    }

    @Test
    void shouldSayCloseWhenTheServerDrains() {
        HttpServer server = serve(HttpServerOptions.DEFAULT, AnsweringAtOnceTest::hello);
        RawPeer client = world.dial();
        server.drain(1_000);
        world.settle();
        client.send(GET);
        world.settle();
        assertTrue(client.take().contains("\r\nConnection: close\r\n"));
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
    }
}
