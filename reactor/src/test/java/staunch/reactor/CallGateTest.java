package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** By a clock that is moved, and threads that are seen to wait. */
class CallGateTest {
    private static final long TIMEOUT_MILLIS = 3_600_000;

    private final ScriptedLoop stage = new ScriptedLoop();
    private final ManualTime time = new ManualTime();
    private final CallGate gate = new CallGate(stage.loop, time, "readTimeoutMillis", TIMEOUT_MILLIS);
    private final AtomicBoolean happened = new AtomicBoolean();

    private Background<Boolean> call(BooleanSupplier condition) {
        return Background.call(() -> {
            gate.enter();
            try {
                gate.await(condition);
                return true;
            } finally {
                gate.leave();
            }
        });
    }

    private Background<Boolean> waitingCall() {
        return call(happened::get).untilItWaits();
    }

    @Test
    void shouldNotWaitForWhatHasHappened() throws Exception {
        assertTrue(call(() -> true).result());
    }

    @Test
    void shouldWaitUntilItHappens() throws Exception {
        Background<Boolean> call = waitingCall();
        call.disturb();
        gate.awaken();
        call.untilItWaits();
        happened.set(true);
        gate.awaken();
        assertTrue(call.result());
    }

    @Test
    void shouldNameTheSettingWhenTheDeadlinePasses() {
        Background<Boolean> call = waitingCall();
        time.advanceMillis(TIMEOUT_MILLIS - 1);
        call.disturb();
        call.untilItWaits();
        assertFalse(call.isDone());
        time.advanceMillis(1);
        call.disturb();
        SocketTimeoutException failure = assertInstanceOf(SocketTimeoutException.class, call.failure());
        assertEquals("the call was not done after 3600000 ms (readTimeoutMillis)", failure.getMessage());
    }

    @Test
    void shouldPreferWhatHappenedToTheDeadline() throws Exception {
        Background<Boolean> call = waitingCall();
        time.advanceMillis(TIMEOUT_MILLIS);
        happened.set(true);
        call.disturb();
        assertTrue(call.result());
    }

    @Test
    void shouldSetTheDeadlineOfEachCallAnew() throws Exception {
        shouldNameTheSettingWhenTheDeadlinePasses();
        Background<Boolean> next = waitingCall();
        time.advanceMillis(TIMEOUT_MILLIS - 1);
        next.disturb();
        next.untilItWaits();
        happened.set(true);
        gate.awaken();
        assertTrue(next.result());
    }

    @Test
    void shouldWaitForEverWithoutATimeout() throws Exception {
        gate.timeoutMillis(0);
        Background<Boolean> call = waitingCall();
        time.advanceMillis(1_000 * TIMEOUT_MILLIS);
        call.disturb();
        call.untilItWaits();
        happened.set(true);
        gate.awaken();
        assertTrue(call.result());
    }

    @Test
    void shouldTakeTheLongestTimeoutAndRefuseANegativeOne() {
        assertThrows(IllegalArgumentException.class, () -> gate.timeoutMillis(-1));
        gate.timeoutMillis(Long.MAX_VALUE);
        Background<Boolean> call = waitingCall();
        call.interrupt();
        assertInstanceOf(InterruptedIOException.class, call.failure());
    }

    @Test
    void shouldEndAWaitingCallByInterruptAndLeaveTheThreadInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Background<Boolean> call = Background.call(() -> {
            gate.enter();
            try {
                gate.await(happened::get);
            } catch (InterruptedIOException e) {
                thrown.set(e);
            } finally {
                gate.leave();
            }
            return Thread.interrupted();
        });
        call.untilItWaits().interrupt();
        assertTrue(call.result());
        assertEquals(InterruptedIOException.class, thrown.get().getClass());
    }

    @Test
    void shouldNotMindAnInterruptWhenItNeedNotWait() throws Exception {
        Background<Boolean> call = Background.call(() -> {
            Thread.currentThread().interrupt();
            gate.enter();
            try {
                gate.await(() -> true);
            } finally {
                gate.leave();
            }
            return Thread.interrupted();
        });
        assertTrue(call.result());
    }

    @Test
    void shouldLetCallsInOneAtATime() throws Exception {
        Background<Boolean> first = waitingCall();
        Background<Boolean> second = call(() -> true).untilItWaits();
        Background<Boolean> interrupted = call(() -> true).untilItWaits();
        interrupted.interrupt();
        assertEquals(InterruptedIOException.class, interrupted.failure().getClass());
        happened.set(true);
        gate.awaken();
        assertTrue(first.result());
        assertTrue(second.result());
    }

    @Test
    void shouldCountTheWaitForTheTurnToo() throws Exception {
        Background<Boolean> first = waitingCall();
        gate.timeoutMillis(1);
        assertInstanceOf(SocketTimeoutException.class, call(() -> true).failure());
        happened.set(true);
        gate.awaken();
        assertTrue(first.result());
    }

    @Test
    void shouldRefuseTheLoopsThread() {
        stage.turn();
        IllegalStateException refused = assertThrows(IllegalStateException.class, gate::enter);
        assertTrue(refused.getMessage().contains("a thread of its own"), refused.getMessage());
    }

    @Test
    void shouldLoseNoWakeup() throws Exception {
        int rounds = 20_000;
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        gate.timeoutMillis(0);
        Background<Void> waiter = Background.call(() -> {
            for (int i = 1; i <= rounds; i++) {
                int round = i;
                asked.set(round);
                gate.enter();
                try {
                    gate.await(() -> answered.get() == round);
                } finally {
                    gate.leave();
                }
            }
            return null;
        });
        for (int i = 1; i <= rounds; i++) {
            int round = i;
            Background.until("round " + round + " of the waiter", () -> asked.get() == round);
            answered.set(round);
            gate.awaken();
        }
        waiter.result();
    }
}
