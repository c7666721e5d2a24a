package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** The rows of what must hold on a client, each in one piece and one byte at a time: what is told, and what is used again. */
class HttpRowsOnClientTest extends HttpClientCase {
    enum Cut {
        WHOLE,
        BYTES
    }

    private String url;
    private HttpClient client;

    @BeforeEach
    void begin() {
        Transport.Ends ends = transport().ends();
        String scheme = transport() == Transport.PLAIN ? "http" : "https";
        url = scheme + "://h:" + listen(ends.server()) + "/";
        client = HttpClient.on(clients, origin -> ends.client(), OPTIONS);
    }

    Transport transport() {
        return Transport.PLAIN;
    }

    private void say(Cut cut, String text) {
        for (String piece : cut == Cut.WHOLE ? new String[] {text} : text.split("")) {
            say(peers.size() - 1, piece);
        }
    }

    /** That the next request goes to a new connection, and the one before was closed. */
    private void assertNotUsedAgain() {
        int before = peers.size();
        CompletableFuture<WholeResponse> next = get(client, url);
        assertEquals(before + 1, peers.size());
        assertTrue(peers.get(before - 1).inputEnd().isPresent());
        say(before, OK);
        assertEquals("ok", next.join().text());
    }

    private void assertUsedAgain() {
        int before = peers.size();
        CompletableFuture<WholeResponse> next = get(client, url);
        assertEquals(before, peers.size());
        say(before - 1, OK);
        assertEquals("ok", next.join().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+5", "-1", "0x5", "5 5", "", "abc", "9223372036854775808", "5,6", "5, 5", "005"})
    void shouldDiscardAResponseOfInvalidLength(String length) {
        for (Cut cut : Cut.values()) {
            CompletableFuture<WholeResponse> response = get(client, url);
            say(cut, "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            failure(HttpParseException.class, response);
            assertNotUsedAgain();
            hangUp(peers.size() - 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void shouldNotUseAConnectionWithBytesBehindTheResponse(Cut cut) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(cut, OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        assertEquals("ok", response.join().text());
        assertNotUsedAgain();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void shouldLetTransferEncodingWinAndClose(Cut cut) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(cut, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n");
        assertEquals("ab", response.join().text());
        assertNotUsedAgain();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void shouldCloseAnIdleConnectionThatSpeaks(Cut cut) {
        get(client, url);
        say(0, OK);
        say(cut, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
        assertEquals(InputEnd.CLEAN, peers.get(0).inputEnd().orElseThrow());
        assertNotUsedAgain();
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, 'HTTP/1.1 200 '", "BYTES, 'HTTP/1.1 200 '", "WHOLE, HTTP/1.1 200", "BYTES, HTTP/1.1 200"})
    void shouldAcceptAStatusLineWithoutReason(Cut cut, String line) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(cut, line + "\r\nContent-Length: 2\r\n\r\nok");
        assertEquals(Status.OK, response.join().status());
        assertUsedAgain();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void shouldSkipInterimResponses(Cut cut) {
        CompletableFuture<WholeResponse> response = get(client, url);
        say(
                cut,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n");
        assertFalse(response.isDone());
        say(cut, OK);
        assertEquals("ok", response.join().text());
        assertUsedAgain();
    }
}
