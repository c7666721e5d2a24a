package staunch.reactor.sim;

import java.util.ArrayList;
import java.util.List;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;

/**
 * What the handlers of a simulation were told, in order: virtual time, channel, event, offset. Two runs of one seed give
 * equal traces; where they differ, something in between is not deterministic.
 *
 * <p>Offsets count the bytes that a handler has taken, so over TLS they are plaintext, and do not depend on how the
 * records were cut. Used on the simulation's thread.
 */
public final class Trace {
    /** How many lines are kept, the first ones; later ones are counted, and still tell two traces apart. */
    public static final int MAX_LINES = 100_000;

    /**
     * One line.
     *
     * @param atNanos when, in {@linkplain VirtualTime#elapsedNanos elapsed} nanoseconds
     * @param channel the name given to {@link #over}
     * @param event what the handler was told
     * @param offset how many bytes the handler had taken after the event
     */
    public record Line(long atNanos, String channel, String event, long offset) {
        /** For example {@code      1.250000 ms  client  took 5 of 17  @ 5}. */
        @Override
        public String toString() {
            return "%6d.%06d ms  %s  %s  @ %d"
                    .formatted(atNanos / 1_000_000, atNanos % 1_000_000, channel, event, offset);
        }
    }

    private final VirtualTime time;
    private final List<Line> lines = new ArrayList<>();
    private long count;
    private long digest;

    Trace(VirtualTime time) {
        this.time = time;
    }

    /** A handler that writes down what it is told, then tells {@code handler}. */
    public ChannelHandler over(String channel, ChannelHandler handler) {
        return new TracingHandler(this, channel, handler);
    }

    /** {@link #over} as a layer, for example to see the ciphertext: {@code trace.layer("wire").over(tls.over(handler))}. */
    public Layer layer(String channel) {
        return application -> over(channel, application);
    }

    /** Writes down an event of the test's own. */
    public void note(String channel, String event, long offset) {
        Line line = new Line(time.elapsedNanos(), channel, event, offset);
        count++;
        digest = 31 * digest + line.hashCode();
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        }
    }

    /** The lines, up to {@link #MAX_LINES}. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** How many lines there were, also beyond {@link #MAX_LINES}. */
    public long count() {
        return count;
    }

    /** The last of the lines kept, for a message. */
    List<Line> tail(int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /** Whether the other is a trace of the same events at the same times. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Trace trace
                && count == trace.count
                && digest == trace.digest
                && lines.equals(trace.lines);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(digest);
    }

    /** All lines kept, each on its own, and how many were not. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        if (count > lines.size()) {
            text.append("and ").append(count - lines.size()).append(" more\n");
        }
        return text.toString();
    }
}
