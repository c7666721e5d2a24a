package staunch.tls.record;

/**
 * Notices an engine that is called and called and gets nowhere. A call that consumes nothing, produces nothing and changes
 * no status may happen once, since a handshake message of zero bytes is legal, but not twice in a row; calls that only
 * produce, or only change the status, may go on for as long as the longest flight of a handshake.
 */
final class ProgressGuard {
    /** How many calls in a row may consume nothing: a flight with a long chain of certificates is a dozen records. */
    static final int MAX_CALLS_WITHOUT_INPUT = 64;

    private int callsWithoutInput;
    private boolean stoodStill;

    /** Notes one call; whether the engine is stuck. */
    boolean isStuckAfter(int consumedBytes, int producedBytes, boolean changedStatus) {
        if (consumedBytes > 0) {
            callsWithoutInput = 0;
            stoodStill = false;
            return false;
        }
        callsWithoutInput++;
        boolean standsStill = producedBytes == 0 && !changedStatus;
        boolean stuck = (stoodStill && standsStill) || callsWithoutInput > MAX_CALLS_WITHOUT_INPUT;
        stoodStill = standsStill;
        return stuck;
    }
}
