package staunch.bench.compare;

import java.util.List;
import java.util.Optional;

/**
 * One server in one scenario, measured once.
 *
 * @param turn when, and which server
 * @param scenario what it did
 * @param seconds for how long
 * @param done how many pieces of work
 * @param bytes how much content; for idle connections, by how much the server's memory grew
 * @param userNanos the server's CPU time in user mode
 * @param systemNanos the server's CPU time in the kernel
 * @param p50Nanos the median time of a piece of work; 0 if there were too few, or none
 * @param p99Nanos what 99 of 100 took at most; likewise
 * @param remark what is to be known beside the figure, such as that the client was the limit; empty if nothing
 * @param refusal why there is no figure; empty if there is
 */
public record Measurement(
        Turn turn,
        Scenario scenario,
        double seconds,
        long done,
        long bytes,
        long userNanos,
        long systemNanos,
        long p50Nanos,
        long p99Nanos,
        String remark,
        String refusal) {
    /** The columns of {@link #line}. */
    static final String COLUMNS =
            "generation,round,arm,scenario,seconds,done,bytes,user_ns,system_ns,p50_ns,p99_ns," + "remark,refusal";

    private static final int COUNT = COLUMNS.split(",", -1).length;
    private static final double BYTES_PER_KIB = 1_024;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    /** None, as there was nothing to measure. */
    static Measurement refused(Turn turn, Scenario scenario, String refusal) {
        return new Measurement(turn, scenario, 0, 0, 0, 0, 0, 0, 0, "", refusal);
    }

    /** Pieces of work per second. */
    public double rate() {
        return seconds > 0 ? done / seconds : 0;
    }

    /** The scenario's figure, unless it is refused. */
    public Optional<Double> figure() {
        if (!refusal.isEmpty() || done == 0) {
            return Optional.empty();
        }
        double cpuNanos = userNanos + systemNanos;
        return Optional.of(
                switch (scenario.figure()) {
                    case CPU -> cpuNanos / NANOS_PER_MICRO / done;
                    case CPU_OF_BYTES -> cpuNanos / bytes;
                    case LATENCY -> p99Nanos / NANOS_PER_MILLI;
                    case MEMORY -> bytes / BYTES_PER_KIB / done;
                });
    }

    /** The share of its CPU time that the server spent in the kernel. */
    public double systemShare() {
        long cpuNanos = userNanos + systemNanos;
        return cpuNanos > 0 ? systemNanos / (double) cpuNanos : 0;
    }

    // ---- as a line of a file ----

    String line() {
        return String.join(
                ",",
                List.of(
                        "" + turn.generation(),
                        "" + turn.round(),
                        turn.arm(),
                        scenario.name(),
                        "" + seconds,
                        "" + done,
                        "" + bytes,
                        "" + userNanos,
                        "" + systemNanos,
                        "" + p50Nanos,
                        "" + p99Nanos,
                        text(remark),
                        text(refusal)));
    }

    private static String text(String text) {
        return text.replace(',', ';').replace('\n', ' ');
    }

    /** @throws IllegalArgumentException if the line is not one of ours */
    static Measurement parse(String line) {
        String[] values = line.split(",", -1);
        if (values.length != COUNT) {
            throw new IllegalArgumentException("not " + COUNT + " values: " + line);
        }
        Turn turn = new Turn(Integer.parseInt(values[0]), Integer.parseInt(values[1]), values[2]);
        return new Measurement(
                turn,
                Scenario.valueOf(values[3]),
                Double.parseDouble(values[4]),
                Long.parseLong(values[5]),
                Long.parseLong(values[6]),
                Long.parseLong(values[7]),
                Long.parseLong(values[8]),
                Long.parseLong(values[9]),
                Long.parseLong(values[10]),
                values[11],
                values[12]);
    }
}
