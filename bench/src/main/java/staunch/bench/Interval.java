package staunch.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How a run goes on.
 *
 * @param times how long it took what ended since the last interval, in nanoseconds
 * @param counts what was measured so far
 * @param before what was done before measuring so far
 * @param measuredNanos how long it has been measured so far; 0 before that
 */
public record Interval(Map<Metric, Histogram> times, Counts counts, Counts before, long measuredNanos) {}
