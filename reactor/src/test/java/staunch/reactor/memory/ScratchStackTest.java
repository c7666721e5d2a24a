package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class ScratchStackTest {
    private final ScratchStack<ByteBuffer> stack = ScratchStack.ofBuffers(100, ByteBuffer::allocate);

    @Test
    void shouldGiveEachDepthItsOwnScratch() {
        ByteBuffer outer = stack.lease();
        ByteBuffer inner = stack.lease();
        assertNotSame(outer, inner);
        assertEquals(2, stack.depth());
        stack.release(inner);
        assertSame(inner, stack.lease());
    }

    @Test
    void shouldGiveAnEmptyScratchOfTheSizeAskedFor() {
        ByteBuffer scratch = stack.lease();
        scratch.position(10).limit(20);
        stack.release(scratch);
        ByteBuffer again = stack.lease();
        assertEquals(0, again.position());
        assertEquals(100, again.limit());
        assertEquals(100, again.capacity());
    }

    @Test
    void shouldRefuseToNestDeeperThanTheBound() {
        ArrayDeque<ByteBuffer> leased = new ArrayDeque<>();
        for (int i = 0; i < ScratchStack.MAX_DEPTH; i++) {
            leased.push(stack.lease());
        }
        IllegalStateException refusal = assertThrows(IllegalStateException.class, stack::lease);
        assertTrue(refusal.getMessage().contains("" + ScratchStack.MAX_DEPTH), refusal.getMessage());
        while (!leased.isEmpty()) {
            stack.release(leased.pop());
        }
        assertEquals(0, stack.depth());
    }

    @Test
    void shouldRefuseAReleaseOutOfOrder() {
        ByteBuffer outer = stack.lease();
        ByteBuffer inner = stack.lease();
        assertThrows(IllegalStateException.class, () -> stack.release(outer));
        stack.release(inner);
        stack.release(outer);
        assertThrows(IllegalStateException.class, () -> stack.release(outer));
    }
}
