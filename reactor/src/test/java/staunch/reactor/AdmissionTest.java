package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private static Admission bounded(int total, int perAddress) {
        return new Admission(ListenOptions.DEFAULT.withMaxConnections(total, perAddress));
    }

    @Test
    void shouldHaveNoMorePlacesThanItsBound() {
        Admission admission = bounded(2, 2);
        assertTrue(admission.enter());
        assertTrue(admission.enter());
        assertFalse(admission.enter());
        assertEquals(2, admission.open());
        admission.leave();
        assertTrue(admission.enter());
    }

    @Test
    void shouldCountEachAddressApart() throws Exception {
        InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
        Admission admission = bounded(100, 2);
        assertTrue(admission.identify(HERE));
        assertTrue(admission.identify(HERE));
        assertFalse(admission.identify(HERE));
        assertTrue(admission.identify(elsewhere));
        admission.forget(HERE);
        assertTrue(admission.identify(HERE));
        assertFalse(admission.identify(HERE));
    }

    @Test
    void shouldNotCountAddressesThatAreNotBounded() {
        Admission admission = bounded(2, 2);
        for (int i = 0; i < 10; i++) {
            assertTrue(admission.identify(HERE));
        }
    }

    @Test
    void shouldKeepItsBoundsWithSeveralLoops() throws InterruptedException {
        Admission admission = bounded(3, 2);
        AtomicInteger in = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (!admission.enter()) {
                        continue;
                    }
                    if (admission.identify(HERE)) {
                        tooMany.addAndGet(in.incrementAndGet() > 2 ? 1 : 0);
                        in.decrementAndGet();
                        admission.forget(HERE);
                    }
                    admission.leave();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, tooMany.get());
        assertEquals(0, admission.open());
        assertTrue(admission.identify(HERE));
        assertTrue(admission.identify(HERE), "every place was given back");
    }
}
