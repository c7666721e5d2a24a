package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.HttpCall;
import staunch.http.HttpClient;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** A reader that stalls holds up the server, not the proxy's memory; row 10 of proxy.md. */
class ProxyMemoryTest {
    private static final long BYTES = 6L << 20;
    /** What may be on its way: of both connections the network's windows and the bounds of the channels. */
    private static final long MAX_BETWEEN_BYTES = 2L << 20;

    private static final long MAX_HELD_BYTES = 1L << 20;
    /** What the process may hold more, while the reader stalls, than before: in objects and in buffers, of all three parties. */
    private static final long MAX_GROWTH_BYTES = 64L << 20;

    private static final System.Logger LOG = System.getLogger(ProxyMemoryTest.class.getName());

    /** Takes everything, unless it has stalled. */
    private static final class Reader implements ResponseConsumer {
        private final int shift;
        private long received;
        private boolean stalled;
        private boolean over;
        private @Nullable Throwable failure;

        Reader(int shift) {
            this.shift = shift;
        }

        @Override
        public void onHead(ResponseHead head) {
            assertEquals(Status.OK, head.status());
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            if (!stalled) {
                assertTrue(PatternBody.matches(bytes, received, shift), "another body");
                received += bytes.remaining();
                bytes.position(bytes.limit());
            }
        }

        @Override
        public void onEnd(Fields trailers) {
            over = true;
        }

        @Override
        public void onFailure(Throwable why) {
            over = true;
            failure = why;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldTheServerUpWhileTheClientStalls(boolean edited) {
        stall(BYTES, edited);
    }

    @Tag("soak")
    @ParameterizedTest(name = "{0} MiB, edited: {1}")
    @CsvSource({"256, true", "256, false", "2048, true", "2048, false"})
    void shouldHoldTheServerUpWhileTheClientStallsInALongBody(long mebibytes, boolean edited) {
        stall(mebibytes << 20, edited);
    }

    /** In objects that something refers to, and in direct buffers. */
    private static long usedBytes() {
        System.gc();
        long inBuffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return inBuffers
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void stall(long bytes, boolean edited) {
        Interceptor shift = new Interceptor() {
            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return edited ? response.editing(Shift.by(1)) : response;
            }
        };
        Simulation simulation = new Simulation(1, FaultProfile.NONE, Long.MAX_VALUE, Duration.ofHours(1));
        try (ProxyInSimulation world = new ProxyInSimulation(simulation, options -> options.withInterceptor(shift))) {
            List<PatternBody> sent = new ArrayList<>();
            int port = world.serve(exchange -> {
                PatternBody body = new PatternBody(bytes);
                sent.add(body);
                exchange.respond(new Response(Status.OK, Fields.empty(), body.body()));
            });
            Reader reader = new Reader(edited ? 1 : 0);
            long before = usedBytes();
            try (HttpClient client = world.client()) {
                HttpCall call = client.send(Request.get("https://origin.test:" + port + "/"), reader);
                for (int i = 1; i <= 3; i++) {
                    long point = bytes * i / 4;
                    world.until(() -> reader.over || reader.received >= point);
                    reader.stalled = true;
                    world.pass(10_000);
                    long between = sent.get(0).takenBytes() - reader.received;
                    assertTrue(between <= MAX_BETWEEN_BYTES, () -> between + " bytes on their way");
                    long held = world.proxies.loops().get(0).buffers().leasedBytes();
                    assertTrue(held <= MAX_HELD_BYTES, () -> held + " bytes held");
                    long growth = usedBytes() - before;
                    assertTrue(growth <= MAX_GROWTH_BYTES, () -> growth + " bytes more than before");
                    LOG.log(
                            System.Logger.Level.INFO,
                            "stalled at " + point + " of " + bytes + " bytes: " + between + " on their way, " + held
                                    + " in the proxy's buffers, the process has grown by " + growth);
                    reader.stalled = false;
                    call.resume();
                }
                world.until(() -> reader.over);
                assertEquals(null, reader.failure);
                assertEquals(bytes, reader.received);
            }
        }
    }
}
