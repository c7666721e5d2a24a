package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said beside the figures of how they came about. */
class CompareAboutTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSayWithWhichFlagsMemoryIsMeasuredIfItIs() throws Exception {
        String flags = "memory of JVMs with -XX:+UseSerialGC -Xms256m -Xmx256m ";
        assertTrue(about(Scenario.IDLE).contains(flags), about(Scenario.IDLE));
        assertFalse(about(Scenario.FULL).contains(flags), about(Scenario.FULL));
    }

    private String about(Scenario scenario) throws Exception {
        Pace pace = Pace.FULL.only(EnumSet.of(scenario));
        return new CompareRun(
                        List.of(Arm.STAUNCH), pace, new Processors(0, 1), folder.resolve(scenario.label()), line -> {})
                .about();
    }
}
