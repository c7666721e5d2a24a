package staunch.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was measured, as comma-separated values in a file: each turn is added when it is over, whole, so that a run that was
 * interrupted can be taken up. Its first line says how it was measured, and nothing that was measured otherwise is added.
 */
public final class MeasurementFile {
    private static final String NAME = "measurements.csv";

    private final Path file;
    private final List<Measurement> all = new ArrayList<>();
    private final Set<Turn> done = new HashSet<>();

    private MeasurementFile(Path file) {
        this.file = file;
    }

    /**
     * The file in a folder, which is made if it is not there.
     *
     * @param setting how it is measured: one line
     * @throws IOException if the folder holds measurements of another setting, or something else
     */
    public static MeasurementFile in(Path folder, String setting) throws IOException {
        Files.createDirectories(folder);
        MeasurementFile opened = new MeasurementFile(folder.resolve(NAME));
        String first = "# " + setting;
        if (Files.notExists(opened.file)) {
            Files.write(opened.file, List.of(first, Measurement.COLUMNS));
            return opened;
        }
        List<String> lines = Files.readAllLines(opened.file);
        if (lines.size() < 2 || !lines.get(0).equals(first)) {
            throw new IOException(opened.file + " was measured otherwise (" + (lines.isEmpty() ? "" : lines.get(0))
                    + ", now " + first + "): name another folder");
        }
        try {
            lines.subList(2, lines.size()).forEach(line -> opened.remember(Measurement.parse(line)));
        } catch (IllegalArgumentException broken) {
            throw new IOException(
                    opened.file + " cannot be read (" + broken.getMessage() + "): name another folder", broken);
        }
        return opened;
    }

    private void remember(Measurement measurement) {
        all.add(measurement);
        done.add(measurement.turn());
    }

    /** Whether a turn has been measured. */
    boolean has(Turn turn) {
        return done.contains(turn);
    }

    /** Adds what came of a turn. */
    void add(List<Measurement> turn) throws IOException {
        Files.write(file, turn.stream().map(Measurement::line).toList(), StandardOpenOption.APPEND);
        turn.forEach(this::remember);
    }

    /** All there is, in the order in which it was measured. */
    public List<Measurement> all() {
        return List.copyOf(all);
    }
}
