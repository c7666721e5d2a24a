package staunch.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How two servers compare, by the ratios of pairs that were measured close to one another.
 *
 * @param median the median of the ratios
 * @param low the low end of the interval that holds the median with a probability of 95 %, by the percentile bootstrap
 *     (Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13); with few pairs it is from the least of them
 *     to the largest
 * @param high its high end
 * @param pairs how many there were
 */
public record PairedRatios(double median, double low, double high, int pairs) {
    private static final int RESAMPLES = 4_000;
    private static final double TAIL = 0.025;
    /** With fewer the bootstrap has too few different samples to draw from. */
    private static final int FEW = 6;

    /** @param ratios at least one */
    static PairedRatios of(List<Double> ratios) {
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = median(sorted);
        if (sorted.length < FEW) {
            return new PairedRatios(median, sorted[0], sorted[sorted.length - 1], sorted.length);
        }
        SplittableRandom random = new SplittableRandom(1); // the same figures for the same measurements
        double[] medians = new double[RESAMPLES];
        double[] sample = new double[sorted.length];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.setAll(sample, at -> sorted[random.nextInt(sorted.length)]);
            Arrays.sort(sample);
            medians[i] = median(sample);
        }
        Arrays.sort(medians);
        return new PairedRatios(
                median, medians[(int) (TAIL * RESAMPLES)], medians[(int) ((1 - TAIL) * RESAMPLES)], sorted.length);
    }

    /** @param sorted at least one value, ascending */
    static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** How far the pairs are from being equal, at most: 0.03 if a ratio is 1.03, or 1/1.03. */
    double farthestFromOne() {
        return Math.max(Math.max(high, 1 / high), Math.max(low, 1 / low)) - 1;
    }
}
