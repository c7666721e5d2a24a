package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import staunch.reactor.ListenSocket;
import staunch.reactor.PollableSocket;
import staunch.reactor.Poller;
import staunch.reactor.StreamSocket;

/** Each fault alone, on an otherwise perfect network. */
class FaultsTest {
    private static final String TEXT = "abcdefghijklmnopqrstuvwxyz";

    private static Pair with(Fault fault, double probability) throws IOException {
        return new Pair(FaultProfile.NONE.with(fault, probability));
    }

    @Test
    void shouldDeliverWholeAndAtOnceWithoutFaults() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE);
        assertEquals(TEXT.length(), Pair.write(pair.client, TEXT));
        pair.network.deliverDue();
        assertEquals(TEXT, Pair.read(pair.server));
        assertEquals(0, pair.time.elapsedNanos());
        assertEquals(Map.of(), pair.network.faults());
    }

    @Test
    void shouldGatherAndScatterOverHeapAndDirectBuffers() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(3).put(new byte[] {'a', 'b', 'c'}).flip();
        ByteBuffer heap = ByteBuffer.wrap(new byte[] {'-', 'd', 'e', '-'})
                .position(1)
                .limit(3)
                .asReadOnlyBuffer();
        ByteBuffer beyondCount = ByteBuffer.wrap(new byte[] {'x'});
        assertEquals(5, pair.client.write(new ByteBuffer[] {direct, heap, beyondCount}, 2));
        assertEquals(0, direct.remaining() + heap.remaining());
        assertEquals(1, beyondCount.remaining());
        pair.settle();
        ByteBuffer target = ByteBuffer.allocateDirect(10);
        assertEquals(5, pair.server.read(target));
        assertEquals('e', target.get(4));
    }

    @Test
    void shouldTransferNothingForEmptyBuffers() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE.withWindows(1, 1));
        Pair.write(pair.client, "x");
        assertEquals(0, Pair.write(pair.client, ""));
        assertEquals(Map.of(), pair.network.faults());
        pair.settle();
        assertEquals(0, pair.server.read(ByteBuffer.allocate(0)));
        Pair.read(pair.server);
        pair.client.close();
        pair.settle();
        assertEquals(0, pair.server.read(ByteBuffer.allocate(0)));
    }

    @Test
    void shouldReadShort() throws IOException {
        Pair pair = with(Fault.SHORT_READ, 1);
        Pair.write(pair.client, TEXT);
        pair.settle();
        StringBuilder read = new StringBuilder();
        for (int reads = 0; read.length() < TEXT.length(); reads++) {
            String part = Pair.read(pair.server);
            boolean rest = read.length() + part.length() == TEXT.length();
            assertTrue(!part.isEmpty() && (!rest || part.length() == 1), "read " + reads + ": " + part);
            read.append(part);
        }
        assertEquals(TEXT, read.toString());
    }

    @Test
    void shouldWriteShort() throws IOException {
        Pair pair = with(Fault.SHORT_WRITE, 1);
        long taken = Pair.write(pair.client, TEXT);
        assertTrue(taken >= 1 && taken < TEXT.length(), "taken " + taken);
        pair.settle();
        assertEquals(TEXT.substring(0, (int) taken), Pair.read(pair.server));
        assertEquals(1, Pair.write(pair.client, "x"));
        assertEquals(Map.of(Fault.SHORT_WRITE, 1L), pair.network.faults());
    }

    @Test
    void shouldWriteNothing() throws IOException {
        Pair pair = with(Fault.ZERO_WRITE, 0.5);
        int zeros = 0;
        for (int i = 0; i < 100; i++) {
            zeros += Pair.write(pair.client, "x") == 0 ? 1 : 0;
        }
        assertEquals(zeros, pair.network.faults().get(Fault.ZERO_WRITE));
        assertTrue(zeros > 25 && zeros < 75, "zeros " + zeros);
        pair.settle();
        assertEquals(100 - zeros, Pair.read(pair.server).length());
    }

    @Test
    void shouldDeliverInPiecesAtDifferentTimes() throws IOException {
        Pair pair = new Pair(
                FaultProfile.NONE.with(Fault.SPLIT_SEGMENT, 0.9).withDelays(Duration.ZERO, Duration.ofMillis(50)));
        Pair.write(pair.client, TEXT);
        TreeSet<Integer> lengths = new TreeSet<>();
        StringBuilder read = new StringBuilder();
        while (pair.network.nextArrivalNanos().isPresent()) {
            pair.time.advanceTo(pair.network.nextArrivalNanos().getAsLong());
            pair.network.deliverDue();
            read.append(Pair.read(pair.server));
            lengths.add(read.length());
        }
        assertEquals(TEXT, read.toString());
        assertTrue(lengths.size() > 1, "arrived at once");
    }

    @Test
    void shouldDelayWithinTheBoundsAndKeepOrder() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            Pair pair = new Pair(seed, FaultProfile.NONE.withDelays(Duration.ofMillis(5), Duration.ofMillis(9)));
            long began = pair.time.elapsedNanos();
            for (int i = 0; i < TEXT.length(); i++) {
                Pair.write(pair.client, TEXT.substring(i, i + 1));
            }
            pair.time.advanceTo(began + 4_999_999);
            pair.network.deliverDue();
            assertEquals("", Pair.read(pair.server), "seed " + seed);
            pair.time.advanceTo(began + 9_000_000);
            pair.network.deliverDue();
            assertEquals(TEXT, Pair.read(pair.server), "seed " + seed);
        }
    }

    @Test
    void shouldRefuseConnects() throws IOException {
        SimulatedNetwork network =
                new SimulatedNetwork(0, FaultProfile.NONE.with(Fault.CONNECT_REFUSED, 1), new VirtualTime());
        ListenSocket listener = network.listen(Pair.ANYWHERE, 1, false);
        StreamSocket client = network.connect(listener.localAddress());
        network.deliverDue();
        network.deliverDue();
        assertEquals(
                "Connection refused",
                assertThrows(ConnectException.class, client::finishConnect).getMessage());
        assertNull(listener.accept());
        assertEquals(Map.of(Fault.CONNECT_REFUSED, 1L), network.faults());
    }

    @Test
    void shouldResetBothEndsAtDifferentMoments() throws IOException {
        TreeSet<Long> moments = new TreeSet<>();
        for (long seed = 0; seed < 50; seed++) {
            moments.add(bytesBeforeReset(new Pair(seed, FaultProfile.NONE.with(Fault.RESET, 1))));
        }
        assertTrue(moments.size() > 30, "moments " + moments);
        assertTrue(moments.first() < 1_000, "moments " + moments);
        assertTrue(moments.last() > 100_000, "moments " + moments);
        assertTrue(moments.last() <= SimulatedNetwork.MAX_BYTES_BEFORE_RESET, "moments " + moments);
    }

    private static long bytesBeforeReset(Pair pair) throws IOException {
        long read = 0;
        String block = TEXT.repeat(40);
        while (true) {
            String taken = Pair.tryWrite(pair.client, block);
            if (taken.startsWith("[")) {
                assertEquals("[Connection reset by peer]", taken);
                break;
            }
            pair.settle();
            String part = Pair.read(pair.server, block.length());
            read += part.startsWith("[") ? 0 : part.length();
        }
        assertEquals("[Connection reset]", Pair.read(pair.server));
        assertEquals("EOF", Pair.read(pair.client));
        assertEquals(1, pair.network.faults().get(Fault.RESET));
        return read;
    }

    @Test
    void shouldFailToAcceptAndKeepTheConnectionWaiting() throws IOException {
        SimulatedNetwork network =
                new SimulatedNetwork(1, FaultProfile.NONE.with(Fault.ACCEPT_FAILED, 0.9), new VirtualTime());
        ListenSocket listener = network.listen(Pair.ANYWHERE, 1, false);
        assertNull(listener.accept());
        network.connect(listener.localAddress());
        network.deliverDue();
        long failures = 0;
        while (true) {
            try {
                assertTrue(listener.accept() != null);
                break;
            } catch (IOException e) {
                assertEquals("Too many open files", e.getMessage());
                failures++;
            }
        }
        assertEquals(failures, network.faults().getOrDefault(Fault.ACCEPT_FAILED, 0L));
        assertTrue(failures > 0);
    }

    @Test
    void shouldStallTheWriterWhenTheReaderStalls() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE.withWindows(10, 10));
        assertEquals(10, Pair.write(pair.client, TEXT));
        assertEquals(0, Pair.write(pair.client, TEXT));
        pair.settle();
        assertEquals(0, Pair.write(pair.client, TEXT));
        assertEquals(Map.of(Fault.WINDOW_FULL, 2L), pair.network.faults());
        assertEquals("abc", Pair.read(pair.server, 3));
        assertEquals(3, Pair.write(pair.client, TEXT.substring(10)));
        pair.settle();
        assertEquals("defghijklm", Pair.read(pair.server));
    }

    @Test
    void shouldChooseWindowsWithinTheBounds() throws IOException {
        TreeSet<Long> windows = new TreeSet<>();
        for (long seed = 0; seed < 100; seed++) {
            Pair pair = new Pair(seed, FaultProfile.NONE.withWindows(100, 1_000));
            windows.add(Pair.write(pair.client, TEXT.repeat(100)));
        }
        assertTrue(windows.first() >= 100 && windows.last() <= 1_000 && windows.size() > 20, "windows " + windows);
    }

    @Test
    void shouldRepeatAConnectThatFindsTheBacklogFull() throws IOException {
        VirtualTime time = new VirtualTime();
        SimulatedNetwork network = new SimulatedNetwork(0, FaultProfile.NONE, time);
        ListenSocket listener = network.listen(Pair.ANYWHERE, 1, false);
        network.connect(listener.localAddress());
        StreamSocket second = network.connect(listener.localAddress());
        network.deliverDue();
        network.deliverDue();
        assertTrue(!second.finishConnect());
        assertEquals(Map.of(Fault.BACKLOG_FULL, 1L), network.faults());
        listener.accept();
        time.advance(Duration.ofNanos(SimulatedNetwork.CONNECT_RETRY_NANOS));
        network.deliverDue();
        network.deliverDue();
        assertTrue(second.finishConnect());
    }

    @Test
    void shouldGiveUpAConnectThatAlwaysFindsTheBacklogFull() throws IOException {
        VirtualTime time = new VirtualTime();
        SimulatedNetwork network = new SimulatedNetwork(0, FaultProfile.NONE, time);
        ListenSocket listener = network.listen(Pair.ANYWHERE, 1, false);
        network.connect(listener.localAddress());
        StreamSocket second = network.connect(listener.localAddress());
        while (network.nextArrivalNanos().isPresent()) {
            time.advanceTo(network.nextArrivalNanos().getAsLong());
            network.deliverDue();
        }
        assertEquals(
                "Connection timed out",
                assertThrows(ConnectException.class, second::finishConnect).getMessage());
        assertEquals(Map.of(Fault.BACKLOG_FULL, SimulatedNetwork.MAX_CONNECT_ATTEMPTS - 1L), network.faults());
    }

    @Test
    void shouldReportReadinessThatIsNone() throws IOException {
        Pair pair = with(Fault.SPURIOUS_READINESS, 0.5);
        int[] told = new int[1];
        try (Poller poller = pair.network.openPoller()) {
            pair.client.register(poller, operations -> {
                assertEquals(PollableSocket.READ, operations);
                assertEquals("", Pair.read(pair.client));
                told[0]++;
            });
            pair.client.interest(PollableSocket.READ);
            for (int i = 0; i < 100; i++) {
                Pair.write(pair.client, "x");
                poller.poll(0);
            }
        }
        assertEquals(told[0], pair.network.faults().get(Fault.SPURIOUS_READINESS));
        assertTrue(told[0] > 25 && told[0] < 75, "told " + told[0]);
    }

    @Test
    void shouldPretendReadinessOnceUntilSomethingArrives() throws IOException {
        Pair pair = with(Fault.SPURIOUS_READINESS, 1);
        try (Poller poller = pair.network.openPoller()) {
            pair.client.register(poller, operations -> assertEquals("", Pair.read(pair.client)));
            pair.client.interest(PollableSocket.READ);
            assertEquals(1, poller.poll(0));
            assertEquals(0, poller.poll(0));
            Pair.write(pair.client, "x");
            assertEquals(1, poller.poll(0));
            assertEquals(0, poller.poll(0));
        }
    }

    @Test
    void shouldShuffleTheReady() throws IOException {
        Pair pair = with(Fault.SHUFFLED_READINESS, 1);
        TreeSet<String> orders = new TreeSet<>();
        StringBuilder order = new StringBuilder();
        try (Poller poller = pair.network.openPoller()) {
            pair.client.register(poller, operations -> order.append('c'));
            pair.server.register(poller, operations -> order.append('s'));
            pair.client.interest(PollableSocket.WRITE);
            pair.server.interest(PollableSocket.WRITE);
            for (int i = 0; i < 50; i++) {
                order.setLength(0);
                poller.poll(0);
                orders.add(order.toString());
            }
        }
        assertEquals("[cs, sc]", orders.toString());
    }
}
