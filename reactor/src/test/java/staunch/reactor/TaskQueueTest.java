package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final AtomicInteger wakeups = new AtomicInteger();
    private final TaskQueue tasks = new TaskQueue(1024, wakeups::incrementAndGet);

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            assertTrue(tasks.offer(() -> {}));
        }
    }

    @Test
    void shouldWakeNobodyWhileTheLoopIsAwake() {
        offer(10);
        assertEquals(0, wakeups.get());
    }

    @Test
    void shouldWakeTheLoopOncePerPark() {
        for (int park = 1; park <= 3; park++) {
            assertTrue(tasks.park());
            offer(10);
            tasks.unpark();
            offer(10);
            assertEquals(park, wakeups.get());
            while (tasks.poll() != null) {}
        }
    }

    @Test
    void shouldNotLetTheLoopWaitWhenATaskCameJustBefore() {
        offer(1);
        assertFalse(tasks.park());
    }

    @Test
    void shouldRefuseBeyondItsBound() {
        offer(1024);
        assertFalse(tasks.offer(() -> {}));
        assertTrue(tasks.poll() != null);
    }
}
