package staunch.bench.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records of TLS 1.3, sealed and opened by the bare engine on buffers of its own liking, and by the pump between the
 * application's array and a direct buffer as a socket wants it. What the pump adds is thus its own work and the two copies.
 */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {
    /** The engine seals what is given to it. */
    @Benchmark
    public ByteBuffer wrapBare(RecordShape shape) throws SSLException {
        shape.bare.seal(shape.bareSource.clear(), shape.bareWire.clear());
        return shape.bareWire;
    }

    /** The pump stages what it is given, has it sealed, and puts it where the socket takes it. */
    @Benchmark
    public ByteBuffer wrapPump(RecordShape shape) throws SSLException {
        shape.pumped.seal(shape.pumpSource.clear(), shape.pumpWire.clear());
        return shape.pumpWire;
    }

    /**
     * Records for the bare server, sealed anew before each batch, since no record can be opened twice. JMH leaves the
     * preparation out of the time, but not out of the allocation: of that, compare the two.
     */
    public static class SealedForBare extends RecordShape {
        /** Seals a batch. */
        @Setup(Level.Invocation)
        public void seal() throws SSLException {
            sealForBare();
        }
    }

    /** Likewise for the server behind the pump. */
    public static class SealedForPump extends RecordShape {
        /** Seals a batch. */
        @Setup(Level.Invocation)
        public void seal() throws SSLException {
            sealForPump();
        }
    }

    /** The engine opens a batch. */
    @Benchmark
    @OperationsPerInvocation(RecordShape.BATCH)
    public int unwrapBare(SealedForBare shape) throws SSLException {
        int opened = 0;
        while (shape.bareWire.hasRemaining()) {
            opened += shape.bare.open(shape.bareWire);
        }
        return opened;
    }

    /** The pump opens a batch. */
    @Benchmark
    @OperationsPerInvocation(RecordShape.BATCH)
    public int unwrapPump(SealedForPump shape) throws SSLException {
        int opened = 0;
        while (shape.pumpWire.hasRemaining()) {
            opened += shape.pumped.open(shape.pumpWire);
        }
        return opened;
    }
}
