package staunch.bench.jmh;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import staunch.tls.pki.KeyType;
import staunch.tls.record.ClientHelloParser;

/** What it costs to know whom a client wants before there is an engine. */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class HelloBenchmark {
    private static final int ROOM_BYTES = 20_000;

    /** Of the client; those that are there are filled in. */
    @Param({"SunJSSE"})
    public String provider = "SunJSSE";

    private ByteBuffer hello;

    /** Has an engine say its first message. */
    @Setup
    public void say() throws SSLException {
        SSLEngine client = new EnginePair(provider, KeyType.EC_P256, "TLSv1.3").client();
        hello = ByteBuffer.allocateDirect(ROOM_BYTES);
        client.beginHandshake();
        client.wrap(ByteBuffer.allocate(0), hello);
        hello.flip();
    }

    /** Reads a ClientHello as it lies in the socket's buffer, and looks for the server's name. */
    @Benchmark
    public Optional<String> serverName() {
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(hello);
        return parser.hello().serverName();
    }
}
