package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPoolTest {
    private static final int MAX = BufferPool.MAX_BUFFER_BYTES;

    private final Ledger ledger = new Ledger();

    private static BufferPool pool(long maxLeasedBytes, long maxRetainedBytes) {
        return new BufferPool(maxLeasedBytes, maxRetainedBytes, LeakDetection.COUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 256",
        "256, 256",
        "257, 512",
        "513, 1024",
        "1025, 2048",
        "2049, 4096",
        "4097, 8192",
        "8192, 8192",
        "8193, 17408",
        "16709, 17408",
        "17408, 17408",
        "17409, 34816",
        "34817, 69632",
        "69632, 69632",
        "69633, 139264",
        "139264, 139264"
    })
    void shouldLendTheSmallestClassThatFits(int minBytes, int capacityBytes) {
        BufferPool pool = pool(MAX, MAX);
        PooledBuffer buffer = pool.lease(minBytes, ledger, Purpose.RECEIVED);
        assertEquals(capacityBytes, buffer.bytes().capacity());
        assertEquals(capacityBytes, BufferPool.capacityFor(minBytes));
        assertTrue(buffer.bytes().isDirect());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, MAX + 1, Integer.MAX_VALUE})
    void shouldRefuseSizesOutOfRange(int minBytes) {
        BufferPool pool = pool(MAX, MAX);
        assertThrows(IllegalArgumentException.class, () -> pool.lease(minBytes, ledger, Purpose.RECEIVED));
        assertThrows(IllegalArgumentException.class, () -> BufferPool.capacityFor(minBytes));
        assertEquals(0, pool.leasedBytes());
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "8, 1000", "9, 750", "10, 500", "11, 250", "12, 0", "13, 0", "16, 0"})
    void shouldLeaveTheLastQuarterToThoseWhoHoldNothing(int sixteenthsOut, int share) {
        BufferPool pool = pool(16L * MAX, 0);
        for (int i = 0; i < sixteenthsOut; i++) {
            pool.lease(MAX, ledger, Purpose.OUTBOUND);
        }
        assertEquals(share, pool.fairShare(1_000));
    }

    @Test
    void shouldRefuseBoundsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> pool(MAX - 1, 0));
        assertThrows(IllegalArgumentException.class, () -> pool(MAX, -1));
    }

    @Test
    void shouldLendAgainWhatCameBackAsIfNew() {
        BufferPool pool = pool(MAX, MAX);
        PooledBuffer first = pool.lease(300, ledger, Purpose.STAGED);
        first.bytes().order(ByteOrder.LITTLE_ENDIAN).position(7).limit(9);
        first.release();
        assertEquals(512, pool.retainedBytes());
        PooledBuffer second = pool.lease(512, ledger, Purpose.OUTBOUND);
        assertSame(first, second);
        assertEquals(0, pool.retainedBytes());
        assertEquals(
                ByteBuffer.allocate(512).toString().replace("Heap", "Direct"),
                second.bytes().toString());
        assertEquals(ByteOrder.BIG_ENDIAN, second.bytes().order());
    }

    @Test
    void shouldNotLendOneClassForAnother() {
        BufferPool pool = pool(MAX, MAX);
        PooledBuffer small = pool.lease(256, ledger, Purpose.STAGED);
        small.release();
        assertNotSame(small, pool.lease(257, ledger, Purpose.STAGED));
        assertEquals(256, pool.retainedBytes());
    }

    @Test
    void shouldHoldTheBoundOnWhatIsOutAndStayUsable() {
        BufferPool pool = pool(MAX + 255, MAX);
        PooledBuffer all = pool.lease(MAX, ledger, Purpose.RECEIVED);
        PoolExhaustedException refusal =
                assertThrows(PoolExhaustedException.class, () -> pool.lease(1, ledger, Purpose.RECEIVED));
        assertTrue(refusal.getMessage().contains("maxLeasedBytes"), refusal.getMessage());
        assertEquals(MAX, pool.leasedBytes());
        assertEquals(MAX, ledger.heldBytes());
        all.release();
        assertEquals(256, pool.lease(1, ledger, Purpose.RECEIVED).bytes().capacity());
    }

    @Test
    void shouldHoldTheBoundOnWhatIsKept() {
        BufferPool pool = pool(4L * MAX, 1024);
        List<PooledBuffer> buffers = List.of(
                pool.lease(512, ledger, Purpose.RECEIVED),
                pool.lease(512, ledger, Purpose.RECEIVED),
                pool.lease(512, ledger, Purpose.RECEIVED));
        buffers.forEach(PooledBuffer::release);
        assertEquals(1024, pool.retainedBytes());
        assertEquals(0, pool.leasedBytes());
    }

    @Test
    void shouldKeepNothingWhenNothingMayBeKept() {
        BufferPool pool = pool(MAX, 0);
        PooledBuffer first = pool.lease(1, ledger, Purpose.RECEIVED);
        first.release();
        assertEquals(0, pool.retainedBytes());
        assertNotSame(first, pool.lease(1, ledger, Purpose.RECEIVED));
    }

    @Test
    void shouldRefuseASecondRelease() {
        BufferPool pool = pool(MAX, MAX);
        PooledBuffer buffer = pool.lease(1, ledger, Purpose.CIPHERTEXT);
        buffer.release();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, buffer::release);
        assertTrue(refusal.getMessage().contains("CIPHERTEXT"), refusal.getMessage());
        assertEquals(0, pool.leasedBytes());
        assertEquals(256, pool.retainedBytes());
        assertEquals(0, ledger.heldBytes());
    }

    @Test
    void shouldNameWhatIsOut() {
        BufferPool pool = pool(MAX, MAX);
        PooledBuffer back = pool.lease(256, ledger, Purpose.STAGED);
        pool.lease(1000, ledger, Purpose.PLAINTEXT);
        back.release();
        BufferLeak leak = only(pool.outstanding());
        assertEquals(Purpose.PLAINTEXT, leak.purpose());
        assertEquals(1024, leak.bytes());
        assertNull(leak.leasedAt());
    }

    @Test
    void shouldNameWhereItWasLeasedWhenStrict() {
        BufferPool pool = new BufferPool(MAX, MAX, LeakDetection.STRICT);
        pool.lease(1, ledger, Purpose.PLAINTEXT);
        Throwable leasedAt = only(pool.outstanding()).leasedAt();
        assertNotNull(leasedAt);
        assertTrue(
                List.of(leasedAt.getStackTrace()).stream()
                        .anyMatch(frame -> frame.getMethodName().equals("shouldNameWhereItWasLeasedWhenStrict")),
                "the stack of the lease is kept");
    }

    @Test
    void shouldDropWhatIsKeptWhenClosedAndLeaveLoansValid() {
        BufferPool pool = pool(MAX, MAX);
        pool.lease(256, ledger, Purpose.STAGED).release();
        PooledBuffer out = pool.lease(512, ledger, Purpose.STAGED);
        pool.close();
        assertEquals(0, pool.retainedBytes());
        assertEquals(1, pool.outstanding().size());
        out.bytes().putLong(0, 42);
        out.release();
        assertTrue(pool.outstanding().isEmpty());
    }

    @Test
    void shouldBalanceWhateverTheOrder() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            BufferPool pool = pool(4L * MAX, 2L * MAX);
            ArrayDeque<PooledBuffer> out = new ArrayDeque<>();
            for (int i = 0; i < 500; i++) {
                if (random.nextInt(3) > 0) {
                    leaseSome(pool, out, random);
                } else if (!out.isEmpty()) {
                    (random.nextBoolean() ? out.pollFirst() : out.pollLast()).release();
                }
                long bytes = out.stream().mapToLong(b -> b.bytes().capacity()).sum();
                assertEquals(bytes, pool.leasedBytes(), "seed " + seed);
                assertEquals(bytes, ledger.heldBytes(), "seed " + seed);
                assertTrue(bytes <= 4L * MAX && pool.retainedBytes() <= 2L * MAX, "seed " + seed);
            }
            out.forEach(PooledBuffer::release);
            assertEquals(0, ledger.heldBytes(), "seed " + seed);
        }
    }

    private void leaseSome(BufferPool pool, ArrayDeque<PooledBuffer> out, Random random) {
        int wanted = 1 + random.nextInt(MAX);
        if (pool.leasedBytes() + BufferPool.capacityFor(wanted) <= 4L * MAX) {
            out.add(pool.lease(wanted, ledger, Purpose.values()[random.nextInt(Purpose.values().length)]));
        } else {
            assertThrows(PoolExhaustedException.class, () -> pool.lease(wanted, ledger, Purpose.STAGED));
        }
    }

    private static BufferLeak only(List<BufferLeak> leaks) {
        assertEquals(1, leaks.size());
        return leaks.get(0);
    }
}
