package staunch.reactor;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Looks at the loops now and then, and reports one whose turn has been going on for too long, with the stack that shows
 * who blocks it: once per such turn.
 */
final class StallWatchdog {
    private static final System.Logger LOG = System.getLogger(StallWatchdog.class.getName());

    /** How the names of classes begin that nobody who uses this has written. */
    private static final List<String> OURS_AND_THE_JDKS = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "staunch.",
            "org.jctools.",
            "org.bouncycastle.",
            "org.conscrypt.");

    private final List<EventLoop> loops;
    private final long thresholdMillis;
    private final BiConsumer<EventLoop, String> report;
    private final boolean[] reported;

    StallWatchdog(List<EventLoop> loops, long thresholdMillis, BiConsumer<EventLoop, String> report) {
        this.loops = loops;
        this.thresholdMillis = thresholdMillis;
        this.report = report;
        this.reported = new boolean[loops.size()];
    }

    static void start(List<EventLoop> loops, long thresholdMillis) {
        StallWatchdog watchdog =
                new StallWatchdog(loops, thresholdMillis, (loop, text) -> LOG.log(System.Logger.Level.WARNING, text));
        Thread thread = new Thread(watchdog::run, "staunch-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (loops.stream().anyMatch(loop -> !loop.isStopped())) {
                Thread.sleep(Math.max(1, thresholdMillis / 2));
                look();
            }
        } catch (InterruptedException endOfProgram) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        for (int i = 0; i < reported.length; i++) {
            EventLoop loop = loops.get(i);
            long busyMillis = loop.busyMillis();
            if (busyMillis < thresholdMillis) {
                reported[i] = false;
            } else if (!reported[i]) {
                reported[i] = true;
                report.accept(loop, describe(loop.toString(), busyMillis, loop.stack()));
            }
        }
    }

    static String describe(String loop, long busyMillis, StackTraceElement[] stack) {
        if (stack.length > 0 && Stream.of(stack).noneMatch(StallWatchdog::isOfTheApplication)) {
            return loop + " has been busy for " + busyMillis
                    + " ms, and all its connections waited, with nothing but the JDK's"
                    + " and Staunch's own work (such as classes that are loaded at their first use), at " + stack[0];
        }
        StringBuilder text = new StringBuilder(loop + " has been blocked for " + busyMillis
                + " ms by a callback, and all its connections with it; move blocking work to an executor:");
        for (StackTraceElement element : stack) {
            text.append("\n\tat ").append(element);
        }
        return text.toString();
    }

    /** Whether it is code that somebody could have run elsewhere. */
    private static boolean isOfTheApplication(StackTraceElement element) {
        return OURS_AND_THE_JDKS.stream().noneMatch(element.getClassName()::startsWith);
    }
}
