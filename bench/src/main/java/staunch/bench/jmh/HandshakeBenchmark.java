package staunch.bench.jmh;

import java.nio.ByteBuffer;
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
import staunch.reactor.memory.BufferPool;
import staunch.tls.pki.KeyType;
import staunch.tls.record.EngineProfile;
import staunch.tls.record.EngineScratch;

/**
 * Both ends of a handshake, from making the engines to one byte of data, between bare engines and between pumps. Divide by
 * two for one end, roughly: the server's of a full handshake is the dearer with RSA, the client's may be with ECDSA.
 */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandshakeBenchmark {
    private static final int PLAINTEXT_BYTES = 17 << 10;
    /** Less than the smallest certificate and signature; what else differs, such as tickets, differs by less. */
    private static final int MIN_PROOF_BYTES = 300;

    /** Handshakes that are verified to be of the kind that was asked for. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // by begin(), which each kind calls in its set-up
    public abstract static class Handshakes {
        private EnginePair engines;
        private EngineScratch scratch;
        private ByteBuffer plaintext;
        private boolean resuming;
        private int fullBytes;
        private final Pair pair = new Pair();
        private final BufferPool pool = new BufferPool();

        void begin(String provider, KeyType keyType, String version, boolean resume) throws SSLException {
            EngineProfile side = EngineProfile.of(provider);
            engines = new EnginePair(provider, keyType, version);
            scratch = new EngineScratch(side);
            plaintext = BareEnd.buffer(side, PLAINTEXT_BYTES);
            PumpEnd client = pump(engines.client());
            fullBytes = pair.shakeHands(client, pump(engines.server()));
            resuming = resume;
            if (resume) {
                PumpEnd again = pump(engines.client());
                pair.shakeHands(again, pump(engines.server()));
                if (client.resumed() || !again.resumed()) {
                    throw new SSLException(provider + " did not resume a session of " + version);
                }
            }
        }

        int bare() throws SSLException {
            return verified(pair.shakeHands(bare(client()), bare(engines.server())));
        }

        int pumped() throws SSLException {
            return verified(pair.shakeHands(pump(client()), pump(engines.server())));
        }

        private SSLEngine client() {
            return resuming ? engines.client() : engines.strangeClient();
        }

        private BareEnd bare(SSLEngine engine) {
            return new BareEnd(engine, plaintext);
        }

        private PumpEnd pump(SSLEngine engine) {
            return new PumpEnd(engine, pool, scratch);
        }

        /** A server that resumes sends what it sends in a full handshake, but for its certificate and a signature. */
        private int verified(int serverBytes) throws SSLException {
            boolean resumed = serverBytes < fullBytes - MIN_PROOF_BYTES;
            if (resumed != resuming) {
                throw new SSLException("a handshake that was to be " + (resuming ? "resumed" : "full") + " was not: "
                        + serverBytes + " bytes of the server, of " + fullBytes + " in a full one");
            }
            return serverBytes;
        }
    }

    /** Each client is one that the server has never seen. */
    public static class Full extends Handshakes {
        /** Of the engines; those that are there are filled in. */
        @Param({"SunJSSE"})
        public String provider = "SunJSSE";

        /** Of the server's certificate. */
        @Param({"EC_P256", "RSA_2048"})
        public KeyType keyType = KeyType.EC_P256;

        /** Of the protocol. */
        @Param({"TLSv1.3", "TLSv1.2"})
        public String version = "TLSv1.3";

        /** Makes contexts. */
        @Setup
        public void begin() throws SSLException {
            begin(provider, keyType, version, false);
        }
    }

    /** Each client continues the session before. */
    public static class Resumed extends Handshakes {
        /** Provider and version; those that are there are filled in. BCJSSE resumes nothing in TLS 1.3. */
        @Param({"SunJSSE TLSv1.3"})
        public String resumption = "SunJSSE TLSv1.3";

        /** Makes contexts and the first session. */
        @Setup
        public void begin() throws SSLException {
            String[] names = resumption.split(" ", -1);
            begin(names[0], KeyType.EC_P256, names[1], true);
        }
    }

    /** Full, between bare engines. */
    @Benchmark
    public int fullBare(Full handshakes) throws SSLException {
        return handshakes.bare();
    }

    /** Full, between pumps. */
    @Benchmark
    public int fullPump(Full handshakes) throws SSLException {
        return handshakes.pumped();
    }

    /** Resumed, between bare engines. */
    @Benchmark
    public int resumedBare(Resumed handshakes) throws SSLException {
        return handshakes.bare();
    }

    /** Resumed, between pumps. */
    @Benchmark
    public int resumedPump(Resumed handshakes) throws SSLException {
        return handshakes.pumped();
    }
}
