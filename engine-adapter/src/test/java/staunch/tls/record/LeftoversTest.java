package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import staunch.reactor.ChannelOptions;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;
import staunch.reactor.memory.ScratchStack;

/** The three places where bytes wait. */
class LeftoversTest {
    private final BufferPool pool = new BufferPool();
    private final Ledger ledger = new Ledger();

    private static byte[] records(int count, int payloadBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(count * (5 + payloadBytes));
        for (int i = 0; i < count; i++) {
            bytes.put(new byte[] {23, 3, 3, (byte) (payloadBytes >> 8), (byte) payloadBytes})
                    .put(new byte[payloadBytes]);
        }
        return bytes.array();
    }

    @Test
    void shouldTakeOnlyWhatTheFirstRecordLacksAtEverySplit() {
        byte[] two = records(2, 20);
        for (int cut = 1; cut < 25; cut++) {
            CiphertextLeftover leftover = new CiphertextLeftover(pool, ledger);
            leftover.complete(ByteBuffer.wrap(two, 0, cut));
            assertEquals(cut, leftover.remaining());
            assertFalse(leftover.holdsWholeRecord());
            ByteBuffer rest = ByteBuffer.wrap(two, cut, two.length - cut);
            leftover.complete(rest);
            assertTrue(leftover.holdsWholeRecord(), "cut at " + cut);
            assertEquals(25, leftover.remaining(), "cut at " + cut);
            assertEquals(25, rest.position(), "cut at " + cut);
            leftover.release();
        }
        assertEquals(0, ledger.heldBytes());
    }

    @Test
    void shouldLeaveAWholeRecordWhereItLies() {
        CiphertextLeftover leftover = new CiphertextLeftover(pool, ledger);
        ByteBuffer whole = ByteBuffer.wrap(records(1, 20));
        leftover.complete(whole);
        assertTrue(leftover.isEmpty());
        assertEquals(0, whole.position());
    }

    @Test
    void shouldKeepOnePieceBehindAPartialRecordAndNotAByteMore() {
        CiphertextLeftover leftover = new CiphertextLeftover(pool, ledger);
        ByteBuffer much = ByteBuffer.allocate(CiphertextLeftover.MAX_BYTES + 10);
        leftover.keep(much);
        assertEquals(CiphertextLeftover.MAX_BYTES, leftover.remaining());
        assertEquals(10, much.remaining());
        assertTrue(ledger.heldBytes(Purpose.CIPHERTEXT) >= CiphertextLeftover.MAX_BYTES);
        leftover.release();
    }

    @Test
    void shouldOpenNoRecordWithoutAPlaceForIt() {
        PlaintextLeftover leftover = new PlaintextLeftover(pool, ledger);
        leftover.append(ByteBuffer.allocate(PlaintextLeftover.READ_AHEAD_BYTES - 1));
        assertTrue(leftover.hasRoomForRecord());
        leftover.append(ByteBuffer.allocate(1));
        assertFalse(leftover.hasRoomForRecord());
        leftover.release();
    }

    @Test
    void shouldStageInOrderAndShareBuffers() {
        OutboundQueue staged = new OutboundQueue(pool, ledger, Purpose.STAGED);
        for (int i = 0; i < 100_000; i++) {
            staged.append(ByteBuffer.wrap(new byte[] {(byte) i}), 1);
        }
        assertEquals(100_000, staged.pendingBytes());
        assertTrue(ledger.heldBytes(Purpose.STAGED) < 2 * 100_000, ledger::toString);
        ByteBuffer target = ByteBuffer.allocateDirect(20_000);
        for (int at = 0; at < 100_000; at += 7_000) {
            ByteBuffer seen = staged.peek(target, 7_000);
            assertSame(target, seen);
            int count = seen.remaining();
            for (int i = 0; i < count; i++) {
                assertEquals((byte) (at + i), seen.get());
            }
            staged.remove(count);
        }
        assertEquals(0, staged.pendingBytes());
        assertEquals(0, ledger.heldBytes());
    }

    @Test
    void shouldGiveEachNestedCallItsOwnBuffers() {
        EngineScratch scratch = new EngineScratch(EngineProfile.HEAP);
        try (EngineScratch.Frame outer = scratch.enter();
                EngineScratch.Frame inner = scratch.enter()) {
            assertFalse(outer.target() == inner.target());
        }
        assertEquals(0, scratch.depth());
        for (int i = 0; i < ScratchStack.MAX_DEPTH; i++) {
            scratch.enter();
        }
        assertThrows(IllegalStateException.class, scratch::enter);
    }

    @Test
    void shouldChooseTheBuffersThatAProviderLikes() {
        assertEquals(EngineProfile.HEAP, EngineProfile.of("SunJSSE"));
        assertEquals(EngineProfile.HEAP, EngineProfile.of("BCJSSE"));
        assertEquals(EngineProfile.DIRECT, EngineProfile.of("Conscrypt"));
    }

    @Test
    void shouldFindRoomForAnyRecordBelowAWriterWhoIsWritable() {
        assertTrue(ChannelOptions.MIN_HEADROOM_BYTES >= RecordHeader.MAX_RECORD_BYTES);
    }

    @Test
    void shouldRefuseLimitsThatLetNothingThrough() {
        assertThrows(IllegalArgumentException.class, () -> new PumpLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PumpLimits(1, 0));
    }
}
