package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.reactor.DeadlineException;

/** When a request is sent a second time, and when not. */
class HttpClientRetryTest extends HttpClientCase {
    private String url;
    private HttpClient client;

    @BeforeEach
    void useAConnection() {
        url = "http://h:" + listen() + "/";
        client = client(OPTIONS);
        get(client, url);
        say(0, OK);
        heard(0);
    }

    private Request request(String method, Body body) {
        return Request.of(Method.of(method), url).withBody(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void shouldSendAnIdempotentRequestAgain(String method) {
        CompletableFuture<WholeResponse> response = fetch(client, request(method, Body.of("body")));
        String sent = heard(0);
        hangUp(0);
        assertFalse(response.isDone());
        assertEquals(sent, heard(1));
        say(1, method.equals("HEAD") ? OK.substring(0, OK.length() - 2) : OK);
        assertTrue(response.join().status().isSuccess());
    }

    @Test
    void shouldSendItAgainBehindAReset() {
        CompletableFuture<WholeResponse> response = get(client, url);
        peers.get(0).channel().abort();
        settle();
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldNotSendItAThirdTime() {
        CompletableFuture<WholeResponse> response = get(client, url);
        hangUp(0);
        hangUp(1);
        failure(LostConnectionException.class, response);
        assertEquals(2, peers.size());
    }

    @Test
    void shouldUseANewConnectionForTheSecondTry() {
        get(client, url);
        get(client, url);
        say(1, OK);
        CompletableFuture<WholeResponse> response = get(client, url);
        get(client, url);
        say(2, OK);
        hangUp(1);
        assertEquals(4, peers.size());
        say(3, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldMakeRoomForANewConnection() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1));
        get(narrow, url);
        say(1, OK);
        CompletableFuture<WholeResponse> response = get(narrow, url);
        CompletableFuture<WholeResponse> behind = get(narrow, url);
        hangUp(1);
        say(2, OK);
        assertEquals("ok", response.join().text());
        say(2, OK);
        assertEquals("ok", behind.join().text());
    }

    @Test
    void shouldSendNothingAgainThatIsNotIdempotent() {
        for (String method : new String[] {"POST", "PATCH", "UNKNOWN"}) {
            int peer = peers.size() - 1;
            CompletableFuture<WholeResponse> response = fetch(client, request(method, Body.NONE));
            hangUp(peer);
            failure(LostConnectionException.class, response);
            assertEquals(peer + 1, peers.size());
            get(client, url);
            say(peer + 1, OK);
        }
    }

    @Test
    void shouldSendNothingAgainWhoseBodyIsGone() {
        Body once = new Body.Produced(OptionalLong.of(1), out -> {
            out.write(ByteBuffer.wrap(new byte[1]));
            out.end();
        });
        CompletableFuture<WholeResponse> response = fetch(client, request("PUT", once));
        hangUp(0);
        failure(LostConnectionException.class, response);
        assertEquals(1, peers.size());
    }

    @Test
    void shouldSendNothingAgainOnAFirstConnection() {
        CompletableFuture<WholeResponse> first = get(client, url);
        CompletableFuture<WholeResponse> fresh = get(client, url);
        hangUp(1);
        failure(LostConnectionException.class, fresh);
        say(0, OK);
        assertEquals("ok", first.join().text());
        assertEquals(2, peers.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"})
    void shouldSendNothingAgainOnceAByteHasCome(String part) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(0, part);
        hangUp(0);
        failure(LostConnectionException.class, response);
        assertEquals(1, peers.size());
    }

    @Test
    void shouldSendNothingAgainBehindADeadline() {
        CompletableFuture<WholeResponse> response = get(client, url);
        pass(30_000);
        failure(DeadlineException.class, response);
        assertEquals(1, peers.size());
    }

    /** The consumer had left bytes of the response before, and taken them later. */
    @Test
    void shouldSeeTheEndOfAConnectionWhoseConsumerHadPaused() {
        SlowTaker slow = new SlowTaker();
        HttpCall call = client.send(Request.get(url), slow);
        settle();
        say(0, OK);
        assertEquals("o", slow.text());
        call.resume();
        settle();
        assertEquals("ok", slow.text());
        assertEquals(Fields.empty(), slow.end().join());
        CompletableFuture<WholeResponse> response = get(client, url);
        hangUp(0);
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldSendABodyAgainThatCanBeMadeAgain() {
        AtomicInteger made = new AtomicInteger();
        Body again = new Body.Repeatable(OptionalLong.of(4), () -> {
            made.incrementAndGet();
            return Body.of("body").newProducer();
        });
        CompletableFuture<WholeResponse> response = fetch(client, request("PUT", again));
        String sent = heard(0);
        hangUp(0);
        assertEquals(sent, heard(1));
        assertTrue(sent.endsWith("body"), sent);
        assertEquals(2, made.get());
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldSendAFileAgain(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("f"), Pattern.bytes(100_000));
        CompletableFuture<WholeResponse> response = fetch(client, request("PUT", Body.ofFile(file)));
        String sent = heard(0);
        hangUp(0);
        assertEquals(sent, heard(1));
        byte[] body = sent.substring(sent.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(Pattern.matches(body, 100_000));
        say(1, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldFailARequestWhoseFileIsGoneOrShorter(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("f"), Pattern.bytes(100_000));
        Body body = Body.ofFile(file);
        Files.write(file, Pattern.bytes(99_999));
        CompletableFuture<WholeResponse> shorter = fetch(client, request("PUT", body));
        assertTrue(causes(shorter).contains("became shorter"), causes(shorter));
        Files.delete(file);
        CompletableFuture<WholeResponse> gone = fetch(client, request("PUT", body));
        assertTrue(causes(gone).contains("NoSuchFileException"), causes(gone));
    }

    @Test
    void shouldFailARequestWhoseBodyCannotBeMade() {
        Body broken = new Body.Repeatable(OptionalLong.of(4), () -> {
            throw new IllegalStateException("on purpose");
        });
        CompletableFuture<WholeResponse> response = fetch(client, request("PUT", broken));
        assertTrue(causes(response).contains("on purpose"), causes(response));
    }

    private static String causes(CompletableFuture<WholeResponse> response) {
        StringBuilder text = new StringBuilder();
        Throwable cause = failure(Throwable.class, response);
        for (; cause != null; cause = cause.getCause()) {
            text.append(cause).append("; ");
        }
        return text.toString();
    }
}
