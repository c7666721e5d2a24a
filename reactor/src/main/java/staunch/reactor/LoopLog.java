package staunch.reactor;

import org.jspecify.annotations.Nullable;

/**
 * What the reactor says on its loops. A log that fails must not end a loop: without descriptors, which is worth a line, the
 * JDK's own cannot even read its time zones and throws an error.
 */
final class LoopLog {
    private final System.Logger logger;

    private LoopLog(System.Logger logger) {
        this.logger = logger;
    }

    static LoopLog of(Class<?> type) {
        return new LoopLog(System.getLogger(type.getName()));
    }

    void warning(String message) {
        log(System.Logger.Level.WARNING, message, null);
    }

    void error(String message, @Nullable Throwable failure) {
        log(System.Logger.Level.ERROR, message, failure);
    }

    private void log(System.Logger.Level level, String message, @Nullable Throwable failure) {
        try {
            logger.log(level, message, failure);
        } catch (Throwable nowhereToSayIt) {
            // The connections matter more than the line.
        }
    }
}
