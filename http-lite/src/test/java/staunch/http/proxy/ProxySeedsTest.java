package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import staunch.http.Body;
import staunch.http.HttpCall;
import staunch.http.HttpClient;
import staunch.http.HttpHandler;
import staunch.http.Pattern;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.http.coding.ContentCoding;
import staunch.http.coding.Streaming;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Seeds;
import staunch.reactor.sim.Simulation;

/**
 * Clients, a proxy and a server on a network that does its worst between all of them: each request ends once, with the
 * exact response, a page that is the proxy's, or a failure; what must not be done twice is not; nothing is left, and each
 * flow that began has ended.
 */
class ProxySeedsTest {
    private static final int SEEDS = 30;
    private static final int SOAK_SEEDS = 2_000;
    private static final int REQUESTS = 12;
    private static final int MAX_BODY_BYTES = 40_000;
    private static final System.Logger LOG = System.getLogger(ProxySeedsTest.class.getName());
    /** They say each time that something failed, which is what is wanted here. Held, or their levels are collected. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("staunch.reactor.Acceptor"),
            Logger.getLogger("staunch.http.HttpServerListener"),
            Logger.getLogger("staunch.http.proxy.LeafWatch"));

    private final AtomicInteger exact = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @BeforeAll
    static void quiet() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void loudAgain() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }

    @Test
    void shouldBeExactOrFailVisiblyWhateverTheNetworkDoes() {
        converse(SEEDS);
    }

    /** The property of {@link Seeds} asks for more. */
    @Tag("soak")
    @Test
    void shouldBeExactOrFailVisiblyForVeryManySeeds() {
        converse(SOAK_SEEDS);
    }

    private void converse(int seeds) {
        Seeds.forEachInParallel(seeds, this::converse);
        String summary = exact + " exact, " + pages + " pages of the proxy, " + failed + " failed";
        LOG.log(System.Logger.Level.INFO, summary);
        if (Long.getLong(Seeds.SEED_PROPERTY) == null) {
            assertTrue(exact.get() > failed.get() + pages.get() && failed.get() > 0 && pages.get() > 0, summary);
        }
    }

