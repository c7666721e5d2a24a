package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a file's time is believed. */
class ValidatorsTest {
    private static final long CHANGED = 784_111_777;
    private static final long SETTLED = CHANGED * 1_000 + Validators.SETTLE_MILLIS;

    @Test
    void shouldBeStrongOnlyWhenTheFileHasSettled() {
        Validators fresh = Validators.of(9, CHANGED, 0, SETTLED - 1);
        Validators settled = Validators.of(9, CHANGED, 0, SETTLED);
        assertTrue(fresh.tag().weak());
        assertTrue(fresh.lastModified().isEmpty());
        assertFalse(settled.tag().weak());
        assertEquals(
                "Sun, 06 Nov 1994 08:49:37 GMT",
                settled.lastModified().orElseThrow().toString());
        assertFalse(fresh.tag().matchesWeakly(settled.tag()));
    }

    @Test
    void shouldTrustNoTimeToCome() {
        Validators future = Validators.of(9, CHANGED, 0, CHANGED * 1_000 - 1);
        assertTrue(future.tag().weak());
        assertTrue(future.lastModified().isEmpty());
    }

    @Test
    void shouldTellSizesAndNanosecondsApart() {
        EntityTag tag = Validators.of(9, CHANGED, 0, SETTLED).tag();
        assertNotEquals(tag, Validators.of(10, CHANGED, 0, SETTLED).tag());
        assertNotEquals(tag, Validators.of(9, CHANGED, 1, SETTLED).tag());
        assertEquals(tag, Validators.of(9, CHANGED, 0, SETTLED + 1).tag());
    }

    @Test
    void shouldTellCodingsApart() {
        Validators plain = Validators.of(9, CHANGED, 0, SETTLED);
        assertFalse(plain.tag().matchesWeakly(plain.coded(FileCoding.GZIP).tag()));
        assertTrue(plain.tag().matchesWeakly(plain.weakened().tag()));
        assertFalse(plain.tag().matchesStrongly(plain.weakened().tag()));
    }

    @Test
    void shouldSayNoDateBefore1970() {
        assertTrue(Validators.of(9, -1, 0, SETTLED).lastModified().isEmpty());
    }
}
