package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import staunch.http.HttpClient;
import staunch.http.Request;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;

/** Many connections and long bodies through the proxy, up and down at once, byte by byte; on sockets. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ProxyLoadTest {
    private static final int CONNECTIONS = 100;
    private static final long BYTES = 200_000;
    private static final long SOAK_BYTES = 200_000_000;
    /** The last of many requests has its turn when the others are through; on a machine that is busy otherwise too. */
    private static final long WAIT_MILLIS = 1_800_000;

    /** Looks at each byte of the answer. */
    private static final class Checking implements ResponseConsumer {
        private final int shift;
        private final long length;
        private final CompletableFuture<Long> received = new CompletableFuture<>();
        private long count;

        Checking(long length, int shift) {
            this.length = length;
            this.shift = shift;
        }

        /** How much came; or why the proxy, or the server, had less. */
        long whole(ProxyOnLoopback world) throws InterruptedException {
            try {
                return received.get();
            } catch (ExecutionException failed) {
                AssertionError error = new AssertionError(length + " bytes, of which came " + count, failed.getCause());
                world.failures().forEach(error::addSuppressed);
                throw error;
            }
        }

        @Override
        public void onHead(ResponseHead head) {
            assertEquals(Status.OK, head.status());
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            assertTrue(count + bytes.remaining() <= length && PatternBody.matches(bytes, count, shift), "another body");
            count += bytes.remaining();
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd(Fields trailers) {
            received.complete(count);
        }

        @Override
        public void onFailure(Throwable failure) {
            received.completeExceptionally(failure);
        }
    }

    private static Interceptor shift(int by) {
        return new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return by == 0 ? request : request.editing(Shift.by(by));
            }

            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return by == 0 ? response : response.editing(Shift.by(by));
            }
        };
    }

    private static void echo(int connections, int requests, long maxBytes, int shift) throws Exception {
        try (ProxyOnLoopback world = new ProxyOnLoopback(
                        StreamingEcho.HANDLER,
                        options -> options.withInterceptor(shift(shift))
                                .withTimeouts(WAIT_MILLIS, WAIT_MILLIS, WAIT_MILLIS));
                HttpClient client = world.client(options -> options.withMaxConnectionsPerOrigin(connections)
                        .withTimeouts(WAIT_MILLIS, WAIT_MILLIS)
                        .withRequestTimeoutMillis(WAIT_MILLIS)
                        .withWaitTimeoutMillis(WAIT_MILLIS))) {
            List<Checking> all = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                long length = i == 0 ? maxBytes : maxBytes * (i % 7) / 7;
                Checking checking = new Checking(length, 2 * shift);
                all.add(checking);
                client.send(Request.of(Method.PUT, world.url("/")).withBody(new PatternBody(length).body()), checking);
            }
            for (Checking one : all) {
                assertEquals(one.length, one.whole(world));
            }
        }
    }

    @Test
    void shouldBeExactOnManyConnections() throws Exception {
        echo(CONNECTIONS, 2 * CONNECTIONS, BYTES, 1);
    }

    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    void shouldBeExactOnManyConnectionsForLong() throws Exception {
        echo(CONNECTIONS, 20 * CONNECTIONS, 10 * BYTES, 0);
    }

    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    void shouldBeExactInLongBodies() throws Exception {
        echo(1, 1, SOAK_BYTES, 0);
        echo(1, 1, SOAK_BYTES, 1);
    }

    /** That a client goes away is felt by the server at once, in the middle of a body that nobody reads. */
    @Test
    void shouldHangUpOnTheServerWhenTheClientHasGone() throws IOException, InterruptedException {
        CompletableFuture<Long> gone = new CompletableFuture<>();
        try (ProxyOnLoopback world = new ProxyOnLoopback(
                        exchange -> {
                            exchange.onOver(whole -> gone.complete(System.nanoTime()));
                            exchange.respond(new staunch.http.Response(
                                    Status.OK, Fields.empty(), new PatternBody(1L << 40).body()));
                        },
                        options -> options);
                HttpClient client = world.client()) {
            CompletableFuture<Void> head = new CompletableFuture<>();
            var call = client.send(Request.get(world.url("/")), new ResponseConsumer() {
                @Override
                public void onHead(ResponseHead received) {
                    head.complete(null);
                }

                @Override
                public void onBytes(ByteBuffer bytes) {}

                @Override
                public void onEnd(Fields trailers) {}

                @Override
                public void onFailure(Throwable failure) {
                    head.completeExceptionally(failure);
                }
            });
            head.join();
            long started = System.nanoTime();
            call.cancel();
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(gone.join() - started);
            assertTrue(tookMillis < 1_000, () -> tookMillis + " ms");
        }
    }
}
