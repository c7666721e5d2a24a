package staunch.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often what happened.
 *
 * @param done pieces of work that were done as they should be
 * @param full full handshakes, as the engine says
 * @param resumed resumed handshakes, as the engine says
 * @param wantedResumed handshakes that should have resumed
 * @param notAsWanted handshakes that should have resumed and were full, or the other way round
 * @param bytes of content that were received, or sent in uploads
 * @param inFlight pieces of work that go on, or were given up at the end
 * @param neverStarted pieces of work that were due and found no place before the end
 * @param errors pieces of work that failed, by kind
 * @param negotiated handshakes by what they negotiated
 */
public record Counts(
        long done,
        long full,
        long resumed,
        long wantedResumed,
        long notAsWanted,
        long bytes,
        long inFlight,
        long neverStarted,
        Map<String, Long> errors,
        Map<Terms, Long> negotiated) {
    /** How many pieces of work failed. */
    public long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** For programs: handshakes by what they negotiated, in words. */
    public Map<String, Long> negotiatedByName() {
        Map<String, Long> named = new LinkedHashMap<>();
        negotiated.forEach((terms, count) -> named.put(terms.toString(), count));
        return named;
    }

    /** How many were due: those that ended in some way, that go on, and that were never started. */
    long due() {
        return done + failed() + inFlight + neverStarted;
    }
}
