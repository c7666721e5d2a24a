package staunch.examples;

import staunch.http.LineWriter;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowListener;

/** The list of flows on the terminal, and what is recorded. */
final class Capture {
    private final LineWriter lines;
    private final LineWriter notes;

    Capture(Output output, boolean json) {
        this.lines = LineWriter.to(output.out());
        this.notes = json ? LineWriter.to(output.err()) : lines;
    }

    FlowListener listener() {
        return new FlowListener() {
            @Override
            public void onEnd(Flow flow) {
                String line = flow + " "
                        + flow.response().map(r -> r.status().toString()).orElse("-") + " " + flow.requestBytes() + " "
                        + flow.responseBytes() + " " + flow.notes() + " "
                        + flow.failure().orElse(null);
                lines.write(() -> line.replaceAll("\\p{Cntrl}", "?"));
            }
        };
    }

    void note(String line) {
        notes.write(() -> line);
    }

    void close() {
        lines.close();
        if (notes != lines) {
            notes.close();
        }
    }
}
