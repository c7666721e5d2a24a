package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import staunch.http.LineWriter;
import staunch.http.proxy.FlowListener;

/** The list of flows on the terminal, and what is recorded of them. */
final class Capture {
    /** Opens a recording. */
    interface Opener<O, R> {
        R open(Path file, O options) throws IOException;
    }

    private final LineWriter notes;
    private final List<Runnable> closings = new ArrayList<>();
    private FlowListener listener = FlowListener.NONE;

    /** @param notes prints what is for people */
    Capture(PrintStream notes) {
        this.notes = writer(notes);
    }

    LineWriter writer(OutputStream out) {
        LineWriter writer = LineWriter.to(out);
        closings.add(writer::close);
        return writer;
    }

    LineWriter notes() {
        return notes;
    }

    void add(FlowListener other) {
        listener = listener.and(other);
    }

    <O, R extends FlowListener> void record(
            String option, Path file, O options, Opener<O, R> opener, Consumer<R> closing) {
        try {
            R recorder = opener.open(file, options);
            closings.add(() -> closing.accept(recorder));
            add(recorder);
        } catch (IOException e) {
            throw new CommandFailure(
                    option + " " + file + " cannot be written: " + e.getClass().getSimpleName()
                            + "; name a file in a folder that is there and may be written to",
                    e);
        }
    }

    FlowListener listener() {
        return listener;
    }

    /** Prints a line behind those that wait. */
    void note(String line) {
        notes.write(() -> line);
    }

    /** Writes what waits, and ends the recordings; the notes last. */
    void close() {
        for (int i = closings.size() - 1; i >= 0; i--) {
            closings.get(i).run();
        }
    }
}
