package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.ReactorOptions;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.PoolExhaustedException;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;
import staunch.reactor.sim.Fault;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;
import staunch.tls.record.PlaintextLeftover;

/** The pull view of a TLS channel: the rest of a record first, then whole records while there are any, and no wait. */
@EveryProvider
class TlsChannelPullTest {
    private static final FaultProfile SPLITTING = FaultProfile.HOSTILE
            .without(Fault.RESET)
            .without(Fault.INPUT_DESTROYED)
            .without(Fault.CONNECT_REFUSED);

    private final Channel[] belowClient = new Channel[1];

    private TlsPair open(TlsPair pair, String version) {
        pair.server.whenRead = (channel, in) -> {};
        pair.server.whenInputEnds = (channel, end) -> {};
        pair.client.whenInputEnds = (channel, end) -> {};
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version));
        pair.connect(
                application -> new LowerTap(
                        client.to(TlsFixtures.HOST, TlsFixtures.PORT).over(application), belowClient),
                TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options(version)));
        return pair.untilOpen();
    }

    /** Each piece becomes a record. */
    private static void sendRecords(TlsPair pair, byte[]... pieces) {
        for (byte[] piece : pieces) {
            pair.client.channel().write(ByteBuffer.wrap(piece));
            pair.client.channel().flush();
        }
        settle(pair);
    }

    private static void settle(TlsPair pair) {
        pair.simulation.runFor(Duration.ofMillis(100));
    }

    private static byte[] pull(TlsPair pair, int most) {
        ByteBuffer target = ByteBuffer.allocate(most);
        int moved = pair.server.channel().read(target);
        assertEquals(target.position(), moved);
        return Arrays.copyOf(target.array(), moved);
    }

    private static int pullNothing(TlsPair pair) {
        return pair.server.channel().read(ByteBuffer.allocate(1));
    }

    private static void end(TlsPair pair) {
        pair.client.channel().close();
        pair.server.channel().close();
        pair.untilClosed();
        pair.assertWellBehaved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldGiveTheRestOfARecordFirstAndThenWholeRecords(String version) {
        try (TlsPair pair = open(new TlsPair(), version)) {
            sendRecords(pair, new byte[] {1, 2, 3, 4, 5}, new byte[] {6, 7}, new byte[] {8});
            assertArrayEquals(new byte[] {1, 2}, pull(pair, 2));
            assertArrayEquals(new byte[] {3, 4, 5, 6}, pull(pair, 4));
            sendRecords(pair, new byte[] {9});
            assertArrayEquals(new byte[] {7, 8, 9}, pull(pair, 100));
            assertEquals(0, pullNothing(pair));
            assertEquals(0, pair.server.channel().ledger().heldBytes());
            end(pair);
        }
    }

    @Test
    void shouldReturnNothingWhileARecordIsNotWhole() {
        try (TlsPair pair = open(new TlsPair(1, FaultProfile.NONE.withWindows(1_000, 1_000)), "1.3")) {
            byte[] data = TlsChannelTest.random(16_000, 1);
            pair.client.channel().write(ByteBuffer.wrap(data));
            int[] zeros = {0};
            ByteBuffer target = ByteBuffer.allocate(100_000);
            pair.simulation.run(() -> {
                int moved = pair.server.channel().read(target);
                zeros[0] += moved == 0 && pair.server.channel().ledger().heldBytes(Purpose.CIPHERTEXT) > 0 ? 1 : 0;
                return moved != 0;
            });
            assertArrayEquals(data, Arrays.copyOf(target.array(), target.position()));
            assertTrue(zeros[0] > 0, "it was seen in part");
            end(pair);
        }
    }

    @Test
    void shouldGoBeyondTheLeftoverToWholeRecordsThatWait() {
        try (TlsPair pair = open(new TlsPair(), "1.3")) {
            byte[] data = TlsChannelTest.random(300_000, 2);
            pair.client.channel().write(ByteBuffer.wrap(data));
            settle(pair);
            assertTrue(pair.server.channel().ledger().heldBytes(Purpose.CIPHERTEXT) > 0, "the leftover is full");
            byte[] first = pull(pair, 1_000_000);
            assertTrue(first.length > PlaintextLeftover.MAX_BYTES, first.length + " bytes");
            assertArrayEquals(Arrays.copyOf(data, first.length), first);
            ByteBuffer rest = ByteBuffer.allocate(data.length - first.length);
            pair.simulation.run(() -> {
                pair.server.channel().read(rest);
                return !rest.hasRemaining();
            });
            assertArrayEquals(Arrays.copyOfRange(data, first.length, data.length), rest.array());
            assertEquals(0, pullNothing(pair));
            end(pair);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldBeByteExactOneByteAtATime(String version) {
        try (TlsPair pair = open(new TlsPair(), version)) {
            byte[] data = TlsChannelTest.random(100_000, 3);
            TlsChannelTest.send(pair.client, data, () -> pair.client.channel().shutdownOutput());
            byte[] got = new byte[data.length];
            ByteBuffer one = ByteBuffer.allocate(1);
            int[] at = {0};
            pair.simulation.run(() -> {
                int moved = pair.server.channel().read(one.clear());
                for (; moved == 1; moved = pair.server.channel().read(one.clear())) {
                    got[at[0]++] = one.get(0);
                }
                return moved < 0;
            });
            assertEquals(data.length, at[0]);
            assertArrayEquals(data, got);
            end(pair);
        }
    }

    @Test
    void shouldMoveNothingIntoATargetWithoutRoom() {
        try (TlsPair pair = open(new TlsPair(), "1.3")) {
            ByteBuffer none = ByteBuffer.allocate(0);
            assertEquals(0, pair.server.channel().read(none));
            sendRecords(pair, new byte[] {1});
            assertEquals(0, pair.server.channel().read(none));
            pair.client.channel().shutdownOutput();
            settle(pair);
            assertEquals(0, pair.server.channel().read(none));
            assertArrayEquals(new byte[] {1}, pull(pair, 1));
            assertEquals(0, pair.server.channel().read(none));
            assertEquals(-1, pullNothing(pair));
            end(pair);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldReturnTheEndBehindTheLastByteAsOftenAsAsked(String version) {
        try (TlsPair pair = open(new TlsPair(), version)) {
            sendRecords(pair, new byte[] {1, 2, 3});
            pair.client.channel().shutdownOutput();
            settle(pair);
            assertEquals(InputEnd.CLEAN, pair.server.end);
            assertArrayEquals(new byte[] {1, 2}, pull(pair, 2));
            assertArrayEquals(new byte[] {3}, pull(pair, 2));
            assertEquals(-1, pullNothing(pair));
            settle(pair);
            assertEquals(-1, pullNothing(pair));
            end(pair);
        }
    }

    @Test
    void shouldGiveWhatIsGenuineBeforeATruncatedEnd() {
        try (TlsPair pair = open(new TlsPair(), "1.3")) {
            sendRecords(pair, new byte[] {1, 2, 3});
            belowClient[0].shutdownOutput();
            settle(pair);
            assertEquals(InputEnd.TRUNCATED, pair.server.end);
            assertArrayEquals(new byte[] {1, 2, 3}, pull(pair, 10));
            assertEquals(-1, pullNothing(pair));
            pair.server.channel().abort();
            pair.client.channel().abort();
            pair.untilClosed();
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldTakeFromWhatOnReadShows() {
        try (TlsPair pair = open(new TlsPair(), "1.3")) {
            pair.server.whenRead = (channel, in) -> {
                ByteBuffer two = ByteBuffer.allocate(2);
                channel.read(two);
                pair.server.take(two.flip());
            };
            sendRecords(pair, new byte[] {1, 2, 3}, new byte[] {4, 5});
            assertArrayEquals(new byte[] {1, 2, 3, 4}, pair.server.received.toByteArray());
            assertArrayEquals(new byte[] {5}, pull(pair, 9));
            end(pair);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldBeByteExactForAnySizesAndSplits(long seed) {
        Random random = new Random(seed);
        try (TlsPair pair = open(new TlsPair(seed, SPLITTING), seed % 2 == 0 ? "1.2" : "1.3")) {
            byte[] data = TlsChannelTest.random(1 + random.nextInt(300_000), seed);
            TlsChannelTest.send(pair.client, data, () -> pair.client.channel().shutdownOutput());
            ByteBuffer got = ByteBuffer.allocate(data.length);
            int moved = 0;
            while (moved >= 0) {
                // Not in every round: whoever polls keeps the loop busy, and then virtual time stands still.
                pair.simulation.runFor(Duration.ofMillis(1));
                ByteBuffer target = random.nextBoolean()
                        ? ByteBuffer.allocate(1 + random.nextInt(40_000))
                        : ByteBuffer.allocateDirect(1 + random.nextInt(40_000));
                moved = pair.server.channel().read(target);
                got.put(target.flip());
            }
            assertEquals(data.length, got.position(), "seed " + seed);
            assertArrayEquals(data, got.array(), "seed " + seed);
            end(pair);
        }
    }

    @Test
    void shouldEndWithARecordForWhichThereIsNoBuffer() {
        ReactorOptions smallPool = ReactorOptions.DEFAULT.withMaxLeasedBytes(1 << 20);
        try (TlsPair pair = open(new TlsPair(new Simulation(0, FaultProfile.NONE), smallPool), "1.3")) {
            int[] firstBytes = {0};
            pair.server.whenRead = (channel, in) -> {
                firstBytes[0] = in.remaining();
                channel.pauseReads();
            };
            sendRecords(pair, new byte[40_000]);
            pull(pair, firstBytes[0]);
            List<PooledBuffer> hoard = hoard(pair.reactor.loops().get(0).buffers());
            assertEquals(0, pullNothing(pair), "the next one is lost");
            hoard.forEach(PooledBuffer::release);
            assertTrue(pullNothing(pair) <= 0, "and none behind it is shown");
            pair.untilClosed();
            assertEquals(CloseCause.Kind.LIMIT_REACHED, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    /** Takes all that a pool has left. */
    private static List<PooledBuffer> hoard(BufferPool pool) {
        List<PooledBuffer> taken = new ArrayList<>();
        for (int bytes = BufferPool.MAX_BUFFER_BYTES; bytes > 0; bytes /= 2) {
            try {
                while (true) {
                    taken.add(pool.lease(bytes, new Ledger(), Purpose.RECEIVED));
                }
            } catch (PoolExhaustedException e) {
                // Smaller ones may fit.
            }
        }
        return taken;
    }
}
