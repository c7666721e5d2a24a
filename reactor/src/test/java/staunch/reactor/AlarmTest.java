package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That it wakes, not when: how late it is depends on who else runs. */
@Timeout(60)
class AlarmTest {
    private static final long AN_HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Semaphore woken = new Semaphore(0);

    @AfterEach
    void untilNoneIsLeft() {
        Background.until(
                "the alarms' threads have ended", () -> threads().findAny().isEmpty());
    }

    private static Stream<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("staunch-alarm"));
    }

    private static boolean sleeps(Thread thread) {
        return LockSupport.getBlocker(thread) instanceof Alarm && !thread.isInterrupted();
    }

    @Test
    void shouldWakeAtEachMomentThatComes() throws InterruptedException {
        try (Alarm alarm = new Alarm(woken::release)) {
            for (int i = 0; i < 1_000; i++) {
                alarm.at(System.nanoTime() + i * 100L);
                woken.acquire();
            }
        }
        assertEquals(0, woken.availablePermits());
    }

    @Test
    void shouldWakeAtOnceForAMomentThatIsOver() throws InterruptedException {
        try (Alarm alarm = new Alarm(woken::release)) {
            alarm.at(System.nanoTime() - AN_HOUR_NANOS);
            woken.acquire();
        }
    }

    /** One that is sooner must not wait for the one it replaces. */
    @Test
    void shouldWakeForASoonerMomentThanItSleepsTowards() throws InterruptedException {
        try (Alarm alarm = new Alarm(woken::release)) {
            alarm.at(System.nanoTime() + AN_HOUR_NANOS);
            Background.until("it sleeps", () -> threads().anyMatch(AlarmTest::sleeps));
            alarm.at(System.nanoTime());
            woken.acquire();
        }
    }

    @Test
    void shouldSleepOnWhenItIsInterrupted() {
        try (Alarm alarm = new Alarm(woken::release)) {
            alarm.at(System.nanoTime() + AN_HOUR_NANOS);
            for (int i = 0; i < 3; i++) {
                Background.until("it sleeps", () -> threads().anyMatch(AlarmTest::sleeps));
                threads().forEach(Thread::interrupt);
            }
            Background.until("it sleeps again", () -> threads().anyMatch(AlarmTest::sleeps));
        }
    }

    @Test
    void shouldEndWhileItSleeps() throws InterruptedException {
        Alarm idle = new Alarm(woken::release);
        idle.at(System.nanoTime());
        woken.acquire();
        Alarm set = new Alarm(woken::release);
        set.at(System.nanoTime() + AN_HOUR_NANOS);
        Background.until("both sleep", () -> threads().filter(AlarmTest::sleeps).count() == 2);
        idle.close();
        set.close();
        untilNoneIsLeft();
        assertEquals(0, woken.availablePermits());
    }

    /** Of timers that are due within a millisecond, and such for which a selector's milliseconds do. */
    @Test
    void shouldFireTheTimersOfALoopThatIsPreciseAndNoOther() throws Exception {
        for (boolean precise : new boolean[] {true, false}) {
            SocketNetwork network = precise ? new SocketNetwork().withPreciseTimers() : new SocketNetwork();
            ReactorOptions options = ReactorOptions.DEFAULT.withLoops(1).on(network, TimeSource.SYSTEM);
            try (Reactor reactor = Reactor.start(options)) {
                EventLoop loop = reactor.loops().get(0);
                AtomicInteger early = new AtomicInteger();
                loop.execute(() -> schedule(loop, 100, early));
                woken.acquire(100);
                assertEquals(0, early.get());
                assertEquals(precise ? 1 : 0, threads().count());
            }
            untilNoneIsLeft();
        }
    }

    private void schedule(EventLoop loop, int left, AtomicInteger early) {
        if (left == 0) {
            return;
        }
        long delayNanos = left % 10 * 300_000L;
        long dueNanos = loop.nowNanos() + delayNanos;
        loop.timer(() -> {
                    if (loop.freshNanos() - dueNanos < 0) {
                        early.incrementAndGet();
                    }
                    woken.release();
                    schedule(loop, left - 1, early);
                })
                .schedule(delayNanos);
    }
}
