package staunch.reactor;

/** Where a loop gets the time from. A parameter, so that tests step it. Safe for any thread. */
public interface TimeSource {
    /** The system's clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Monotonic nanoseconds since some arbitrary moment: for deadlines. Compare by subtraction only. */
    long nanoTime();

    /** Milliseconds since 1970-01-01T00:00Z: for dates shown to people. */
    long epochMillis();
}
