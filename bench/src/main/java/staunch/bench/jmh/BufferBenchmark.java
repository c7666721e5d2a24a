package staunch.bench.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;

/** The pool, which is warm after its first lease, and a queue that holds a buffer for as long as something waits in it. */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BufferBenchmark {
    private static final int SMALL_BYTES = 100;

    /** Of the smallest class, and of a record's. */
    @Param({"256", "17408"})
    public int bytes = 256;

    private final BufferPool pool = new BufferPool();
    private final Ledger ledger = new Ledger();
    private final OutboundQueue queue = new OutboundQueue(pool, ledger, Purpose.STAGED);
    private final ByteBuffer source = ByteBuffer.allocate(SMALL_BYTES);

    /** Leases a buffer and gives it back. */
    @Benchmark
    public int lease() {
        PooledBuffer buffer = pool.lease(bytes, ledger, Purpose.STAGED);
        int capacity = buffer.bytes().capacity();
        buffer.release();
        return capacity;
    }

    /** Stages 100 bytes and drops them, and so leases a buffer and gives it back. */
    @Benchmark
    public int stage() {
        queue.append(source.clear(), SMALL_BYTES);
        int pending = queue.pendingBytes();
        queue.remove(SMALL_BYTES);
        return pending;
    }
}
