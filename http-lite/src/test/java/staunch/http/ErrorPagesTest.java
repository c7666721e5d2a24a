package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** What a server shows with an error, and what it does with pages that are good for nothing. */
class ErrorPagesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String MALFORMED = "GET  / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final ErrorPages HTML =
            (status, reason) -> Response.of(status, "text/html", "<h1>" + status.code() + "</h1>");

    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private RawPeer ask(ErrorPages pages, HttpHandler handler, String request) {
        world.serve(handler, HttpServerOptions.DEFAULT.withErrorPages(pages));
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    private static void broken(Exchange exchange) {
        throw new IllegalStateException("broken");
    }

    @Test
    void shouldShowThemForWhatNeverReachesAHandler() {
        RawPeer client = ask(HTML, exchange -> {}, MALFORMED + GET);
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.endsWith("<h1>400</h1>"), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
    }

    @Test
    void shouldShowThemForWhatAHandlerFailsOrThrows() {
        RawPeer client = ask(HTML, exchange -> exchange.fail(Status.NOT_FOUND), GET);
        assertTrue(client.take().endsWith("<h1>404</h1>"));
        client = ask(HTML, ErrorPagesTest::broken, GET);
        assertTrue(client.take().endsWith("<h1>500</h1>"));
    }

    static Stream<Arguments> useless() {
        return Stream.of(
                Arguments.of("another status", (ErrorPages) (status, reason) -> Response.of(Status.OK)),
                Arguments.of("a body that is made", (ErrorPages)
                        (status, reason) -> Response.streaming(status, "a/b", OptionalLong.of(0), BodyWriter::end)),
                Arguments.of("throws", (ErrorPages) (status, reason) -> {
                    throw new IllegalStateException("no page");
                }),
                Arguments.of("null", (ErrorPages) (status, reason) -> Response.class.cast(null)),
                Arguments.of("framed", (ErrorPages)
                        (status, reason) -> new Response(status, Fields.of("Content-Length", "3"), Body.of("abc"))),
                Arguments.of("framed too", (ErrorPages) (status, reason) ->
                        new Response(status, Fields.of("Transfer-Encoding", "chunked"), Body.of("abc"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("useless")
    void shouldShowThePlainOneInsteadOfOneThatIsUseless(String what, ErrorPages pages) {
        RawPeer refused = ask(pages, exchange -> {}, MALFORMED);
        String answer = refused.take();
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\r\n\r\n400 Bad Request: "), answer);
        RawPeer failed = ask(pages, ErrorPagesTest::broken, GET);
        answer = failed.take();
        assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
        assertTrue(answer.contains("\r\n\r\n500 Internal Server Error: "), answer);
    }

    @Test
    void shouldAnswerWithoutAPageThatIsTooLargeForARefusal() {
        ErrorPages large = (status, reason) -> Response.of(status, "text/html", "x".repeat(100_000));
        RawPeer client = ask(large, exchange -> {}, MALFORMED);
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.endsWith("Content-Length: 0\r\n\r\n"), answer);
        RawPeer failed = ask(large, ErrorPagesTest::broken, GET);
        world.until(() -> failed.received().length() > 100_000);
        assertTrue(failed.take().startsWith("HTTP/1.1 500 "));
    }
}
