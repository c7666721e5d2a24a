package staunch.bench.compare;

/** What is looked at when servers are compared. Of all of them, less is better. */
public enum Figure {
    /** CPU time of the server, user and system, for a piece of work. */
    CPU("µs of CPU"),
    /** CPU time of the server for content that it sends. */
    CPU_OF_BYTES("s of CPU per GB"),
    /** What 99 of 100 requests stay below, from when they were due. */
    LATENCY("ms, 99th percentile"),
    /** Memory of the server for a connection: what of the heap is used, and what is resident outside of it. */
    MEMORY("KiB of memory");

    private final String unit;

    Figure(String unit) {
        this.unit = unit;
    }

    /** What its numbers are. */
    public String unit() {
        return unit;
    }
}
