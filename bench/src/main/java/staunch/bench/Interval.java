package staunch.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How a run goes on.
 *
 * @param times how long it took what ended since the last interval, in nanoseconds
 * @param counts what was measured so far
 * @param before what was done before measuring so far
 * @param measuring whether measuring has begun
 */
public record Interval(Map<Metric, Histogram> times, Counts counts, Counts before, boolean measuring) {}
