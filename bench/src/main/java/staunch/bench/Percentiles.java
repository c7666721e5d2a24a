package staunch.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * Percentiles of what was timed, as far as there are samples for them: one beyond which there is none is only the maximum by
 * another name. So the median takes 2 samples, 99 % take 100 and 99.9 % take 1,000.
 */
public final class Percentiles {
    /** Those that tables show. */
    public static final List<Double> SHOWN = List.of(50.0, 90.0, 99.0, 99.9);
    /** Where a table has none. */
    static final String NONE = "-";

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double ALL = 100;
    /** The difference of 100 and 99.9 is a little less than a tenth. */
    private static final double ROUNDING = 1e-6;

    private Percentiles() {}

    /** Whether so many samples have it: at least one of them lies beyond. */
    public static boolean has(long samples, double percentile) {
        return samples * (ALL - percentile) / ALL >= 1 - ROUNDING;
    }

    /** What so many of a hundred took at most, in milliseconds; empty if there are too few samples. */
    public static OptionalDouble millis(Histogram nanos, double percentile) {
        return has(nanos.getTotalCount(), percentile)
                ? OptionalDouble.of(nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI)
                : OptionalDouble.empty();
    }

    /** The same for a table; {@code -} if there are too few samples. */
    public static String text(Histogram nanos, double percentile) {
        OptionalDouble millis = millis(nanos, percentile);
        return millis.isPresent() ? millis(millis.getAsDouble()) : NONE;
    }

    /** A time for a table. */
    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis);
    }

    /** What it is called: {@code p50}, {@code p99.9}. */
    public static String name(double percentile) {
        boolean isWhole = percentile == Math.rint(percentile);
        return "p" + (isWhole ? String.valueOf((int) percentile) : String.valueOf(percentile));
    }
}
