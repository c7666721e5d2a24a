package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** Many clients at once, on one loop, that say or take next to nothing: what they cost, and that others do not notice. */
class SlowCrowdTest {
    /** What the loop has for each connection: a quarter of what would wait for a slow reader if it were alone. */
    private static final int POOL_BYTES_EACH = 32 << 10;

    private static final int WINDOW_BYTES = 16 << 10;
    private static final int PAGE_BYTES = 300_000;
    private static final byte[] PAGE = Pattern.bytes(PAGE_BYTES);
    private static final int HEAD_BYTES = 250;
    private static final int ASKED_MEANWHILE = 10;
    /** What is on the heap for a connection that is at something, at both ends, beyond what an idle one has. */
    private static final int HEAP_BYTES_EACH = 8 << 10;

    private static final String GET = "GET %s HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final System.Logger LOG = System.getLogger(SlowCrowdTest.class.getName());

    /** A client of the crowd, which forgets what it reads. */
    private static final class Member implements ChannelHandler {
        private @Nullable Channel channel;
        private long receivedBytes;
        private boolean closed;

        Channel channel() {
            if (channel == null) {
                throw new AssertionError("not open");
            }
            return channel;
        }

        void send(byte[] bytes, int from, int length) {
            channel().write(ByteBuffer.wrap(bytes, from, length));
            channel().flush();
        }

        @Override
        public void onOpen(Channel opened) {
            channel = opened;
        }

        @Override
        public void onRead(Channel from, ByteBuffer in) {
            receivedBytes += in.remaining();
            in.position(in.limit());
        }

        @Override
        public void onInputEnd(Channel from, InputEnd end) {
            closed = true;
        }

        @Override
        public void onClosed(Channel over, CloseCause cause) {
            closed = true;
        }
    }

    /** A server on one loop, and a crowd that has been served once, so that all that a connection keeps is there. */
    private static final class Stage implements AutoCloseable {
        final List<Channel> served = new ArrayList<>();
        final List<Member> crowd = new ArrayList<>();
        private final Simulation simulation =
                new Simulation(1, FaultProfile.NONE.withWindows(WINDOW_BYTES, WINDOW_BYTES));
        private final Transport.Ends ends;
        private final Reactor servers;
        private final Reactor clients;
        private final HttpServer server;
        private long mostHeldBytes;

        Stage(Transport transport, int members) throws IOException {
            ends = transport.ends();
            servers = simulation.newReactor(
                    ReactorOptions.DEFAULT.withLoops(1).withMaxLeasedBytes((long) members * POOL_BYTES_EACH));
            clients = simulation.newReactor(1);
            server = HttpServer.listen(
                    servers,
                    new InetSocketAddress("127.0.0.1", 0),
                    handler -> ends.server().over(new NotingHandler(handler, served)),
                    new Router()
                            .get("/", exchange -> exchange.respond(Status.OK, "a/b", PAGE))
                            .get("/small", exchange -> exchange.respond(Status.OK, "a/b", "small")),
                    HttpServerOptions.DEFAULT);
            for (int i = 0; i < members; i++) {
                Member member = new Member();
                crowd.add(member);
                clients.connect(server.localAddress(), ends.client().over(member));
            }
            settle();
            eachSends(GET.formatted("/small"));
            crowd.forEach(member -> member.receivedBytes = 0);
            assertEquals(0, heldBytes());
        }

        void eachSends(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            crowd.forEach(member -> member.send(bytes, 0, bytes.length));
            settle();
        }

        void settle() {
            simulation.runFor(Duration.ZERO);
        }

        long heldBytes() {
            return servers.loops().get(0).buffers().leasedBytes();
        }

        long writableServed() {
            return served.stream().filter(Channel::isWritable).count();
        }

