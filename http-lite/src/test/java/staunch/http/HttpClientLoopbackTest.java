package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.ConnectOptions;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/** The client over real sockets and TLS, called by many threads. */
class HttpClientLoopbackTest {
    private static final int THREADS = 8;
    private static final int REQUESTS = 100;
    private static final int CONNECTIONS = 3;

    private static final HttpClientOptions PATIENT = HttpClientOptions.DEFAULT
            .withTimeouts(Transport.PATIENCE_MILLIS, Transport.PATIENCE_MILLIS)
            .withWaitTimeoutMillis(Transport.PATIENCE_MILLIS)
            .withConnect(ConnectOptions.DEFAULT.withConnectTimeoutMillis(Transport.PATIENCE_MILLIS))
            .withResolver(host -> CompletableFuture.completedStage(List.of(InetAddress.getLoopbackAddress())));

    private static Reactor reactor(int loops) throws IOException {
        return Reactor.start(ReactorOptions.DEFAULT.withLoops(loops));
    }

    private static HttpServer serve(Reactor reactor, Layer layer, HttpHandler handler) throws IOException {
        return HttpServer.listen(
                reactor,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                layer,
                handler,
                HttpServerOptions.DEFAULT.withRequestTimeouts(Transport.PATIENCE_MILLIS, Transport.PATIENCE_MILLIS));
    }

    @Test
    void shouldServeManyThreadsByFewConnections() throws Exception {
        Transport.Ends ends = Transport.TLS.ends();
        Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
        AtomicInteger resumed = new AtomicInteger();
        Echo echo = new Echo(ForkJoinPool.commonPool());
        try (Reactor servers = reactor(2);
                Reactor clients = reactor(2);
                HttpClient client = HttpClient.on(
                        clients, origin -> ends.client(), PATIENT.withMaxConnectionsPerOrigin(CONNECTIONS))) {
            HttpServer server = serve(servers, ends.server(), exchange -> {
                if (connections.add(exchange.remoteAddress())
                        && exchange.security().orElseThrow().resumed()) {
                    resumed.incrementAndGet();
                }
                echo.handle(exchange);
            });
            String url = "https://staunch.test:" + server.port();
            assertEquals(
                    Status.OK,
                    client.fetchAndWait(Request.get(url + "/bytes/1"), 10).status());
            List<FutureTask<Integer>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                FutureTask<Integer> work = new FutureTask<>(() -> exactAnswers(client, url));
                threads.add(work);
                new Thread(work).start();
            }
            for (FutureTask<Integer> thread : threads) {
                assertEquals(REQUESTS, thread.get());
            }
            assertTrue(connections.size() <= CONNECTIONS, connections + " connections");
            assertTrue(connections.size() == 1 || resumed.get() > 0, "no session was resumed");
        }
    }

    private static int exactAnswers(HttpClient client, String url) throws IOException {
        int exact = 0;
        for (int i = 0; i < REQUESTS; i++) {
            int size = i * 997 % 100_000;
            WholeResponse response = i % 3 == 0
                    ? client.fetchAndWait(Request.post(url + "/collect", "a/b", Body.of(Pattern.bytes(size))), 1 << 20)
                    : client.fetchAndWait(Request.get(url + "/chunks/" + size), 1 << 20);
            exact += Pattern.matches(response.body(), size) ? 1 : 0;
        }
        return exact;
    }

    @Test
    void shouldFollowRedirectsBetweenLoops() throws Exception {
        try (Reactor servers = reactor(1);
                Reactor clients = reactor(3);
                HttpClient client = HttpClient.on(clients, origin -> Layer.NONE, PATIENT.withMaxRedirects(50))) {
            HttpServer server = serve(servers, Layer.NONE, exchange -> {
                int left = Integer.parseInt(exchange.request().path().substring(1));
                String next = "http://h" + left + ":"
                        + exchange.request().authority().orElseThrow().split(":")[1] + "/" + (left - 1);
                exchange.respond(
                        left == 0
                                ? Response.of(Status.OK)
                                : Response.of(Status.FOUND).with("Location", next));
            });
            List<CompletionStage<WholeResponse>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(client.fetch(Request.get("http://h:" + server.port() + "/40"), 10));
            }
            for (CompletionStage<WholeResponse> one : all) {
                assertEquals(Status.OK, one.toCompletableFuture().join().status());
            }
        }
    }

    @Test
    void shouldTellWhoWaitsWhatWentWrong() throws Exception {
        try (Reactor reactor = reactor(1);
                HttpClient client = HttpClient.on(reactor, origin -> Layer.NONE)) {
            HttpServer server = serve(reactor, Layer.NONE, exchange -> exchange.respond(Status.OK, "a/b", "four"));
            String url = "http://localhost:" + server.port() + "/";
            assertEquals("four", client.fetchAndWait(Request.get(url), 4).text());
            assertThrows(BodyTooLargeException.class, () -> client.fetchAndWait(Request.get(url), 3));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> client.fetchAndWait(Request.get(url).with("Host", "x"), 3));
            assertThrows(
                    UnknownHostException.class,
                    () -> client.fetchAndWait(Request.get("http://no-such-host.invalid/"), 4));
        }
    }

    @Test
    void shouldCancelWhenInterrupted() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (Reactor reactor = reactor(1);
                HttpClient client = HttpClient.on(reactor, origin -> Layer.NONE, PATIENT)) {
            HttpServer server = HttpServer.listen(
                    reactor,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    application -> new EndNoting(application, ended),
                    exchange -> asked.complete(null));
            FutureTask<Boolean> work = new FutureTask<>(() -> {
                assertThrows(
                        InterruptedIOException.class,
                        () -> client.fetchAndWait(Request.get("http://h:" + server.port() + "/"), 1));
                return Thread.interrupted();
            });
            Thread thread = new Thread(work);
            thread.start();
            asked.join();
            thread.interrupt();
            assertTrue(work.get());
            assertTrue(ended.join());
        }
    }

    @Test
    void shouldFailInTheWaitingThreadWhenTheReactorEnds() throws Exception {
        Reactor reactor = reactor(1);
        HttpClient client = HttpClient.on(reactor, origin -> Layer.NONE, PATIENT);
        reactor.close();
        CompletableFuture<WholeResponse> response =
                client.fetch(Request.get("http://h/"), 1).toCompletableFuture();
        assertTrue(response.isCompletedExceptionally());
        assertInstanceOf(
                RuntimeException.class,
                assertThrows(ExecutionException.class, response::get).getCause());
        assertTrue(client.shutdown().toCompletableFuture().isDone());
    }
}
