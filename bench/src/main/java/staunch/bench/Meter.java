package staunch.bench;

/** Looks at what the client itself uses. A parameter, so that tests say it. */
public interface Meter {
    /** CPU time of the whole process so far, in nanoseconds. */
    long processCpuNanos();

    /** How long the calling thread has run, or has waited for a processor, so far, in nanoseconds. */
    long threadBusyNanos();

    /** Time of the machine that others than its client and server had so far, and all its time, in any one unit. */
    MachineTime machineTime();

    /**
     * Time of all processors together.
     *
     * @param stolen what its host gave to others and, as far as it is looked at, what other processes had
     * @param all what there was
     */
    record MachineTime(long stolen, long all) {
        /** The share stolen since {@code earlier}, from 0 to 1. */
        double stolenShareSince(MachineTime earlier) {
            return all > earlier.all ? (stolen - earlier.stolen) / (double) (all - earlier.all) : 0;
        }
    }
}
