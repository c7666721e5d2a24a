package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, measured so shortly that only the way of measuring is seen. */
@Tag("soak")
class CompareRunTest {
    private static final List<Scenario> FEW = List.of(
            Scenario.FULL, Scenario.RESUMED, Scenario.REQUESTS_256, Scenario.BULK, Scenario.LATENCY_70, Scenario.IDLE);
    private static final Pace SHORT = new Pace(1, 1, 1.2, 0.1, 0.3, FEW);

    @TempDir
    Path folder;

    @Test
    void shouldMeasureEachServerInEachScenarioAndTakeUpWhatIsLeft() throws Exception {
        List<Arm> arms = new ArrayList<>(Arm.ALL);
        arms.removeIf(arm -> arm.missing().isPresent());
        List<Measurement> all = run(arms, new ArrayList<>());

        assertEquals(arms.size() * FEW.size(), all.size());
        List<String> refused = new ArrayList<>();
        all.stream()
                .filter(measurement ->
                        measurement.figure().isEmpty() && measurement.scenario().figure() != Figure.LATENCY)
                .filter(measurement -> !isKnownToFail(measurement))
                .forEach(measurement -> refused.add(measurement.line()));
        assertEquals(List.of(), refused);

        Path file = folder.resolve("measurements.csv");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - FEW.size() + 1)); // the last turn was not over
        List<String> progress = new ArrayList<>();
        assertEquals(all.size(), run(arms, progress).size());
        assertEquals(2, progress.size(), progress::toString);
        assertTrue(progress.get(1).endsWith("round 1 of 1: " + arms.get(0).name()), progress::toString);
    }

    /** BCJSSE as a server resumes in TLS 1.2 only, and the JDK's serves hundreds of connections on some JDKs not in time. */
    private static boolean isKnownToFail(Measurement measurement) {
        return switch (measurement.turn().arm()) {
            case "staunch-bcjsse" -> measurement.scenario() == Scenario.RESUMED;
            case "jdk-https" ->
                measurement.scenario() == Scenario.REQUESTS_256 || measurement.scenario() == Scenario.IDLE;
            default -> false;
        };
    }

    private List<Measurement> run(List<Arm> arms, List<String> progress) throws Exception {
        return new CompareRun(arms, SHORT, new Processors(0, 1), folder, progress::add).run();
    }
}
