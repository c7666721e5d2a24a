package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.reactor.ConnectFailure;
import staunch.reactor.ConnectOptions;
import staunch.reactor.DeadlineException;
import staunch.reactor.InputEnd;

/** Which connection a request gets, how long it waits for one, and when connections end. */
class HttpClientPoolTest extends HttpClientCase {
    private String url;
    private HttpClient client;

    @BeforeEach
    void begin() {
        url = "http://h:" + listen() + "/";
        client = client(OPTIONS);
    }

    // ---- use and reuse ----

    @Test
    void shouldUseOneConnectionForOneRequestAfterTheOther() {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<WholeResponse> response = get(client, url + i);
            assertEquals(1, peers.size());
            assertTrue(heard(0).startsWith("GET /" + i + " HTTP/1.1\r\nHost: h:"));
            say(0, OK);
            assertEquals("ok", response.join().text());
        }
    }

    @Test
    void shouldUseTheNewestIdleConnectionFirst() {
        get(client, url + 1);
        get(client, url + 2);
        assertEquals(2, peers.size());
        say(1, OK);
        say(0, OK);
        heard(0);
        get(client, url + 3);
        assertTrue(heard(0).startsWith("GET /3 "));
        say(0, OK);
    }

    @Test
    void shouldKeepToTheMaximumOfAnOrigin() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(2));
        List<CompletableFuture<WholeResponse>> responses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            responses.add(get(narrow, url + i));
        }
        assertEquals(2, peers.size());
        for (int i = 0; i < 5; i++) {
            say(i % 2, OK);
            assertEquals("ok", responses.get(i).join().text());
        }
        assertEquals(2, peers.size());
    }

    @Test
    void shouldKeepToTheMaximumOverAllLoops() {
        clients = simulation.newReactor(3);
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(4));
        for (int i = 0; i < 20; i++) {
            get(narrow, url);
        }
        assertEquals(4, peers.size());
        assertEquals(
                List.of(1, 1, 2),
                clients.loops().stream()
                        .map(loop -> loop.connections())
                        .sorted()
                        .toList());
        narrow.shutdown();
        peers.forEach(peer -> peer.channel().abort());
        settle();
    }

    @Test
    void shouldReuseAConnectionThoughThereAreManyLoops() {
        clients = simulation.newReactor(3);
        HttpClient wide = client(OPTIONS);
        for (int i = 0; i < 5; i++) {
            get(wide, url);
            say(0, OK);
        }
        assertEquals(1, peers.size());
    }

    @Test
    void shouldNotMixOrigins() {
        String other = "http://h:" + listen() + "/";
        get(client, url);
        say(0, OK);
        get(client, other);
        assertEquals(2, peers.size());
        get(client, url.replace("//h", "//k"));
        assertEquals(3, peers.size());
        assertTrue(heard(2).contains("Host: k:"));
    }

    @Test
    void shouldForgetAnOriginWithItsLastConnection() {
        get(client, url);
        assertEquals(1, client.pools().origins());
        say(0, OK);
        assertEquals(1, client.pools().origins());
        hangUp(0);
        assertEquals(0, client.pools().origins());
    }

    @Test
    void shouldGoOnBehindARequestThatCannotBeSent() {
        CompletableFuture<WholeResponse> bad = fetch(client, Request.get(url).with("Host", "x"));
        failure(IllegalArgumentException.class, bad);
        CompletableFuture<WholeResponse> good = get(client, url);
        say(0, OK);
        assertEquals("ok", good.join().text());
        assertEquals(1, peers.size());
    }

    // ---- idle ----

    @Test
    void shouldEvictWhatIsIdleForTooLong() {
        get(client, url);
        get(client, url);
        say(0, OK);
        pass(10_000);
        say(1, OK);
        pass(19_999);
        assertTrue(peers.get(0).inputEnd().isEmpty());
        pass(1);
        assertEquals(InputEnd.CLEAN, peers.get(0).inputEnd().orElseThrow());
        pass(9_999);
        assertTrue(peers.get(1).inputEnd().isEmpty());
        pass(1);
        assertEquals(InputEnd.CLEAN, peers.get(1).inputEnd().orElseThrow());
        assertEquals(0, client.pools().origins());
    }

    @Test
    void shouldNotUseAConnectionThatTheServerHasClosed() {
        get(client, url);
        say(0, OK);
        hangUp(0);
        CompletableFuture<WholeResponse> next = fetch(client, Request.post(url, "a/b", Body.of("x")));
        say(1, OK);
        assertEquals("ok", next.join().text());
    }

    @Test
    void shouldNotUseAConnectionBehindARequestThatClosesIt() {
        fetch(client, Request.get(url).with("Connection", "close"));
        say(0, OK);
        assertEquals(InputEnd.CLEAN, peers.get(0).inputEnd().orElseThrow());
    }

    // ---- waiting ----

    @Test
    void shouldBoundWhatWaits() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1).withMaxWaitingRequests(2));
        List<CompletableFuture<WholeResponse>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(get(narrow, url));
        }
        assertTrue(failure(IllegalStateException.class, all.get(3)).getMessage().contains("maxWaitingRequests"));
        say(0, OK);
        say(0, OK);
        say(0, OK);
        assertEquals("ok", all.get(2).join().text());
    }

    @Test
    void shouldNotWaitForAConnectionForEver() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1).withTimeouts(100_000, 100_000));
        get(narrow, url);
        CompletableFuture<WholeResponse> waiting = get(narrow, url);
        pass(29_999);
        assertFalse(waiting.isDone());
        pass(1);
        assertTrue(failure(DeadlineException.class, waiting).getMessage().contains("waitTimeoutMillis"));
        say(0, OK);
        assertEquals(1, peers.size());
    }

    @Test
    void shouldBoundTheWholeRequest() {
        HttpClient impatient = client(OPTIONS.withRequestTimeoutMillis(5_000));
        CompletableFuture<WholeResponse> slow = get(impatient, url);
        say(0, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        pass(4_999);
        say(0, "x");
        assertFalse(slow.isDone());
        pass(1);
        assertTrue(failure(DeadlineException.class, slow).getMessage().contains("requestTimeoutMillis"));
        assertTrue(peers.get(0).isClosed());
    }

    @Test
    void shouldLetAFreedPlaceServeWhoWaits() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1));
        CompletableFuture<WholeResponse> first = get(narrow, url);
        CompletableFuture<WholeResponse> second = get(narrow, url);
        peers.get(0).channel().abort();
        settle();
        failure(LostConnectionException.class, first);
        say(1, OK);
        assertEquals("ok", second.join().text());
    }

    // ---- cancellation ----

    @Test
    void shouldCancelWhatWaitsAndWhatIsSent() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1));
        List<Boolean> finished = new ArrayList<>();
        CompletableFuture<WholeResponse> sent = get(narrow, url);
        CompletableFuture<WholeResponse> waiting =
                fetch(narrow, Request.post(url, "a/b", new Body.Produced(OptionalLong.of(1), new BodyProducer() {
                    @Override
                    public void produce(BodyWriter out) {}

                    @Override
                    public void finished(boolean whole) {
                        finished.add(whole);
                    }
                })));
        waiting.cancel(false);
        settle();
        assertEquals(List.of(false), finished);
        say(0, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
        sent.cancel(false);
        settle();
        assertEquals(InputEnd.RESET, peers.get(0).inputEnd().orElse(InputEnd.RESET));
        assertTrue(peers.get(0).isClosed());
        CompletableFuture<WholeResponse> next = get(narrow, url);
        say(1, OK);
        assertEquals("ok", next.join().text());
    }

    @Test
    void shouldTellTheConsumerOfACancellation() {
        ResponseCollector collector = new ResponseCollector(MAX_BYTES, new CompletableFuture<>(), () -> {});
        HttpCall early = client.send(Request.get(url), collector);
        early.cancel();
        settle();
        failure(CancellationException.class, collector.whole());
        early.cancel();
        early.resume();
        settle();
    }

    // ---- connecting ----

    @Test
    void shouldTryTheAddressesInTurn() {
        InetAddress nobody = address(127, 0, 0, 9);
        HttpClient several =
                client(OPTIONS.withResolver(host -> CompletableFuture.completedStage(List.of(nobody, LOOPBACK))));
        CompletableFuture<WholeResponse> response = get(several, url);
        say(0, OK);
        assertEquals("ok", response.join().text());
    }

    @Test
    void shouldSayWhyThereIsNoConnection() {
        HttpClient lost = client(OPTIONS.withResolver(
                host -> CompletableFuture.completedStage(List.of(address(127, 0, 0, 9), address(127, 0, 0, 10)))));
        CompletableFuture<WholeResponse> response = get(lost, url);
        ConnectFailure last = failure(ConnectFailure.class, response);
        assertTrue(last.getMessage().contains("127.0.0.10"), last.getMessage());
        assertTrue(last.getSuppressed()[0].getMessage().contains("127.0.0.9:"));
    }

    @Test
    void shouldFailWithTheResolver() {
        HttpClient nameless =
                client(OPTIONS.withResolver(host -> CompletableFuture.failedStage(new UnknownHostException(host))));
        failure(UnknownHostException.class, get(nameless, url));
        HttpClient empty = client(OPTIONS.withResolver(host -> CompletableFuture.completedStage(List.of())));
        failure(UnknownHostException.class, get(empty, url));
        HttpClient broken = client(OPTIONS.withResolver(host -> {
            throw new IllegalStateException("a bug");
        }));
        failure(IllegalStateException.class, get(broken, url));
    }

    @Test
    void shouldBoundTheTimeToResolve() {
        CompletableFuture<List<InetAddress>> never = new CompletableFuture<>();
        HttpClient waiting = client(OPTIONS.withResolver(host -> never)
                .withConnect(ConnectOptions.DEFAULT.withConnectTimeoutMillis(3_000)));
        CompletableFuture<WholeResponse> response = get(waiting, url);
        pass(2_999);
        assertFalse(response.isDone());
        pass(1);
        assertTrue(failure(DeadlineException.class, response).getMessage().contains("connectTimeoutMillis"));
        never.complete(List.of(LOOPBACK));
        settle();
        assertEquals(0, peers.size());
    }

    @Test
    void shouldFailWithTheLayer() {
        HttpClient plain = HttpClient.on(
                clients,
                origin -> {
                    throw new IllegalArgumentException("no TLS here");
                },
                OPTIONS);
        failure(IllegalArgumentException.class, get(plain, url.replace("http", "https")));
    }

    private static InetAddress address(int... octets) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) octets[0], (byte) octets[1], (byte) octets[2], (byte) octets[3]});
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    // ---- the end ----

    @Test
    void shouldDrainWhenClosed() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1));
        CompletableFuture<WholeResponse> sent = get(narrow, url);
        CompletableFuture<WholeResponse> waiting = get(narrow, url);
        CompletableFuture<Void> drained = narrow.shutdown().toCompletableFuture();
        failure(IllegalStateException.class, get(narrow, url));
        say(0, OK);
        assertFalse(drained.isDone());
        assertTrue(peers.get(0).inputEnd().isEmpty());
        say(0, OK);
        assertTrue(drained.isDone());
        assertEquals("ok", sent.join().text());
        assertEquals("ok", waiting.join().text());
        assertEquals(InputEnd.CLEAN, peers.get(0).inputEnd().orElseThrow());
    }

    @Test
    void shouldCloseWhatIsIdleWhenClosed() {
        get(client, url);
        say(0, OK);
        client.close();
        settle();
        assertEquals(InputEnd.CLEAN, peers.get(0).inputEnd().orElseThrow());
        assertTrue(client.shutdown().toCompletableFuture().isDone());
    }

    @Test
    void shouldFailEverythingWhenTheReactorEnds() {
        HttpClient narrow = client(OPTIONS.withMaxConnectionsPerOrigin(1));
        CompletableFuture<WholeResponse> sent = get(narrow, url);
        CompletableFuture<WholeResponse> waiting = get(narrow, url);
        clients.shutdown(1_000);
        pass(1_000);
        failure(IOException.class, sent);
        assertTrue(waiting.isCompletedExceptionally());
        assertTrue(get(narrow, url).isCompletedExceptionally());
        assertTrue(narrow.shutdown().toCompletableFuture().isDone());
    }

    @Test
    void shouldNotWaitOnALoop() {
        List<Throwable> thrown = new ArrayList<>();
        clients.loops()
                .get(0)
                .execute(() -> thrown.add(assertThrows(
                        IllegalStateException.class, () -> client.fetchAndWait(Request.get(url), MAX_BYTES))));
        settle();
        assertEquals(1, thrown.size());
    }
}