        /** Another client, for which all is as ever; the most that the server holds meanwhile. */
        long askMeanwhile() {
            HttpConnection connection =
                    HttpConnection.open(clients, server.localAddress(), ends.client(), HttpClientOptions.DEFAULT);
            mostHeldBytes = 0;
            for (int i = 0; i < ASKED_MEANWHILE; i++) {
                CompletableFuture<WholeResponse> page =
                        connection.fetch(Request.get("h", "/"), PAGE_BYTES).toCompletableFuture();
                simulation.run(() -> {
                    mostHeldBytes = Math.max(mostHeldBytes, heldBytes());
                    return page.isDone();
                });
                assertTrue(Pattern.matches(page.join().body(), PAGE_BYTES));
            }
            connection.close();
            settle();
            return mostHeldBytes;
        }

        void assertAllStand() {
            assertEquals(0, crowd.stream().filter(member -> member.closed).count(), "connections were ended");
        }

        void assertAllAreAnswered() {
            assertAllStand();
            for (Member member : crowd) {
                assertTrue(member.receivedBytes > PAGE_BYTES, member.receivedBytes + " bytes came");
            }
            assertEquals(0, heldBytes());
        }

        @Override
        public void close() {
            simulation.close();
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void report(Transport transport, int members, String what, long bufferBytes, long heapBytes) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}, {1} connections that {2}: each has {3} bytes of buffers and {4} bytes of heap",
                transport,
                members,
                what,
                bufferBytes,
                heapBytes);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, 200", "TLS, 200"})
    void shouldBearSomeThatReadNothing(Transport transport, int members) throws IOException {
        try (Stage stage = new Stage(transport, members)) {
            stage.crowd.forEach(member -> member.channel().pauseReads());
            long heapBefore = usedBytes();
            stage.eachSends(GET.formatted("/"));
            assertEquals(0, stage.writableServed(), "everybody's answer waits");
            long mostHeld = stage.askMeanwhile();
            long heapEach = (usedBytes() - heapBefore) / members;
            report(transport, members, "read nothing", mostHeld / members, heapEach);
            stage.assertAllStand();
            assertTrue(mostHeld < 0.9 * members * POOL_BYTES_EACH, mostHeld + " bytes of buffers are out");
            assertTrue(heapEach < HEAP_BYTES_EACH, heapEach + " bytes of heap each");
            stage.crowd.forEach(member -> member.channel().resumeReads());
            stage.settle();
            stage.assertAllAreAnswered();
        }
    }

    @ParameterizedTest
    @Tag("soak")
    @CsvSource({"PLAIN, 2000", "TLS, 2000"})
    void shouldBearManyThatReadNothing(Transport transport, int members) throws IOException {
        shouldBearSomeThatReadNothing(transport, members);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, 200", "TLS, 100"})
    void shouldBearSomeThatDribble(Transport transport, int members) throws IOException {
        String start = GET.formatted("/").stripTrailing() + "\r\nX-Slow: ";
        byte[] head = (start + "x".repeat(HEAD_BYTES - start.length())).getBytes(StandardCharsets.US_ASCII);
        try (Stage stage = new Stage(transport, members)) {
            long heapBefore = usedBytes();
            for (int i = 0; i < HEAD_BYTES; i++) {
                for (Member member : stage.crowd) {
                    member.send(head, i, 1);
                }
                stage.settle();
            }
            long held = stage.heldBytes();
            stage.askMeanwhile();
            long heapEach = (usedBytes() - heapBefore) / members;
            report(transport, members, "dribble " + HEAD_BYTES + " bytes", held / members, heapEach);
            stage.assertAllStand();
            assertTrue(held <= 2L * HEAD_BYTES * members, held + " bytes of buffers are out");
            assertTrue(heapEach < HEAP_BYTES_EACH, heapEach + " bytes of heap each");
            stage.eachSends("\r\n\r\n");
            stage.assertAllAreAnswered();
        }
    }

    @ParameterizedTest
    @Tag("soak")
    @CsvSource({"PLAIN, 2000", "TLS, 2000"})
    void shouldBearManyThatDribble(Transport transport, int members) throws IOException {
        shouldBearSomeThatDribble(transport, members);
    }
}
