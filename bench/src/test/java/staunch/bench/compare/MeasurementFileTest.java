package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementFileTest {
    private static final Turn FIRST = new Turn(1, 1, "staunch");
    private static final Turn SECOND = new Turn(1, 2, "staunch");

    @TempDir
    Path folder;

    @Test
    void shouldHoldWhatWasMeasuredUntilTheNextRun() throws IOException {
        Measurement full = new Measurement(FIRST, Scenario.FULL, 1.5, 1_000, 0, 900_000_000, 100_000_000, 5, 7, "", "");
        Measurement none = Measurement.refused(FIRST, Scenario.BULK, "it did not end, so\nnothing is known");
        MeasurementFile.in(folder, "as before").add(List.of(full, none));

        MeasurementFile again = MeasurementFile.in(folder, "as before");
        assertEquals(full, again.all().get(0));
        assertEquals("it did not end; so nothing is known", again.all().get(1).refusal());
        assertTrue(again.has(FIRST));
        assertFalse(again.has(SECOND));
    }

    @Test
    void shouldRefuseWhatWasMeasuredOtherwise() throws IOException {
        MeasurementFile.in(folder, "as before");
        IOException refusal = assertThrows(IOException.class, () -> MeasurementFile.in(folder, "in another way"));
        assertTrue(refusal.getMessage().endsWith("(# as before, now # in another way): name another folder"));
    }

    @Test
    void shouldRefuseWhatItCannotRead() throws IOException {
        MeasurementFile.in(folder, "as before");
        Files.write(folder.resolve("measurements.csv"), List.of("# as before", Measurement.COLUMNS, "1,2,half a line"));
        IOException refusal = assertThrows(IOException.class, () -> MeasurementFile.in(folder, "as before"));
        assertTrue(refusal.getMessage().contains("half a line"), refusal::getMessage);
    }
}
