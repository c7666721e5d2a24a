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
 * @param asked which handshakes were asked for
 * @param unconfirmed handshakes of TLS 1.3 that waited for whether the client is accepted, and heard nothing of it
 * @param ending why it ended
 */
public record Result(
        Plan plan,
        double seconds,
        Counts counts,
        Counts before,
        Map<Metric, Histogram> times,
        ClientUse client,
        Asked asked,
        long unconfirmed,
        Ending ending) {
    /** Why a run ended. */
    public enum Ending {
        /** All was done, or its time was over. */
        BY_PLAN,
        /** Somebody ended it before its time. */
        INTERRUPTED,
        /** It ended itself before its time, because a loop had so many failures and nothing else. */
        HOPELESS
    }

    /** Whether somebody ended it before its time. */
    public boolean interrupted() {
        return ending == Ending.INTERRUPTED;
    }

    /** Pieces of work done per second. */
    public double rate() {
        return seconds > 0 ? counts.done() / seconds : 0;
    }

    /** Bytes of content per second. */
    public double bytesPerSecond() {
        return seconds > 0 ? counts.bytes() / seconds : 0;
    }
}
