package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoverTest {
    private static final int BOUND = 64 << 10;

    private final BufferPool pool = new BufferPool(2L * BufferPool.MAX_BUFFER_BYTES, 1 << 20, LeakDetection.STRICT);
    private final Ledger ledger = new Ledger();
    private final Leftover leftover = new Leftover(pool, ledger, Purpose.RECEIVED, BOUND);
    private byte nextAppended;
    private byte nextTaken;

    @AfterEach
    void shouldHoldNoBufferWhenReleased() {
        leftover.release();
        assertEquals(0, ledger.heldBytes());
        assertTrue(pool.outstanding().isEmpty());
    }

    private ByteBuffer counting(int length, boolean direct) {
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            bytes.put(nextAppended++);
        }
        return bytes.flip();
    }

    private void append(int length) {
        leftover.append(counting(length, (length & 1) == 0));
    }

    private void take(int length) {
        ByteBuffer view = leftover.view();
        for (int i = 0; i < length; i++) {
            assertEquals(nextTaken++, view.get());
        }
        leftover.settle();
    }

    @Test
    void shouldBeginEmptyWithoutABuffer() {
        assertTrue(leftover.isEmpty());
        assertEquals(0, leftover.remaining());
        assertEquals(BOUND, leftover.room());
        assertFalse(leftover.view().hasRemaining());
        leftover.settle();
        leftover.release();
        assertEquals(0, ledger.heldBytes());
    }

    @Test
    void shouldLeaseNothingForNothing() {
        leftover.append(ByteBuffer.allocate(0));
        assertEquals(0, ledger.heldBytes());
    }

    @Test
    void shouldConsumeTheSourceWhole() {
        ByteBuffer source =
                ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
        leftover.append(source);
        assertEquals(4, source.position());
        assertEquals(4, source.limit());
        byte[] taken = new byte[3];
        leftover.view().get(taken);
        assertArrayEquals(new byte[] {1, 2, 3}, taken);
        leftover.settle();
    }

    @Test
    void shouldAcceptReadOnlyAndSlicedSources() {
        leftover.append(counting(10, true).asReadOnlyBuffer());
        leftover.append(counting(10, false).slice());
        take(20);
    }

    @Test
    void shouldTakeARightSizedBufferAndGiveItBackWhenEmpty() {
        append(300);
        assertEquals(512, ledger.heldBytes(Purpose.RECEIVED));
        take(299);
        assertEquals(512, ledger.heldBytes(Purpose.RECEIVED));
        take(1);
        assertEquals(0, ledger.heldBytes());
        assertTrue(leftover.isEmpty());
    }

    @Test
    void shouldShowTheSameBytesUntilTheyAreTaken() {
        append(5);
        leftover.view();
        leftover.settle();
        assertEquals(5, leftover.remaining());
        take(2);
        assertEquals(3, leftover.view().remaining());
        take(3);
    }

    @Test
    void shouldAppendIntoFreeSpaceBehindBytesThatWereViewed() {
        append(10);
        take(3);
        append(20);
        assertEquals(256, ledger.heldBytes());
        assertEquals(27, leftover.view().remaining());
        take(27);
    }

    @Test
    void shouldNotTakeTwiceWhatWasTakenBeforeAnAppend() {
        append(200);
        take(100);
        append(156);
        leftover.settle();
        assertEquals(256, leftover.remaining());
        take(256);
    }

    @Test
    void shouldForgetALimitThatATakerLeftOnTheView() {
        append(200);
        leftover.view().limit(5).position(5);
        nextTaken = 5;
        leftover.settle();
        append(250);
        assertEquals(445, leftover.view().remaining());
        take(445);
    }

    @Test
    void shouldMoveToTheFrontRatherThanGrowWhenLittleWaits() {
        append(256);
        take(250);
        append(100);
        assertEquals(256, ledger.heldBytes());
        take(106);
    }

    @Test
    void shouldDoubleWhenMuchWaits() {
        append(256);
        append(1);
        assertEquals(512, ledger.heldBytes());
        take(257);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 17 * 1024, BOUND})
    void shouldHoldUpToItsBoundAndNotOneByteMore(int bound) {
        Leftover bounded = new Leftover(pool, ledger, Purpose.CIPHERTEXT, bound);
        bounded.append(ByteBuffer.allocate(bound));
        assertEquals(0, bounded.room());
        ByteBuffer one = ByteBuffer.allocate(1);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> bounded.append(one));
        assertTrue(refusal.getMessage().contains("CIPHERTEXT"), refusal.getMessage());
        assertEquals(1, one.remaining());
        assertEquals(bound, bounded.remaining());
        bounded.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, BufferPool.MAX_BUFFER_BYTES + 1})
    void shouldRefuseBoundsOutOfRange(int bound) {
        assertThrows(IllegalArgumentException.class, () -> new Leftover(pool, ledger, Purpose.RECEIVED, bound));
    }

    @Test
    void shouldHoldTheGreatestBound() {
        Leftover greatest = new Leftover(pool, ledger, Purpose.RECEIVED, BufferPool.MAX_BUFFER_BYTES);
        greatest.append(ByteBuffer.allocate(100_000));
        greatest.append(ByteBuffer.allocate(BufferPool.MAX_BUFFER_BYTES - 100_000));
        assertEquals(BufferPool.MAX_BUFFER_BYTES, greatest.view().remaining());
        greatest.release();
    }

    @Test
    void shouldKeepWhatItHasWhenThePoolIsExhausted() {
        BufferPool small = new BufferPool(BufferPool.MAX_BUFFER_BYTES, 0, LeakDetection.COUNT);
        Leftover starved = new Leftover(small, ledger, Purpose.PLAINTEXT, BOUND);
        starved.append(counting(256, false));
        PooledBuffer rest = small.lease(4 * 17 * 1024, ledger, Purpose.STAGED);
        PooledBuffer more = small.lease(2 * 17 * 1024, ledger, Purpose.STAGED);
        ByteBuffer source = ByteBuffer.allocate(30_000);
        assertThrows(PoolExhaustedException.class, () -> starved.append(source));
        assertEquals(30_000, source.remaining());
        assertEquals(256, starved.remaining());
        ByteBuffer view = starved.view();
        while (view.hasRemaining()) {
            assertEquals(nextTaken++, view.get());
        }
        starved.settle();
        rest.release();
        more.release();
    }

    @Test
    void shouldRefuseAViewMovedOutsideOfWhatWaits() {
        append(10);
        take(4);
        leftover.view().position(3);
        assertThrows(IllegalStateException.class, leftover::settle);
        leftover.view().limit(20).position(15);
        assertThrows(IllegalStateException.class, leftover::settle);
        take(6);
    }

    @Test
    void shouldDropWhatWaitsOnRelease() {
        append(1000);
        leftover.release();
        assertTrue(leftover.isEmpty());
        assertEquals(BOUND, leftover.room());
        assertFalse(leftover.view().hasRemaining());
        nextTaken = nextAppended;
        append(3);
        take(3);
    }

    @Test
    void shouldKeepOrderAndInvariantsWhateverIsAppendedAndTaken() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int scale = 1 << random.nextInt(17);
            for (int i = 0; i < 100; i++) {
                append(random.nextInt(Math.min(scale, leftover.room()) + 1));
                checkInvariants(seed);
                take(random.nextInt(leftover.remaining() + 1));
                checkInvariants(seed);
            }
            take(leftover.remaining());
            assertEquals(0, ledger.heldBytes(), "seed " + seed);
        }
    }

    private void checkInvariants(long seed) {
        assertEquals(BOUND, leftover.room() + leftover.remaining(), "seed " + seed);
        assertEquals(leftover.isEmpty(), ledger.heldBytes() == 0, "seed " + seed);
        assertTrue(ledger.heldBytes() <= BufferPool.capacityFor(BOUND), "seed " + seed);
        assertEquals(leftover.remaining(), leftover.view().remaining(), "seed " + seed);
    }
}
