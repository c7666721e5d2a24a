package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Step;

/** What of a head goes on: rows 86, 87 and 91. */
class ForwardedHeadTest {
    private static RequestHead request(String start, String fields) {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.forRequests());
        String text = (start + "~Host: h~" + fields + "~~").replace("~~~", "~~").replace("~", "\r\n");
        Step step = decoder.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(Step.HEAD, step, text);
        return decoder.head();
    }

    private static String forwarded(String start, String fields) {
        Fields kept = ForwardedHead.ofRequest(request(start, fields), "p");
        return java.util.stream.StreamSupport.stream(kept.spliterator(), false)
                .map(field -> field.name() + ": " + field.value())
                .collect(Collectors.joining("~"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b: 1~A: 2~b: 3                          | b: 1~A: 2~b: 3~Via: 1.1 p",
                "Connection: x, Y~X: 1~y: 2~z: 3         | z: 3~Via: 1.1 p",
                "Connection: x~Connection: y~X: 1~y: 2   | Via: 1.1 p",
                "X: 1~Connection: x                      | Via: 1.1 p",
                "Keep-Alive: 1~TE: trailers~Trailer: x   | Via: 1.1 p",
                "Proxy-Connection: keep-alive            | Via: 1.1 p",
                "Proxy-Authorization: Basic abc          | Via: 1.1 p",
                "Connection: Proxy-Authorization~Proxy-Authorization: Basic abc | Via: 1.1 p",
                "Connection: close                       | Via: 1.1 p",
                "Connection: Authorization~Authorization: x | Authorization: x~Via: 1.1 p",
                "Connection: Cookie, Via~Cookie: a=b~Via: 1.1 q | Cookie: a=b~Via: 1.1 q~Via: 1.1 p",
                "Connection: Content-Length~Content-Length: 3 | Via: 1.1 p",
                "Connection: Host, Transfer-Encoding~Transfer-Encoding: chunked | Via: 1.1 p",
                "Connection: upgrade~Upgrade: websocket  | Connection: Upgrade~Upgrade: websocket~Via: 1.1 p",
                "Upgrade: websocket                      | Via: 1.1 p",
                "Connection: upgrade, HTTP2-Settings~Upgrade: h2c~HTTP2-Settings: x | Via: 1.1 p",
                "Connection: upgrade~Upgrade: h2c, websocket | Connection: Upgrade~Upgrade: websocket~Via: 1.1 p",
                "Max-Forwards: 7                         | Max-Forwards: 7~Via: 1.1 p",
                "Expect: 100-continue~Content-Length: 1  | Expect: 100-continue~Via: 1.1 p",
            })
    void shouldKeepWhatIsEndToEnd(String fields, String kept) {
        assertEquals(kept, forwarded("GET / HTTP/1.1", fields));
    }

    @Test
    void shouldSayWhichVersionItHeard() {
        assertEquals("Via: 1.0 p", forwarded("GET / HTTP/1.0", ""));
        assertEquals("Via: 1.0 p", forwarded("GET / HTTP/1.0", "Connection: upgrade~Upgrade: websocket"));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS,0,true,0",
        "TRACE,0,true,0",
        "GET,0,false,0",
        "OPTIONS,1,false,0",
        "TRACE,10,false,9",
        "GET,10,false,10",
        "OPTIONS,-1,false,-1",
        "OPTIONS,99999999999999999999,false,99999999999999999999",
        "OPTIONS,x,false,x",
    })
    void shouldCountHops(String method, String hops, boolean ends, String left) {
        RequestHead head = request(method + " / HTTP/1.1", "Max-Forwards: " + hops);
        assertEquals(ends, ForwardedHead.endsHere(head));
        if (!ends) {
            assertEquals(
                    left,
                    ForwardedHead.ofRequest(head, "p").first("Max-Forwards").orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.1 p,true",
        "'1.0 a, 1.1 p',true",
        "'HTTP/1.1 p',true",
        "'1.1 p, 1.1 b (x)',true",
        "1.1 pp,false",
        "p,false",
        "1.1 p:80,false",
    })
    void shouldKnowItself(String via, boolean passed) {
        assertEquals(passed, ForwardedHead.hasPassed(request("GET / HTTP/1.1", "Via: " + via), "p"));
    }

    @Test
    void shouldEchoNothingSecret() {
        RequestHead head = request("TRACE / HTTP/1.1", "Cookie: s1~Authorization: s2~proxy-authorization: s3~A: b");
        String echo =
                new String(((staunch.http.Body.Bytes) TraceEcho.of(head).body()).bytes(), StandardCharsets.ISO_8859_1);
        assertTrue(echo.startsWith("TRACE / HTTP/1.1\r\n") && echo.endsWith("A: b\r\n\r\n"), echo);
        assertFalse(echo.matches("(?s).*s[123].*"), echo);
    }
}
