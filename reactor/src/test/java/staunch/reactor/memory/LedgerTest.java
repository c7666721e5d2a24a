package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
    private final BufferPool pool = new BufferPool();
    private final Ledger ledger = new Ledger();

    @Test
    void shouldHoldNothingAtFirst() {
        assertEquals(0, ledger.heldBytes());
        assertEquals("Ledger[]", ledger.toString());
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void shouldCountCapacityByPurpose(Purpose purpose) {
        PooledBuffer buffer = pool.lease(300, ledger, purpose);
        for (Purpose each : Purpose.values()) {
            assertEquals(each == purpose ? 512 : 0, ledger.heldBytes(each));
        }
        assertEquals(512, ledger.heldBytes());
        assertEquals("Ledger[" + purpose + "=512]", ledger.toString());
        buffer.release();
        assertEquals(0, ledger.heldBytes());
        assertEquals(0, ledger.heldBytes(purpose));
    }

    @Test
    void shouldTellOnceWhenItIsSettled() {
        AtomicInteger told = new AtomicInteger();
        PooledBuffer first = pool.lease(1, ledger, Purpose.STAGED);
        PooledBuffer second = pool.lease(1, ledger, Purpose.STAGED);
        ledger.whenSettled(told::incrementAndGet);
        first.release();
        assertEquals(0, told.get());
        second.release();
        assertEquals(1, told.get());
        new Ledger().whenSettled(told::incrementAndGet);
        assertEquals(2, told.get());
    }

    @Test
    void shouldKeepConnectionsApart() {
        Ledger other = new Ledger();
        PooledBuffer ours = pool.lease(1, ledger, Purpose.STAGED);
        PooledBuffer theirs = pool.lease(2000, other, Purpose.STAGED);
        ours.release();
        assertEquals(0, ledger.heldBytes());
        assertEquals(2048, other.heldBytes());
        theirs.release();
        assertEquals(0, other.heldBytes());
    }

    @Test
    void shouldChargeABufferThatIsLentAgainToItsNewOwner() {
        Ledger other = new Ledger();
        pool.lease(1, ledger, Purpose.STAGED).release();
        pool.lease(1, other, Purpose.OUTBOUND);
        assertEquals(0, ledger.heldBytes());
        assertEquals(256, other.heldBytes(Purpose.OUTBOUND));
    }

    @Test
    void shouldListWhatItHoldsForPeople() {
        pool.lease(1, ledger, Purpose.OUTBOUND);
        pool.lease(300, ledger, Purpose.RECEIVED);
        assertEquals("Ledger[RECEIVED=512, OUTBOUND=256]", ledger.toString());
    }

    @Test
    void shouldNoticeMoreReturnedThanLent() {
        assertThrows(AssertionError.class, () -> ledger.returned(Purpose.STAGED, 1));
    }
}
