package staunch.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import staunch.bench.RequestText;
import staunch.reactor.Layer;
import staunch.tls.TaskPolicy;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.KeyType;
import staunch.tls.record.EngineProfile;

/**
 * One request of 13 bytes' answer on a kept connection: from the bytes in the socket, through loop, channel, TLS, codec and
 * handler, to the bytes of the answer in the socket. No system call is in it.
 */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestBenchmark {
    private static final int RECORD_ROOM_BYTES = 17 << 10;
    private static final byte[] ANSWERED = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private static ByteBuffer request() {
        return ByteBuffer.wrap(RequestText.get("localhost", "/plaintext").head());
    }

    private static int verified(ByteBuffer answer) {
        int bytes = answer.remaining();
        for (int i = 0; i < ANSWERED.length; i++) {
            if (answer.get(answer.position() + i) != ANSWERED[i]) {
                throw new IllegalStateException("the answer is none: " + bytes + " bytes");
            }
        }
        return bytes;
    }

    /** A connection without TLS. */
    @State(Scope.Thread)
    public static class Plain {
        private final LoopServer server = new LoopServer(Layer.NONE);
        private final ByteBuffer request = request();
    }

    /** A connection with TLS, whose client is a bare engine, and beside it two bare engines that say the same bytes. */
    @State(Scope.Thread)
    public static class Encrypted {
        /** Of the engines; those that are there are filled in. */
        @Param({"SunJSSE"})
        public String provider = "SunJSSE";

        private LoopServer server;
        private BareEnd client;
        private BareEnd bareClient;
        private BareEnd bareServer;
        private ByteBuffer request;
        private ByteBuffer answer;
        private ByteBuffer plaintext;
        private ByteBuffer wire;

        /** Makes the connections. */
        @Setup
        public void connect() throws SSLException {
            EngineProfile side = EngineProfile.of(provider);
            plaintext = BareEnd.buffer(side, RECORD_ROOM_BYTES);
            wire = BareEnd.buffer(side, 2 * RECORD_ROOM_BYTES);
            request = BareEnd.buffer(side, request().remaining()).put(request());
            EnginePair engines = new EnginePair(provider, KeyType.EC_P256, "TLSv1.3");
            TlsOptions options = TlsOptions.DEFAULT
                    .withProvider(provider)
                    .withVersions(TlsVersion.TLS_1_3)
                    .withTasks(TaskPolicy.INLINE);
            server = new LoopServer(TlsServer.of(engines.identity(), options));
            client = new BareEnd(engines.client(), plaintext);
            shakeHands();
            answer = BareEnd.buffer(side, exchange());
            bareClient = new BareEnd(engines.client(), plaintext);
            bareServer = new BareEnd(engines.server(), plaintext);
            new Pair().shakeHands(bareClient, bareServer);
        }

        private void shakeHands() throws SSLException {
            client.begin();
            ByteBuffer said = ByteBuffer.allocate(0);
            while (!client.isOpen() || said.hasRemaining()) {
                client.advance(said, wire.clear());
                server.taken();
                said = server.say(wire.flip());
            }
            server.taken();
        }

        private int exchange() throws SSLException {
            client.seal(request.clear(), wire.clear());
            ByteBuffer answered = server.exchange(wire.flip());
            wire.clear().put(answered).flip();
            server.taken();
            while (client.open(wire) == 0) {
                // Conscrypt's servers send their tickets in front of their first data.
            }
            return verified(plaintext.flip());
        }

        private int exchangeBare() throws SSLException {
            bareClient.seal(request.clear(), wire.clear());
            int bytes = bareServer.open(wire.flip());
            bareServer.seal(answer.clear(), wire.clear());
            return bytes + bareClient.open(wire.flip());
        }
    }

    /** Without TLS. */
    @Benchmark
    public int plain(Plain connection) {
        int bytes = verified(connection.server.exchange(connection.request.clear()));
        connection.server.taken();
        return bytes;
    }

    /** With TLS 1.3; the client's engine is part of it. */
    @Benchmark
    public int tlsLoop(Encrypted connection) throws SSLException {
        return connection.exchange();
    }

    /** The same two records through bare engines, both of them part of it too. */
    @Benchmark
    public int tlsBare(Encrypted connection) throws SSLException {
        return connection.exchangeBare();
    }
}
