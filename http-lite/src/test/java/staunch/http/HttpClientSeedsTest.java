package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.http.coding.InflateDecoderTest;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Seeds;
import staunch.reactor.sim.Simulation;

/**
 * A client on two loops, with everything switched on, on a network that does its worst: each request ends once, with the
 * exact response or a failure; what must not be done twice is not; and nothing is left. Some are cancelled on the way.
 */
class HttpClientSeedsTest {
    private static final int SEEDS = 150;
    private static final int REQUESTS = 16;
    private static final int MAX_BODY_BYTES = 40_000;
    private static final System.Logger LOG = System.getLogger(HttpClientSeedsTest.class.getName());
    /** Says each time that an accept failed, which is what is wanted here. Held, or its level is collected with it. */
    private static final Logger ACCEPTOR = Logger.getLogger("staunch.reactor.Acceptor");

    private final AtomicInteger exact = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @BeforeAll
    static void quiet() {
        ACCEPTOR.setLevel(Level.OFF);
    }

    @AfterAll
    static void loudAgain() {
        ACCEPTOR.setLevel(null);
    }

    /** What one request came to. */
    private static final class Ending implements ResponseConsumer {
        private final int length;
        private final Random random;
        private final byte[] body;
        private int received;
        private @Nullable ResponseHead head;
        private @Nullable HttpCall call;
        private int ends;
        private @Nullable Throwable failure;

        Ending(int length, Random random) {
            this.length = length;
            this.body = new byte[length];
            this.random = random;
        }

        @Override
        public void onHead(ResponseHead received) {
            assertNull(head, "a second head");
            head = received;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            int taken = random.nextInt(8) == 0 ? random.nextInt(bytes.remaining()) : bytes.remaining();
            assertTrue(received + taken <= length, "more than there is");
            bytes.get(body, received, taken);
            received += taken;
            HttpCall own = call;
            if (bytes.hasRemaining() && own != null) {
                own.resume();
            }
        }

        @Override
        public void onEnd(Fields trailers) {
            ends++;
        }

        @Override
        public void onFailure(Throwable why) {
            ends++;
            failure = why;
        }

        /** Whether it was exact; an error if it was neither that nor a failure. */
        boolean isExact() {
            assertEquals(1, ends, "ends");
            if (failure != null) {
                return false;
            }
            ResponseHead received = head;
            assertTrue(received != null && received.status().equals(Status.OK), () -> "" + received);
            assertTrue(this.received == length && Pattern.matches(body, length), "another body");
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"PLAIN", "TLS"})
    void shouldEndEachRequestOnceWhateverTheNetworkDoes(Transport transport) {
        Seeds.forEachInParallel(SEEDS, seed -> converse(seed, transport, FaultProfile.HOSTILE));
        LOG.log(System.Logger.Level.INFO, transport + ": " + exact + " exact, " + failed + " failed");
        assertTrue(exact.get() > failed.get() && failed.get() > 0, exact + " exact, " + failed + " failed");
    }

    private void converse(long seed, Transport transport, FaultProfile profile) {
        try (Simulation simulation = new Simulation(seed, profile)) {
            Random random = new Random(seed);
            Map<String, Integer> done = new HashMap<>();
            Transport.Ends ends = transport.ends();
            int port = serve(simulation, ends.server(), done);
            HttpClient client = HttpClient.on(simulation.newReactor(2), origin -> ends.client(), options());
            List<Ending> all = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                all.add(send(client, "https://h:" + port, i, random));
                if (random.nextBoolean()) {
                    Ending last = all.get(i);
                    simulation.run(() -> last.ends > 0);
                }
            }
            simulation.run(() -> all.stream().allMatch(one -> one.ends > 0));
            CompletableFuture<Void> drained = client.shutdown().toCompletableFuture();
            assertTrue(drained.isDone());
            simulation.run(() -> client.pools().origins() == 0);
            for (Ending one : all) {
                (one.isExact() ? exact : failed).incrementAndGet();
            }
            done.forEach((name, times) -> assertEquals(1, times, name));
        }
    }

    private static HttpClientOptions options() {
        return HttpClientOptions.DEFAULT
                .withResolver(host -> CompletableFuture.completedStage(List.of(InetAddress.getLoopbackAddress())))
                .withMaxConnectionsPerOrigin(3)
                .withMaxRedirects(5)
                .withDecompression();
    }

    private static Ending send(HttpClient client, String server, int number, Random random) {
        int length = random.nextInt(MAX_BODY_BYTES);
        Ending ending = new Ending(length, random);
        Request request = switch (random.nextInt(4)) {
            case 0 -> Request.get(server + "/gzip/" + length);
            case 1 -> Request.get(server + "/hop/" + length);
            case 2 -> Request.of(Method.PUT, server + "/plain/" + length).withBody(Body.of(new byte[100]));
            default ->
                Request.post(server + "/once/" + length + "?" + number, "a/b", Body.of(new byte[length]))
                        .with("Expect", "100-continue");
        };
        HttpCall call = client.send(request, ending);
        ending.call = call;
        if (random.nextInt(10) == 0) {
            call.cancel();
        }
        return ending;
    }

    private static int serve(Simulation simulation, Layer layer, Map<String, Integer> done) {
        Reactor servers = simulation.newReactor(1);
        HttpHandler handler = exchange -> {
            String[] path = exchange.request().path().split("/");
            byte[] body = Pattern.bytes(Integer.parseInt(path[2]));
            switch (path[1]) {
                case "gzip" ->
                    exchange.respond(Response.of(Status.OK, "a/b", InflateDecoderTest.gzip(body))
                            .with("Content-Encoding", "gzip"));
                case "hop" ->
                    exchange.respond(Response.of(Status.FOUND)
                            .with(
                                    "Location",
                                    "//k:"
                                            + exchange.request()
                                                    .authority()
                                                    .orElseThrow()
                                                    .split(":")[1] + "/plain/" + path[2]));
                case "once" -> {
                    done.merge(exchange.request().target(), 1, Integer::sum);
                    exchange.body()
                            .readAll(MAX_BODY_BYTES)
                            .thenAccept(read -> exchange.respond(Status.OK, "a/b", body));
                }
                default -> exchange.respond(Status.OK, "a/b", body);
            }
        };
        try {
            return HttpServer.listen(
                            servers, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), layer, handler)
                    .port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
