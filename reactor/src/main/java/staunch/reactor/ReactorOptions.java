package staunch.reactor;

import staunch.reactor.memory.BufferPool;

/**
 * How a reactor runs.
 *
 * @param loops how many event loops, each a thread; default the number of processors
 * @param network the operating system, or a simulation of it
 * @param time where the time comes from
 * @param stallReportMillis a callback that blocks its loop longer than this is reported with its stack; 0 for never;
 *     default 500
 * @param closeGraceMillis how long {@link Reactor#close} lets connections end in order before it aborts them; default 2 s
 * @param maxLeasedBytes how many bytes of buffers the connections of each loop may hold at once; from half of it on
 *     less may wait for each ({@link BufferPool#fairShare}), and one that finds none is ended; at least {@link BufferPool#MAX_BUFFER_BYTES}, default {@link BufferPool#DEFAULT_MAX_LEASED_BYTES}
 */
public record ReactorOptions(
        int loops,
        Network network,
        TimeSource time,
        long stallReportMillis,
        long closeGraceMillis,
        long maxLeasedBytes) {
    /** The defaults named above. */
    public static final ReactorOptions DEFAULT = new ReactorOptions(
            Runtime.getRuntime().availableProcessors(),
            new SocketNetwork(),
            TimeSource.SYSTEM,
            500,
            2_000,
            BufferPool.DEFAULT_MAX_LEASED_BYTES);

    /** Checks the ranges. */
    public ReactorOptions {
        if (loops < 1 || stallReportMillis < 0 || closeGraceMillis < 0) {
            throw new IllegalArgumentException(
                    "loops must be positive, stallReportMillis and closeGraceMillis not negative");
        }
        if (maxLeasedBytes < BufferPool.MAX_BUFFER_BYTES) {
            throw new IllegalArgumentException(
                    "maxLeasedBytes must be at least " + BufferPool.MAX_BUFFER_BYTES + ", was " + maxLeasedBytes);
        }
    }

    /** A copy with another number of loops. */
    public ReactorOptions withLoops(int count) {
        return new ReactorOptions(count, network, time, stallReportMillis, closeGraceMillis, maxLeasedBytes);
    }

    /** A copy on another network and time, such as simulated ones. */
    public ReactorOptions on(Network otherNetwork, TimeSource otherTime) {
        return new ReactorOptions(loops, otherNetwork, otherTime, stallReportMillis, closeGraceMillis, maxLeasedBytes);
    }

    /** A copy with another threshold for reports of blocked loops. */
    public ReactorOptions withStallReportMillis(long millis) {
        return new ReactorOptions(loops, network, time, millis, closeGraceMillis, maxLeasedBytes);
    }

    /** A copy with another time to end in order. */
    public ReactorOptions withCloseGraceMillis(long millis) {
        return new ReactorOptions(loops, network, time, stallReportMillis, millis, maxLeasedBytes);
    }

    /** A copy with another bound on the buffers of each loop. */
    public ReactorOptions withMaxLeasedBytes(long bytes) {
        return new ReactorOptions(loops, network, time, stallReportMillis, closeGraceMillis, bytes);
    }
}
