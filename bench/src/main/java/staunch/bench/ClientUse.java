package staunch.bench;

/**
 * What the client itself used while it measured.
 *
 * @param cpuNanos CPU time of the whole process
 * @param busiestLoopNanos how long the busiest loop ran, or wanted to run and did not get a processor
 * @param processors how many processors the process may use
 * @param stolenShare the share of the machine's time, from 0 to 1, that its host gave to others
 */
public record ClientUse(long cpuNanos, long busiestLoopNanos, int processors, double stolenShare) {
    /** Nothing. */
    static final ClientUse NONE = new ClientUse(0, 0, 1, 0);

    /** The share of its time that the busiest loop ran or wanted to run. */
    double loopShare(double seconds) {
        return seconds > 0 ? busiestLoopNanos / (seconds * 1e9) : 0;
    }

    /** The share of all its processors that the process used. */
    double processShare(double seconds) {
        return seconds > 0 ? cpuNanos / (seconds * 1e9 * processors) : 0;
    }
}
