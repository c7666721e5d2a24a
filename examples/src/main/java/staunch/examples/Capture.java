package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import staunch.http.LineWriter;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowListener;

/**
 * The list of flows on the terminal, and what is recorded of them. Recordings may be added while the proxy runs: they replace
 * files, so that they are opened only when nothing else can go wrong any more.
 */
final class Capture implements FlowListener {
    /** Opens a recording. */
    interface Opener<O, R> {
        R open(Path file, O options) throws IOException;
    }

    private final LineWriter notes;
    private final List<Runnable> closings = new ArrayList<>();
    private volatile FlowListener listeners = FlowListener.NONE;

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
                note(name + " is not complete: it lacks " + lost.getAsLong() + " of its entries");
            }
        });
    }

    LineWriter notes() {
        return notes;
    }

    void add(FlowListener other) {
        listeners = listeners.and(other);
    }

    <O, R extends FlowListener> void record(
            String option, Path file, O options, Opener<O, R> opener, Consumer<R> closing, ToLongFunction<R> lost) {
        try {
            R recorder = opener.open(file, options);
            addClosing(option + " " + file, () -> closing.accept(recorder), () -> lost.applyAsLong(recorder));
            add(recorder);
        } catch (IOException e) {
            throw CommandFailure.unwritable(option, file, e);
        }
    }

    /** Prints a line behind those that wait. */
    void note(String line) {
        notes.write(() -> line);
    }

    /** Writes what waits, and ends the recordings; the notes last. */
    void close() {
        closings.forEach(Runnable::run);
        notes.close();
    }

    // ---- what is heard goes to whoever listens by then ----

    @Override
    public void onBegin(Flow flow) {
        listeners.onBegin(flow);
    }

    @Override
    public void onForwarded(Flow flow) {
        listeners.onForwarded(flow);
    }

    @Override
    public void onRequestBody(Flow flow, ByteBuffer bytes) {
        listeners.onRequestBody(flow, bytes);
    }

    @Override
    public void onRequestEnd(Flow flow) {
        listeners.onRequestEnd(flow);
    }

    @Override
    public void onResponse(Flow flow) {
        listeners.onResponse(flow);
    }

    @Override
    public void onResponseBody(Flow flow, ByteBuffer bytes) {
        listeners.onResponseBody(flow, bytes);
    }

    @Override
    public void onResponseEnd(Flow flow) {
        listeners.onResponseEnd(flow);
    }

    @Override
    public void onNote(Flow flow, String note) {
        listeners.onNote(flow, note);
    }

    @Override
    public void onEnd(Flow flow) {
        listeners.onEnd(flow);
    }
}
