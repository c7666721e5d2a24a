package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;

class StrictTransportSecurityTest {
    private static final StrictTransportSecurity ONE_DAY = new StrictTransportSecurity(Duration.ofDays(1), false);
    private static final HttpHandler HELLO = exchange -> exchange.respond(Status.OK, "text/plain", "hello");

    private World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private List<String> said(Transport transport, Filter filter, HttpHandler handler) {
        world.close();
        world = new World(transport);
        world.serve(filter.before(handler));
        RawPeer client = world.dial();
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 "), answer);
        return answer.lines()
                .filter(line -> line.regionMatches(true, 0, "strict-transport-security:", 0, 26))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldSpeakOverTlsOnly(Transport transport) {
        List<String> expected =
                transport == Transport.PLAIN ? List.of() : List.of("Strict-Transport-Security: max-age=86400");
        assertEquals(expected, said(transport, ONE_DAY, HELLO));
    }

    @ParameterizedTest
    @CsvSource({
        "P365D, true,  max-age=31536000; includeSubDomains",
        "PT1S,  false, max-age=1",
        "PT0S,  false, max-age=0",
    })
    void shouldSayForHowLongAndForWhom(Duration maxAge, boolean includeSubDomains, String value) {
        assertEquals(
                List.of("Strict-Transport-Security: " + value),
                said(Transport.TLS, new StrictTransportSecurity(maxAge, includeSubDomains), HELLO));
    }

    @Test
    void shouldSpeakWithErrorsToo() {
        List<String> expected = List.of("Strict-Transport-Security: max-age=86400");
        assertEquals(expected, said(Transport.TLS, ONE_DAY, exchange -> exchange.fail(Status.NOT_FOUND)));
        assertEquals(expected, said(Transport.TLS, ONE_DAY, exchange -> {
            throw new IllegalStateException("a defect");
        }));
    }

    @Test
    void shouldAnswerAFailureEvenIfWhatTouchesItFailsAsWell() {
        Filter broken = (exchange, next) -> {
            exchange.onResponse(response -> {
                throw new IllegalStateException("a defect of the filter");
            });
            next.handle(exchange);
        };
        assertEquals(List.of(), said(Transport.TLS, broken, HELLO));
        assertEquals(List.of("threw a defect of the filter", "GET / 500 " + bodyBytes()), world.heard);
    }

    private static long bodyBytes() {
        return ErrorPages.PLAIN
                .page(Status.INTERNAL_SERVER_ERROR, Refusals.HANDLER_FAILED.reason())
                .body()
                .length()
                .orElseThrow();
    }

    /** A browser heeds the first line only (RFC 6797 §8.1). */
    @Test
    void shouldLeaveWhatTheHandlerSaid() {
        HttpHandler own =
                exchange -> exchange.respond(Response.of(Status.OK).with("strict-transport-security", "max-age=5"));
        assertEquals(List.of("strict-transport-security: max-age=5"), said(Transport.TLS, ONE_DAY, own));
    }

    @Test
    void shouldWantAnAge() {
        assertThrows(IllegalArgumentException.class, () -> new StrictTransportSecurity(Duration.ofSeconds(-1), false));
    }
}
