package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private final BufferPool pool = new BufferPool();
    private final Ledger ledger = new Ledger();
    private final OutboundQueue queue = new OutboundQueue(pool, ledger, Purpose.OUTBOUND);

    @AfterEach
    void shouldHoldNoBufferWhenReleased() {
        queue.release();
        assertTrue(queue.isEmpty());
        assertEquals(0, ledger.heldBytes());
        assertEquals(0, pool.leasedBytes());
    }

    @Test
    void shouldHoldLittleMoreThanWhatWaits() {
        for (int total = 1; total <= 100_000; total = 2 * total + 1) {
            for (int i = 0; i < total; i += 10) {
                queue.append(ByteBuffer.allocate(10), Math.min(10, total - i));
            }
            assertTrue(ledger.heldBytes() <= Math.max(256, 4L * total), total + " bytes wait in " + ledger);
            queue.release();
            assertEquals(0, ledger.heldBytes());
        }
    }

    @Test
    void shouldHaveNoHeadWhenEmpty() {
        assertThrows(IllegalStateException.class, queue::head);
        queue.append(ByteBuffer.allocate(1), 1);
        queue.head().get();
        queue.settle(1);
        assertThrows(IllegalStateException.class, queue::head);
    }

    @Test
    void shouldGatherNoMoreBuffersThanThereAreSlots() {
        ByteBuffer[] slots = new ByteBuffer[2];
        assertEquals(0, queue.gather(slots));
        for (int i = 0; i < 3; i++) {
            queue.append(ByteBuffer.allocate(60_000), 60_000);
        }
        assertEquals(2, queue.gather(slots));
        assertSame(queue.head(), slots[0]);
        queue.remove(slots[0].remaining());
        assertSame(queue.head(), slots[1]);
        Arrays.fill(slots, null);
        queue.release();
        assertEquals(0, queue.gather(slots));
        assertNull(slots[0]);
    }

    @Test
    void shouldPeekWithoutTakingAndRefuseToRemoveMoreThanThereIs() {
        ByteBuffer target = ByteBuffer.allocate(10);
        assertEquals(0, queue.peek(target, 10).remaining());
        queue.append(ByteBuffer.wrap(new byte[] {1, 2, 3}), 3);
        for (int i = 0; i < 2; i++) {
            ByteBuffer seen = queue.peek(target, 2);
            assertSame(target, seen);
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), seen);
        }
        queue.remove(2);
        assertEquals(ByteBuffer.wrap(new byte[] {3}), queue.peek(target, 10));
        assertThrows(IllegalStateException.class, () -> queue.remove(2));
    }

    @Test
    void shouldNoteWhatWasCopiedBeforeThePoolWasExhausted() {
        BufferPool small = new BufferPool(BufferPool.MAX_BUFFER_BYTES, 0, LeakDetection.COUNT);
        OutboundQueue bounded = new OutboundQueue(small, ledger, Purpose.OUTBOUND);
        ByteBuffer source = ByteBuffer.allocate(1 << 20);
        assertThrows(PoolExhaustedException.class, () -> bounded.append(source, source.remaining()));
        assertEquals(source.position(), bounded.pendingBytes());
        assertTrue(bounded.pendingBytes() > 0);
        bounded.release();
    }

    @Test
    void shouldBearThatWhoWaitedForItsReleaseReleasesItAgain() {
        queue.append(ByteBuffer.allocate(10), 10);
        ledger.whenSettled(queue::release);
        queue.release();
        assertTrue(queue.isEmpty());
        assertEquals(0, pool.leasedBytes());
    }
}
