package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LoopLogTest {
    /** As the JDK's own does for want of descriptors. */
    private static final class Failing extends Handler {
        final List<String> asked = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            asked.add(line.getLevel() + " " + line.getMessage());
            throw new NoClassDefFoundError("Could not initialize class java.time.zone.ZoneRulesProvider");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void shouldBearALogThatFails() {
        Logger below = Logger.getLogger(LoopLogTest.class.getName());
        Failing failing = new Failing();
        below.setUseParentHandlers(false);
        below.addHandler(failing);
        LoopLog log = LoopLog.of(LoopLogTest.class);
        log.warning("accepting waits");
        log.error("uncaught", new IllegalStateException("a defect"));
        log.error("ended", null);
        assertEquals(List.of("WARNING accepting waits", "SEVERE uncaught", "SEVERE ended"), failing.asked);
    }
}
