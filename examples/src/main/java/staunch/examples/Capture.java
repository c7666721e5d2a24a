package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import staunch.http.LineWriter;
import staunch.http.capture.FlowRecorder;
import staunch.http.proxy.FlowListener;

/**
 * The list of flows on the terminal, and what is recorded of them. All files are opened first; what they replace is replaced once
 * nothing else can go wrong any more. Used by one thread at a time.
 */
final class Capture {
    /** Opens a recording. */
    interface Opener {
        FlowRecorder open() throws IOException;
    }

    /** A recording, and what its user knows it by. */
    private record Recording(String option, Path file, FlowRecorder recorder) {}

    private final LineWriter notes;
    private final List<Runnable> closings = new ArrayList<>();
    private final List<Recording> recordings = new ArrayList<>();
    private FlowListener listener = FlowListener.NONE;

    /** @param notes prints what is for people */
    Capture(PrintStream notes) {
        this.notes = LineWriter.to(notes);
    }

    /** @param name what is written to, for people */
    LineWriter writer(String name, OutputStream out) {
        LineWriter writer = LineWriter.to(out);
        addClosing(name, writer::close, writer::lost);
        return writer;
    }

    /** Logging has perhaps ended by then, with the process, so that the notes have to tell what was lost. */
    private void addClosing(String name, Runnable closing, LongSupplier lost) {
        closings.add(() -> {
            closing.run();
            if (lost.getAsLong() > 0) {
                note(name + " is not complete: it lacks " + lost.getAsLong() + " of its pieces");
            }
        });
    }

    LineWriter notes() {
        return notes;
    }

    void add(FlowListener other) {
        listener = listener.and(other);
    }

    /** Opens a recording, which replaces nothing yet. */
    void prepare(String option, Path file, Opener opener) {
        try {
            FlowRecorder recorder = opener.open();
            recordings.add(new Recording(option, file, recorder));
            addClosing(option + " " + file, recorder::close, recorder::lost);
            add(recorder);
        } catch (IOException e) {
            throw CommandFailure.unwritable(option, file, e);
        }
    }

    /** What hears of all flows. */
    FlowListener listener() {
        return listener;
    }

    /** The recordings replace what has their names, one after the other: those behind one that cannot do not. */
    void putInPlace() {
        for (Recording recording : recordings) {
            try {
                recording.recorder().putInPlace();
            } catch (IOException e) {
                throw CommandFailure.unwritable(recording.option(), recording.file(), e);
            }
        }
    }

    /** Prints a line behind those that wait. */
    void note(String line) {
        notes.write(() -> line);
    }

    /** Writes what waits, and ends the recordings, of which those that are not in place leave nothing; the notes last. */
    void close() {
        closings.forEach(Runnable::run);
        notes.close();
    }
}
