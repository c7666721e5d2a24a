package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;
import staunch.reactor.ConnectOptions;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/** The same handlers over real sockets. That no buffer is left is seen to by closing the reactors. */
class LoopbackTest {
    private static final int CONNECTIONS = 200;
    private static final int REQUESTS = 50;
    private static final int MAX_BODY_BYTES = 5_000_000;
    private static final long SEED = 200_50;
    private static final int UPLOADS = 1_000;
    private static final int UPLOADS_AT_ONCE = 10;
    private static final int UPLOAD_BYTES = 1 << 20;
    private static final int REFUSAL_BYTES = 20_000;

    private static Reactor reactor(int loops) throws IOException {
        return Reactor.start(ReactorOptions.DEFAULT.withLoops(loops));
    }

    private static HttpServer serve(Reactor reactor, Transport.Ends ends) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServerOptions patient = HttpServerOptions.DEFAULT
                .withRequestTimeouts(Transport.PATIENCE_MILLIS, Transport.PATIENCE_MILLIS)
                .withIdleAndSendTimeouts(Transport.PATIENCE_MILLIS, Transport.PATIENCE_MILLIS);
        return HttpServer.listen(reactor, local, ends.server(), new Echo(ForkJoinPool.commonPool()), patient);
    }

    private static HttpConnection connect(Reactor clients, HttpServer server, Transport.Ends ends) {
        HttpClientOptions patient = HttpClientOptions.DEFAULT
                .withTimeouts(Transport.PATIENCE_MILLIS, Transport.PATIENCE_MILLIS)
                .withConnect(ConnectOptions.DEFAULT.withConnectTimeoutMillis(Transport.PATIENCE_MILLIS));
        return HttpConnection.open(clients, server.localAddress(), ends.client(), patient);
    }

    /** Mostly small; a few long; one in a thousand as long as can be. */
    private static int size(Random random) {
        int kind = random.nextInt(1_000);
        return kind == 0 ? MAX_BODY_BYTES : random.nextInt(kind < 50 ? 200_000 : 1 << random.nextInt(13));
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, 1", "PLAIN, 2", "TLS, 1", "TLS, 2"})
    void shouldAnswerManyConnectionsExactly(Transport transport, int loops) throws IOException {
        Transport.Ends ends = transport.ends();
        try (Reactor servers = reactor(loops);
                Reactor clients = reactor(1)) {
            HttpServer server = serve(servers, ends);
            List<Conversation> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Random random = new Random(SEED + i);
                HttpConnection connection = connect(clients, server, ends);
                all.add(new Conversation(connection, random, REQUESTS, left -> size(random)));
            }
            CompletableFuture.allOf(all.stream().map(Conversation::over).toArray(CompletableFuture[]::new))
                    .join();
            assertEquals(
                    CONNECTIONS * REQUESTS,
                    all.stream().mapToInt(Conversation::exact).sum());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"PLAIN", "TLS"})
    void shouldReadAnEarlyAnswerWholeWhileUploading(Transport transport) throws IOException {
        Transport.Ends ends = transport.ends();
        try (Reactor servers = reactor(1);
                Reactor clients = reactor(1)) {
            HttpServer server = serve(servers, ends);
            Request upload = Request.post("h", "/early/" + REFUSAL_BYTES, "a/b", Body.of(Pattern.bytes(UPLOAD_BYTES)));
            for (int done = 0; done < UPLOADS; done += UPLOADS_AT_ONCE) {
                List<CompletionStage<WholeResponse>> batch = new ArrayList<>();
                for (int i = 0; i < UPLOADS_AT_ONCE; i++) {
                    HttpConnection connection = connect(clients, server, ends);
                    batch.add(connection.fetch(upload, REFUSAL_BYTES));
                }
                for (CompletionStage<WholeResponse> response : batch) {
                    WholeResponse early = response.toCompletableFuture().join();
                    assertEquals(Status.CONTENT_TOO_LARGE, early.status());
                    assertTrue(Pattern.matches(early.body(), REFUSAL_BYTES));
                }
            }
        }
    }

    /** A client that does not look at what it is told before it has said everything. */
    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "PLAIN")
    void shouldKeepAnEarlyAnswerForAClientThatUploadsToTheEnd(Transport transport) throws IOException {
        byte[] body = Pattern.bytes(UPLOAD_BYTES);
        byte[] head = ("POST /early/" + REFUSAL_BYTES + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Reactor servers = reactor(1)) {
            HttpServer server = serve(servers, transport.ends());
            for (int i = 0; i < UPLOADS; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(head);
                    socket.getOutputStream().write(body);
                    byte[] answer = socket.getInputStream().readAllBytes();
                    String start = new String(answer, 0, 12, StandardCharsets.US_ASCII);
                    assertEquals("HTTP/1.1 413", start);
                    assertTrue(answer.length > REFUSAL_BYTES, () -> answer.length + " bytes");
                }
            }
        }
    }
}
