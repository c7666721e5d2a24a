package staunch.reactor.sim;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How hostile a {@link SimulatedNetwork} is: how likely each fault is, and the bounds within which delays and windows are
 * chosen. Immutable; the {@code with} methods copy.
 *
 * @param probabilities for each fault from 0 (never, also when absent) to 1 (whenever it can be); only faults that are
 *     {@linkplain Fault#isRolled rolled}. Not 1 for those after which the same call is simply tried again: see {@link
 *     #MAX_REPEATING_PROBABILITY}
 * @param minDelayNanos the least delay of what {@link Fault#DELAY} hits, 0 or more
 * @param maxDelayNanos the greatest, at least {@code minDelayNanos}
 * @param minWindowBytes how many bytes one direction of a connection holds at least, sent and not yet read; 1 or more
 * @param maxWindowBytes how many at most, up to {@link #MAX_WINDOW_BYTES}; chosen for each direction of each connection
 */
public record FaultProfile(
        Map<Fault, Double> probabilities,
        long minDelayNanos,
        long maxDelayNanos,
        int minWindowBytes,
        int maxWindowBytes) {
    /** The greatest window, in bytes: 1 MiB. */
    public static final int MAX_WINDOW_BYTES = 1 << 20;

    /**
     * The greatest probability of {@link Fault#ZERO_WRITE}, {@link Fault#SPLIT_SEGMENT} and {@link
     * Fault#ACCEPT_FAILED}, so that whoever tries again gets on in the end.
     */
    public static final double MAX_REPEATING_PROBABILITY = 0.95;

    /** A perfect network: everything arrives at once and whole, in windows of 64 KiB. */
    public static final FaultProfile NONE = new FaultProfile(Map.of(), 0, 0, 64 << 10, 64 << 10);

    /** Every fault, often enough that a conversation of a few kilobytes meets most kinds; delays up to 20 ms. */
    public static final FaultProfile HOSTILE = new FaultProfile(
            Map.ofEntries(
                    Map.entry(Fault.SHORT_READ, 0.3),
                    Map.entry(Fault.SHORT_WRITE, 0.3),
                    Map.entry(Fault.ZERO_WRITE, 0.1),
                    Map.entry(Fault.SPLIT_SEGMENT, 0.3),
                    Map.entry(Fault.DELAY, 0.5),
                    Map.entry(Fault.SPURIOUS_READINESS, 0.1),
                    Map.entry(Fault.SHUFFLED_READINESS, 0.5),
                    Map.entry(Fault.CONNECT_REFUSED, 0.02),
                    Map.entry(Fault.RESET, 0.15),
                    Map.entry(Fault.INPUT_DESTROYED, 0.5),
                    Map.entry(Fault.ACCEPT_FAILED, 0.05)),
            1_000,
            20_000_000,
            512,
            64 << 10);

    /** Checks the ranges named above and copies the map. */
    public FaultProfile {
        probabilities.forEach(FaultProfile::check);
        require(0 <= minDelayNanos && minDelayNanos <= maxDelayNanos, "0 <= minDelayNanos <= maxDelayNanos must hold");
        require(
                1 <= minWindowBytes && minWindowBytes <= maxWindowBytes && maxWindowBytes <= MAX_WINDOW_BYTES,
                "1 <= minWindowBytes <= maxWindowBytes <= " + MAX_WINDOW_BYTES + " must hold");
        probabilities = Map.copyOf(probabilities);
    }

    private static void check(Fault fault, double probability) {
        require(fault.isRolled(), fault + " follows from the bounds and has no probability");
        double most = switch (fault) {
            case ZERO_WRITE, SPLIT_SEGMENT, ACCEPT_FAILED -> MAX_REPEATING_PROBABILITY;
            default -> 1;
        };
        require(
                0 <= probability && probability <= most,
                "the probability of " + fault + " is from 0 to " + most + ", not " + probability);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** How likely one fault is, from 0 to 1. */
    public double probability(Fault fault) {
        return probabilities.getOrDefault(fault, 0.0);
    }

    /** A copy in which {@code fault} has this probability. */
    public FaultProfile with(Fault fault, double probability) {
        Map<Fault, Double> changed = new EnumMap<>(Fault.class);
        changed.putAll(probabilities);
        changed.put(fault, probability);
        return new FaultProfile(changed, minDelayNanos, maxDelayNanos, minWindowBytes, maxWindowBytes);
    }

    /** A copy in which {@code fault} never happens. */
    public FaultProfile without(Fault fault) {
        return with(fault, 0);
    }

    /** A copy in which everything that travels is delayed by {@code least} to {@code most}. */
    public FaultProfile withDelays(Duration least, Duration most) {
        return new FaultProfile(probabilities, least.toNanos(), most.toNanos(), minWindowBytes, maxWindowBytes)
                .with(Fault.DELAY, 1);
    }

    /** A copy with windows of {@code leastBytes} to {@code mostBytes}. */
    public FaultProfile withWindows(int leastBytes, int mostBytes) {
        return new FaultProfile(probabilities, minDelayNanos, maxDelayNanos, leastBytes, mostBytes);
    }
}
