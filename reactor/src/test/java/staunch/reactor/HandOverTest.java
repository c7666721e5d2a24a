package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandOverTest {
    private static final int CAPACITY = HandOver.CAPACITY_BYTES;

    private final HandOver ring = new HandOver();

    private int give(byte[] bytes, int from, int most) {
        ByteBuffer room = ring.room();
        int count = Math.min(room.remaining(), most);
        room.put(bytes, from, count);
        ring.give(count);
        return count;
    }

    private int take(byte[] bytes, int to, int most) {
        ByteBuffer waiting = ring.waiting();
        int count = Math.min(waiting.remaining(), most);
        waiting.get(bytes, to, count);
        ring.take(count);
        return count;
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertEquals(0, ring.waitingBytes());
        assertEquals(CAPACITY, ring.roomBytes());
        assertFalse(ring.waiting().hasRemaining());
        assertTrue(ring.isHalfFree());
    }

    @Test
    void shouldHoldItsCapacityAndNotAByteMore() {
        byte[] bytes = new byte[CAPACITY + 1];
        assertEquals(CAPACITY, give(bytes, 0, bytes.length));
        assertEquals(0, ring.roomBytes());
        assertFalse(ring.room().hasRemaining());
        assertFalse(ring.isHalfFree());
        assertEquals(CAPACITY / 2 - 1, take(bytes, 0, CAPACITY / 2 - 1));
        assertFalse(ring.isHalfFree());
        assertEquals(1, take(bytes, 0, 1));
        assertTrue(ring.isHalfFree());
    }

    @Test
    void shouldCopyAcrossTheEndOfTheRing() {
        byte[] bytes = TestBytes.random(CAPACITY, 1);
        byte[] got = new byte[CAPACITY];
        assertEquals(CAPACITY, ring.give(bytes, 0, CAPACITY));
        assertEquals(CAPACITY - 3, ring.take(got, 0, CAPACITY - 3));
        assertEquals(10, ring.give(bytes, 0, 10));
        assertEquals(13, ring.take(got, 5, 20));
        assertArrayEquals(Arrays.copyOfRange(bytes, CAPACITY - 3, CAPACITY), Arrays.copyOfRange(got, 5, 8));
        assertArrayEquals(Arrays.copyOf(bytes, 10), Arrays.copyOfRange(got, 8, 18));
        assertEquals(0, ring.take(got, 0, 1));
    }

    @Test
    void shouldGoRoundTheEndOfTheRing() {
        byte[] bytes = TestBytes.random(CAPACITY, 1);
        give(bytes, 0, CAPACITY - 3);
        take(new byte[CAPACITY], 0, CAPACITY - 3);
        int first = give(bytes, 0, 10);
        assertEquals(3, first);
        assertEquals(7, give(bytes, first, 7));
        byte[] got = new byte[10];
        assertEquals(3, take(got, 0, 10));
        assertEquals(7, take(got, 3, 10));
        assertArrayEquals(Arrays.copyOf(bytes, 10), got);
        assertEquals(0, ring.waitingBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBringEveryByteFromOneThreadToAnother(long seed) throws Exception {
        byte[] bytes = TestBytes.random(3_000_000, seed);
        Background<Void> giver = Background.call(() -> {
            Random random = new Random(seed);
            for (int at = 0; at < bytes.length; ) {
                int count = give(bytes, at, Math.min(bytes.length - at, 1 + random.nextInt(20_000)));
                at += count;
                if (count == 0) {
                    Thread.yield();
                }
            }
            return null;
        });
        byte[] got = new byte[bytes.length];
        Random random = new Random(~seed);
        for (int at = 0; at < got.length; ) {
            int count = take(got, at, 1 + random.nextInt(20_000));
            at += count;
            if (count == 0) {
                Thread.yield();
            }
        }
        giver.result();
        assertArrayEquals(bytes, got, "seed " + seed);
    }
}
