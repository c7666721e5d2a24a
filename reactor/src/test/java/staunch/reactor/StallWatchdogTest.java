package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallWatchdogTest {
    private final ScriptedLoop stage = new ScriptedLoop(2);
    private final List<EventLoop> blocked = new ArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final StallWatchdog watchdog = new StallWatchdog(stage.reactor.loops(), 500, (loop, text) -> {
        blocked.add(loop);
        reports.add(text);
    });

    @Test
    void shouldReportABlockedTurnOnceWithItsStack() {
        EventLoop second = stage.reactor.loops().get(1);
        second.execute(this::blockTooLong);
        second.turn(false);
        assertEquals(List.of(second), blocked);
        assertTrue(
                reports.get(0)
                        .startsWith(second + " has been blocked for 500 ms by a callback, and all its connections"
                                + " with it; move blocking work to an executor:\n\tat "),
                reports.get(0));
        assertTrue(reports.get(0).contains("StallWatchdogTest.blockTooLong"), reports.get(0));
    }

    private void blockTooLong() {
        stage.time.advanceMillis(499);
        watchdog.look();
        assertEquals(List.of(), reports);
        stage.time.advanceMillis(2);
        watchdog.look();
        watchdog.look();
        stage.time.advanceMillis(10_000);
        watchdog.look();
    }

    @Test
    void shouldBlameNobodyWhereNoCodeOfTheApplicationRuns() {
        StackTraceElement[] stack = {
            frame("java.lang.ClassLoader"),
            frame("sun.security.ssl.SSLContextImpl"),
            frame("org.bouncycastle.asn1.ASN1Sequence"),
            frame("staunch.reactor.EventLoop")
        };
        String report = StallWatchdog.describe("loop", 600, stack);
        assertTrue(report.startsWith("loop has been busy for 600 ms, "), report);
        assertTrue(report.endsWith(", at java.lang.ClassLoader.run(Some.java:1)"), report);
        stack[2] = frame("org.example.Handler");
        assertTrue(
                StallWatchdog.describe("loop", 600, stack).contains("move blocking work to an executor:\n\tat java"));
    }

    private static StackTraceElement frame(String className) {
        return new StackTraceElement(className, "run", "Some.java", 1);
    }

    @Test
    void shouldReportTheNextBlockedTurnToo() {
        for (int turn = 1; turn <= 3; turn++) {
            stage.loop.execute(() -> {
                watchdog.look();
                stage.time.advanceMillis(600);
                watchdog.look();
            });
            stage.loop.turn(false);
            assertEquals(turn, reports.size());
        }
    }

    @Test
    void shouldNotReportALoopThatWaits() {
        stage.poller().whileWaiting = () -> {
            stage.time.advanceMillis(60_000);
            watchdog.look();
        };
        stage.loop.turn(true);
        stage.end();
        stage.time.advanceMillis(60_000);
        watchdog.look();
        assertEquals(List.of(), reports);
    }

    @Test
    void shouldHaveNoStackBeforeTheFirstTurn() {
        assertEquals(0, stage.loop.stack().length);
        assertEquals(0, stage.loop.busyMillis());
    }
}
