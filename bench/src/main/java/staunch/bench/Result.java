package staunch.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a run.
 *
 * @param plan what was asked for
 * @param seconds from the first piece of work to the end of the last
 * @param counts what was measured
 * @param before what was done before that, to get sessions and to warm up: the server saw it too
 * @param times how long it took, in nanoseconds
 * @param client what the client used
 * @param resumeShare the share of handshakes that should resume, from 0 to 1
 * @param interrupted whether it was ended before its time
 */
public record Result(
        Plan plan,
        double seconds,
        Counts counts,
        Counts before,
        Map<Metric, Histogram> times,
        ClientUse client,
        double resumeShare,
        boolean interrupted) {
    /** Pieces of work done per second. */
    public double rate() {
        return seconds > 0 ? counts.done() / seconds : 0;
    }

    /** Bytes of content per second. */
    public double bytesPerSecond() {
        return seconds > 0 ? counts.bytes() / seconds : 0;
    }
}
