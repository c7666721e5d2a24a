package staunch.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import staunch.bench.jmh.Baseline.Measured;

/**
 * A step of ours to be measured, beside the same without us where there is such a thing. The two take turns, in short slices,
 * and what counts is the median of the slices. Time is that of the thread on a processor, so that a busy machine does not
 * count as slowness; bytes are those that the thread has allocated.
 */
final class Step {
    private static final int SLICES = 15;

    /** One invocation; what it returns, which is no object, is kept, so that it is not optimised away. */
    interface Invocation {
        int run() throws Exception;
    }

    /** What is done before an invocation. */
    interface Preparation {
        void run() throws Exception;
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final String name;
    private final Arm ours;
    private final @Nullable Arm bare;
    private int invocations = 400;
    private int operations = 1;
    private int warmUpSlices = 40;
    private int kept;

    /**
     * @param preparation what is done before each invocation and does not count, or null
     */
    record Arm(Invocation invocation, @Nullable Preparation preparation) {}

    private Step(String name, Arm ours, @Nullable Arm bare) {
        this.name = name;
        this.ours = ours;
        this.bare = bare;
    }

    /** A step that is nothing without us. */
    static Step of(String name, Invocation ours) {
        return new Step(name, new Arm(ours, null), null);
    }

    /** A step that there is without us too. */
    static Step of(String name, Invocation ours, Invocation bare) {
        return new Step(name, new Arm(ours, null), new Arm(bare, null));
    }

    /** As that, each with its preparations. */
    static Step of(String name, Arm ours, Arm bare) {
        return new Step(name, ours, bare);
    }

    /** Another number of invocations in a slice, and slices before any counts. */
    Step inSlicesOf(int count, int slicesBefore) {
        invocations = count;
        warmUpSlices = slicesBefore;
        return this;
    }

    /** Each invocation is so many operations. */
    Step ofOperations(int count) {
        operations = count;
        return this;
    }

    Measured measure() throws Exception {
        Slice slice = new Slice();
        double[] ratios = new double[SLICES];
        double[] bytes = new double[SLICES];
        for (int i = -warmUpSlices; i < SLICES; i++) {
            slice.measure(ours);
            double nanos = slice.nanos;
            double allocated = slice.bytes;
            if (bare != null) {
                slice.measure(bare);
                allocated -= slice.bytes;
            }
            if (i >= 0) {
                ratios[i] = nanos / Math.max(1, slice.nanos);
                bytes[i] = allocated / invocations / operations;
            }
        }
        return new Measured(
                name, bare == null ? OptionalDouble.empty() : OptionalDouble.of(median(ratios)), median(bytes));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private final class Slice {
        private long nanos;
        private long bytes;

        void measure(Arm arm) throws Exception {
            nanos = 0;
            bytes = 0;
            if (arm.preparation == null) {
                count(arm.invocation, invocations);
                return;
            }
            for (int i = 0; i < invocations; i++) {
                arm.preparation.run();
                count(arm.invocation, 1);
            }
        }

        private void count(Invocation invocation, int times) throws Exception {
            long bytesBefore = threads.getCurrentThreadAllocatedBytes();
            long nanosBefore = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                kept += invocation.run();
            }
            nanos += threads.getCurrentThreadCpuTime() - nanosBefore;
            bytes += threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        }
    }
}
