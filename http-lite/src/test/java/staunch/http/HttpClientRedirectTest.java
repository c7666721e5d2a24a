package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;
import staunch.reactor.DeadlineException;

/** Which redirects are followed, and how. */
class HttpClientRedirectTest extends HttpClientCase {
    private int port;
    private String url;
    private HttpClient client;

    @BeforeEach
    void begin() {
        port = listen();
        url = "http://h:" + port + "/";
        client = client(OPTIONS.withMaxRedirects(3));
    }

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Go\r\nLocation: " + location + "\r\nContent-Length: 4\r\n\r\nthis";
    }

    @Test
    void shouldFollowNoneByDefault() {
        CompletableFuture<WholeResponse> response = get(client(OPTIONS), url);
        say(0, redirect(302, "/b"));
        assertEquals(302, response.join().status().code());
        assertEquals("this", response.join().text());
    }

    /** RFC 9110 §15.4. */
    @ParameterizedTest
    @CsvSource({
        "301, GET,    GET,    true",
        "301, HEAD,   HEAD,   true",
        "301, POST,   GET,    false",
        "301, PUT,    PUT,    true",
        "302, POST,   GET,    false",
        "302, DELETE, DELETE, true",
        "303, POST,   GET,    false",
        "303, PUT,    GET,    false",
        "303, HEAD,   HEAD,   false",
        "307, POST,   POST,   true",
        "307, GET,    GET,    true",
        "308, POST,   POST,   true",
        "308, PATCH,  PATCH,  true",
    })
    void shouldRewriteTheMethodAsTheStatusSays(int status, String before, String behind, boolean withBody) {
        Request request =
                Request.of(Method.of(before), url).with("Content-Type", "a/b").withBody(Body.of("body"));
        CompletableFuture<WholeResponse> response = fetch(client, request);
        heard(0);
        say(0, redirect(status, "/b").replace("this", before.equals("HEAD") ? "" : "this"));
        String sent = heard(0);
        assertTrue(sent.startsWith(behind + " /b HTTP/1.1\r\n"), sent);
        assertEquals(withBody, sent.endsWith("body"), sent);
        assertEquals(withBody, sent.contains("Content-Type"), sent);
        say(0, behind.equals("HEAD") ? OK.substring(0, OK.length() - 2) : OK);
        assertTrue(response.join().status().isSuccess());
        assertEquals(1, peers.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "300 Choices\r\nLocation: /b",
                "304 Not Modified\r\nLocation: /b",
                "302 Found",
                "302 Found\r\n" + "Location: /b\r\nLocation: /c",
                "302 Found\r\nLocation: mailto:a@b",
                "302 Found\r\nLocation: http://u:p@h/",
                "200 OK\r\nLocation: /b"
            })
    void shouldNotFollowWhatIsNoRedirect(String head) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, "HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
        assertEquals(head.substring(0, 3), "" + response.join().status().code());
    }

    @Test
    void shouldStopAtTheBound() {
        CompletableFuture<WholeResponse> response = get(client, url);
        for (int i = 0; i < 4; i++) {
            assertFalse(response.isDone());
            say(0, redirect(302, "/" + i));
        }
        assertEquals("/3", response.join().head().fields().first("Location").orElseThrow());
        assertEquals(1, peers.size());
    }

    @Test
    void shouldNotFollowWithABodyThatIsGone() {
        Body once = new Body.Produced(OptionalLong.of(1), out -> {
            out.write(ByteBuffer.wrap(new byte[1]));
            out.end();
        });
        CompletableFuture<WholeResponse> response = fetch(client, Request.post(url, "a/b", once));
        say(0, redirect(307, "/b"));
        assertEquals(307, response.join().status().code());
    }

    @Test
    void shouldGoFromHttpToHttpsAndNotBack() {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, redirect(301, "https://h:" + port + "/safe"));
        assertEquals(2, peers.size());
        say(1, redirect(301, url));
        assertEquals(301, response.join().status().code());

        HttpClient trusting = client(OPTIONS.withMaxRedirects(3).withRedirectsToPlain());
        CompletableFuture<WholeResponse> plain = get(trusting, "https://h:" + port + "/");
        say(2, redirect(301, url));
        say(3, OK);
        assertEquals("ok", plain.join().text());
    }

    @Test
    void shouldKeepCredentialsFromOtherOrigins() {
        Request request = Request.get(url)
                .with("Authorization", "Basic x")
                .with("Cookie", "a=b")
                .with("Accept", "c/d");
        fetch(client, request);
        heard(0);
        say(0, redirect(302, "/same"));
        String same = heard(0);
        assertTrue(same.contains("Authorization") && same.contains("Cookie"), same);
        say(0, redirect(302, "http://other:" + port + "/"));
        String other = heard(1);
        assertFalse(other.contains("Authorization") || other.contains("Cookie"), other);
        assertTrue(other.contains("Accept: c/d"));
        say(1, redirect(302, url));
        String back = heard(0);
        assertTrue(back.startsWith("GET / HTTP/1.1") && !back.contains("Cookie"), back);
        say(0, OK);
    }

    @Test
    void shouldNotReadALongBodyOfARedirect() {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 900000\r\n\r\n" + "x".repeat(65_000));
        assertEquals(1, peers.size());
        say(0, "x".repeat(1_000));
        assertEquals(2, peers.size());
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldFollowThoughTheConnectionBreaksBehindTheHead() {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, redirect(302, "/b").replace("this", "th"));
        hangUp(0);
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldBoundAllHopsByOneDeadline() {
        clients = simulation.newReactor(3);
        HttpClient impatient = client(OPTIONS.withMaxRedirects(3).withRequestTimeoutMillis(10_000));
        CompletableFuture<WholeResponse> response = get(impatient, url);
        pass(6_000);
        say(0, redirect(302, "http://k:" + port + "/"));
        pass(3_999);
        assertFalse(response.isDone());
        pass(1);
        assertTrue(failure(DeadlineException.class, response).getMessage().contains("requestTimeoutMillis"));
    }

    @Test
    void shouldCancelBehindARedirectToAnotherLoop() {
        clients = simulation.newReactor(3);
        HttpClient wide = client(OPTIONS.withMaxRedirects(30));
        for (int i = 0; i < 8; i++) {
            CompletableFuture<WholeResponse> response = get(wide, url);
            int peer = peers.size() - 1;
            say(
                    peer,
                    redirect(302, "http://k" + i + ":" + port + "/")
                            .replace("Content-Length: 4", "Connection: close\r\nContent-Length: 4"));
            response.cancel(false);
            settle();
            assertTrue(peers.get(peers.size() - 1).isClosed());
        }
    }
}
