package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client of all servers agrees on with them. */
class ProbeTest {
    private static final Pace GLANCE = new Pace(1, 1, 0, 0, 0.3, List.of(Scenario.FULL));
    private static final Processors BOTH = new Processors(0, 1);

    @TempDir
    private Path folder;

    /** BCJSSE wants the curve of its certificate offered; the others are not to take it because it is. */
    @ParameterizedTest
    @ValueSource(strings = {"staunch-bcjsse", "staunch", "staunch-conscrypt"})
    @EnabledOnOs(OS.LINUX)
    void shouldNegotiateTheSameWithEachProvider(String name) throws Exception {
        CompareRun.Keys keys = CompareRun.Keys.in(folder);
        Launch launch = Launch.of(Arm.named(name).orElseThrow(), List.of(), keys.certificate(), keys.key(), folder);
        try (ServerProcess server = ServerProcess.start(launch, BOTH, folder)) {
            Measurement measurement = new Probe(keys.trust())
                    .measure(new Turn(1, 1, name), server, GLANCE)
                    .get(0);
            assertTrue(measurement.done() > 0, measurement::line);
            assertFalse(measurement.refusal().contains("negotiated"), measurement::line);
        }
    }
}
