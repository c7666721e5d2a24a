package staunch.bench;

/** Which handshakes of a run shall resume: so many of them, spread evenly, and the same in every run. */
final class ResumeMix {
    /** More than what products of fractions are off by, less than a handshake. */
    private static final double ROUNDING = 1e-6;

    private final double ratio;
    private long number;

    /** @param ratio from 0, none, to 1, all */
    ResumeMix(double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("the share of resumed handshakes is from 0 to 1, was " + ratio);
        }
        this.ratio = ratio;
    }

    /** Whether the next one shall resume: as many of any first {@code n} as {@code n * ratio} rounded down. */
    boolean nextResumes() {
        long before = (long) Math.floor(number * ratio + ROUNDING);
        number++;
        return (long) Math.floor(number * ratio + ROUNDING) > before;
    }
}
