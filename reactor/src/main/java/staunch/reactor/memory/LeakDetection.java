package staunch.reactor.memory;

/** How closely a {@link BufferPool} watches its loans. */
public enum LeakDetection {
    /** Loans are counted; leaks are known by number and purpose when the pool is closed. */
    COUNT,
    /** Each loan also records the stack that leased it. Expensive; for tests. */
    STRICT;

    /** The system property that chooses: {@code staunch.leakDetection=strict}. */
    public static final String PROPERTY = "staunch.leakDetection";

    /** What {@link #PROPERTY} asks for; {@link #COUNT} when it is not set. */
    public static LeakDetection configured() {
        return "strict".equalsIgnoreCase(System.getProperty(PROPERTY)) ? STRICT : COUNT;
    }
}