    private void converse(long seed) {
        Random random = new Random(seed);
        boolean edited = random.nextBoolean();
        Set<Long> begun = new HashSet<>();
        try (ProxyInSimulation world = new ProxyInSimulation(
                new Simulation(seed, FaultProfile.HOSTILE),
                options -> (edited ? options.withInterceptor(shift()) : options).withListener(noting(begun)))) {
            Map<String, Integer> done = new HashMap<>();
            int secure = world.serve(handler(done));
            int plain = world.serve(Layer.NONE, handler(done));
            HttpClient client = world.client(options -> options.withMaxConnectionsPerOrigin(3));
            List<Ending> all = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String server =
                        random.nextInt(4) == 0 ? "http://origin.test:" + plain : "https://origin.test:" + secure;
                all.add(send(client, server, i, random, edited));
                if (random.nextBoolean()) {
                    Ending last = all.get(i);
                    world.until(() -> last.ends > 0);
                }
            }
            world.until(() -> all.stream().allMatch(one -> one.ends > 0));
            client.close();
            assertTrue(world.await(world.proxy.drain(60_000)), "drained");
            for (Flow flow : world.flows) {
                assertTrue(begun.remove(flow.id()), () -> flow + " ended twice, or never began");
            }
            assertEquals(Set.of(), begun, "never ended");
            for (Ending one : all) {
                (one.failure != null ? failed : one.isPage() ? pages : exact).incrementAndGet();
                one.check();
            }
            done.forEach((name, times) -> assertEquals(1, times, name));
            world.until(() -> world.proxies.loops().get(0).buffers().leasedBytes() == 0);
        }
    }

    private static Interceptor shift() {
        return new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return request.editing(Shift.by(1));
            }

            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return response.editing(Shift.by(1));
            }
        };
    }

    private static FlowListener noting(Set<Long> begun) {
        return new FlowListener() {
            @Override
            public void onBegin(Flow flow) {
                begun.add(flow.id());
            }
        };
    }

    private static Ending send(HttpClient client, String server, int number, Random random, boolean edited) {
        int length = random.nextInt(5) == 0 ? 0 : random.nextInt(MAX_BODY_BYTES);
        int shift = edited ? 1 : 0;
        byte[] expected = Shift.shifted(Pattern.bytes(length), shift);
        String name = length + "?" + number;
        Request request;
        switch (random.nextInt(5)) {
            case 0 -> request = Request.get(server + "/gzip/" + name);
            case 1 -> request = Request.get(server + "/plain/" + name);
            case 2 -> {
                request = Request.of(Method.HEAD, server + "/plain/" + name);
                expected = new byte[0];
            }
            case 3 ->
                request = Request.of(Method.PUT, server + "/chunks/" + name).withBody(Body.of(new byte[100]));
            default -> {
                request = Request.post(server + "/once/" + name, "a/b", Body.of(Pattern.bytes(length)));
                expected = Shift.shifted(expected, shift);
                if (random.nextBoolean()) {
                    request = request.with("Expect", "100-continue");
                }
            }
        }
        Ending ending = new Ending(request.toString(), expected, random);
        HttpCall call = client.send(request, ending);
        ending.call = call;
        if (random.nextInt(10) == 0) {
            call.cancel();
        }
        return ending;
    }

    private static HttpHandler handler(Map<String, Integer> done) {
        return exchange -> {
            String[] path = exchange.request().path().split("/");
            byte[] body = Pattern.bytes(Integer.parseInt(path[2]));
            switch (path[1]) {
                case "gzip" ->
                    exchange.respond(Response.of(Status.OK, "a/b", gzip(body)).with("Content-Encoding", "gzip"));
                case "once" -> {
                    done.merge(exchange.request().target(), 1, Integer::sum);
                    exchange.body()
                            .readAll(MAX_BODY_BYTES)
                            .thenAccept(read -> exchange.respond(Status.OK, "a/b", read));
                }
                case "chunks" -> exchange.respond(Chunks.of(Status.OK, body));
                default -> exchange.respond(Status.OK, "a/b", body);
            }
        };
    }

    private static byte[] gzip(byte[] bytes) {
        try {
            return Streaming.all(ContentCoding.GZIP.newEncoder(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gunzip(byte[] bytes) {
        try {
            return Streaming.all(ContentCoding.GZIP.newDecoder(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one request came to. */
    private static final class Ending implements ResponseConsumer {
        private final String name;
        private final byte[] expected;
        private final Random random;
        private final byte[] body = new byte[2 * MAX_BODY_BYTES];
        private int received;
        private @Nullable ResponseHead head;
        private @Nullable HttpCall call;
        private int ends;
        private @Nullable Throwable failure;

        Ending(String name, byte[] expected, Random random) {
            this.name = name;
            this.expected = expected;
            this.random = random;
        }

        @Override
        public void onHead(ResponseHead received) {
            head = received;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            int taken = random.nextInt(8) == 0 ? random.nextInt(bytes.remaining()) : bytes.remaining();
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

        boolean isPage() {
            ResponseHead received = head;
            return received != null && !received.status().equals(Status.OK);
        }

        void check() {
            assertEquals(1, ends, name);
            ResponseHead received = head;
            if (failure != null) {
                return;
            }
            if (received == null) {
                throw new AssertionError(name + ": no head");
            }
            byte[] got = Arrays.copyOf(body, this.received);
            if (isPage()) {
                assertTrue(Set.of(500, 502, 504).contains(received.status().code()), received::toString);
                assertTrue(name.startsWith("HEAD") || new String(got).contains("proxy"), () -> name + ": " + received);
                return;
            }
            boolean coded = received.fields().contains("Content-Encoding");
            assertArrayEquals(expected, coded ? gunzip(got) : got, name);
        }
    }
}
