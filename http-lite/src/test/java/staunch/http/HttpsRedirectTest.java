package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request is sent on to, by what it says of its place. */
class HttpsRedirectTest {
    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private String ask(int httpsPort, String request) {
        world.serve(new HttpsRedirect(httpsPort));
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client.take();
    }

    private static void assertRedirects(String status, String location, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\r\nLocation: " + location + "\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "443,  /,            h,              https://h/",
        "443,  /,            h:80,           https://h/",
        "443,  /,            h:,             https://h/",
        "8443, /,            h:8080,         https://h:8443/",
        "8443, /,            127.0.0.1:8080, https://127.0.0.1:8443/",
        "443,  /,            [::1],          https://[::1]/",
        "443,  /,            [::1]:8080,     https://[::1]/",
        "8443, /,            [::1],          https://[::1]:8443/",
        "8443, /,            [2001:db8::2]:80, https://[2001:db8::2]:8443/",
        "443,  /a/b%20c?x=%2F&y, h,          https://h/a/b%20c?x=%2F&y",
        "443,  /a?,          h,              https://h/a?",
        "443,  /a??b=?,      h,              https://h/a??b=?",
        "443,  //evil.test/x, h,             https://h//evil.test/x",
        "443,  /%0d%0aX:y,   h,              https://h/%0d%0aX:y",
        "443,  http://other:81/a?b, h,       https://other/a?b",
        "443,  http://other, h,              https://other/",
        "443,  http://other?b, h,            https://other/?b",
        "8443, http://[::1]:81/a, h,         https://[::1]:8443/a",
        "443,  https://other/a, h,           https://other/a",
    })
    void shouldKeepThePlace(int httpsPort, String target, String host, String location) {
        assertRedirects("301", location, ask(httpsPort, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"GET, 301", "HEAD, 301", "POST, 308", "PUT, 308", "DELETE, 308", "OPTIONS, 308", "BREW, 308"})
    void shouldKeepTheMethod(String method, String status) {
        String answer = ask(443, method + " /a HTTP/1.1\r\nHost: h\r\n\r\n");
        assertRedirects(status, "https://h/a", answer);
    }

    @ParameterizedTest
    @CsvSource({"5, keep-alive", "100000, close"})
    void shouldNotReadWhatIsPosted(int length, String connection) {
        String head = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
        String answer = ask(443, head + "hello");
        assertRedirects("308", "https://h/a", answer);
        assertEquals(connection.equals("close"), answer.contains("\r\nConnection: close\r\n"), answer);
    }

    /** HTTP/1.0 may come without Host, which then says where to; OPTIONS of a whole server has no place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void shouldRefuseWhoDoesNotSayWhereTo(String request) {
        String answer = ask(443, request);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("Location"), answer);
    }

    /** None of these can put anything of its own into the answer: what is no authority, or no target, is refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n X: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h/@evil.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: u@evil.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h%0d%0aX:y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /\rX:y HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /\nX:y HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET http://h\r/ HTTP/1.1\r\nHost: h\r\n\r\n"
            })
    void shouldGiveNobodyALineOfItsOwn(String request) {
        String answer = ask(443, request);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("Location") || answer.contains("\r\nX:"), answer);
    }

    @ParameterizedTest
    @CsvSource({"h, 301", "H:80, 301", "[::1]:80, 301", "evil.test, 421", "h.evil.test, 421", "x.h, 421"})
    void shouldKeepToItsHosts(String host, String status) {
        world.serve(new HttpsRedirect(443, Set.of("h", "[::1]")));
        RawPeer client = world.dial();
        client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        world.settle();
        String answer = client.take();
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(status.equals("301"), answer.contains("\r\nLocation: "), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h:80", "H", "[::1]:80"})
    void shouldWantHostsAsTheyAreCompared(String host) {
        assertThrows(IllegalArgumentException.class, () -> new HttpsRedirect(443, Set.of(host)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void shouldWantAPort(int port) {
        assertThrows(IllegalArgumentException.class, () -> new HttpsRedirect(port));
    }
}
