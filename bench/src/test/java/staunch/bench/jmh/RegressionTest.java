package staunch.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.bench.jmh.Baseline.Measured;
import staunch.reactor.memory.LeakDetection;

/**
 * Holds what the steps of ours cost to {@code bench/baseline.txt}, with the methods that JMH measures. A step that seems to
 * cost too much is tried again, by when it is warmer: the two arms of a ratio share the processor, but not how soon they are
 * compiled, and the longer way, which is ours, is compiled later.
 */
class RegressionTest {
    private static final int HANDSHAKES_IN_A_SLICE = 4;
    /** How long a step is tried again, and warmer each time, while the compiler works off its queue; a regression fails them all. */
    private static final long MAX_TRYING_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String leakDetection = System.getProperty(LeakDetection.PROPERTY, "");

    /** Which records a stack for each buffer. */
    @BeforeEach
    void turnOffStrictLeakDetection() {
        System.clearProperty(LeakDetection.PROPERTY);
    }

    @AfterEach
    void turnItOn() {
        System.setProperty(LeakDetection.PROPERTY, leakDetection);
    }

    @Test
    void shouldCostNoMoreThanTheBaseline() throws Exception {
        Baseline baseline = Baseline.read(Path.of("baseline.txt"));
        List<Measured> found = new ArrayList<>();
        for (Step step : steps()) {
            long begunNanos = System.nanoTime();
            Measured measured = step.measure();
            while (!baseline.exceeding(List.of(measured)).isEmpty()
                    && System.nanoTime() - begunNanos < MAX_TRYING_NANOS) {
                measured = step.measure();
            }
            found.add(measured);
        }
        assertEquals("", baseline.verdict(found));
    }

    private static List<Step> steps() throws Exception {
        List<Step> steps = new ArrayList<>();
        for (int bytes : new int[] {100, 1024, 16_384}) {
            records(steps, bytes);
        }
        handshakes(steps);
        requests(steps);
        codec(steps);
        loop(steps);
        return steps;
    }

    private static void records(List<Step> steps, int bytes) throws Exception {
        RecordBenchmark benchmark = new RecordBenchmark();
        RecordShape records = new RecordShape();
        records.bytes = bytes;
        records.connect();
        int slice = bytes > 10_000 ? 200 : 1_000;
        steps.add(Step.of(
                        "wrap-" + bytes,
                        () -> benchmark.wrapPump(records).position(),
                        () -> benchmark.wrapBare(records).position())
                .inSlicesOf(slice, 60));
        RecordBenchmark.SealedForBare bare = new RecordBenchmark.SealedForBare();
        RecordBenchmark.SealedForPump pumped = new RecordBenchmark.SealedForPump();
        bare.bytes = bytes;
        pumped.bytes = bytes;
        bare.connect();
        pumped.connect();
        steps.add(Step.of(
                        "unwrap-" + bytes,
                        new Step.Arm(() -> benchmark.unwrapPump(pumped), pumped::seal),
                        new Step.Arm(() -> benchmark.unwrapBare(bare), bare::seal))
                .ofOperations(RecordShape.BATCH)
                .inSlicesOf(Math.max(2, slice / RecordShape.BATCH), 60));
    }

    private static void handshakes(List<Step> steps) throws Exception {
        HandshakeBenchmark benchmark = new HandshakeBenchmark();
        HandshakeBenchmark.Full full = new HandshakeBenchmark.Full();
        full.begin();
        HandshakeBenchmark.Resumed resumed = new HandshakeBenchmark.Resumed();
        resumed.begin();
        steps.add(Step.of("handshake-full", () -> benchmark.fullPump(full), () -> benchmark.fullBare(full))
                .inSlicesOf(HANDSHAKES_IN_A_SLICE, 10));
        steps.add(
                Step.of("handshake-resumed", () -> benchmark.resumedPump(resumed), () -> benchmark.resumedBare(resumed))
                        .inSlicesOf(HANDSHAKES_IN_A_SLICE, 10));
    }

    private static void requests(List<Step> steps) throws Exception {
        RequestBenchmark benchmark = new RequestBenchmark();
        RequestBenchmark.Plain plain = new RequestBenchmark.Plain();
        RequestBenchmark.Encrypted encrypted = new RequestBenchmark.Encrypted();
        encrypted.connect();
        steps.add(Step.of("request-plain", () -> benchmark.plain(plain)));
        steps.add(Step.of("request-tls", () -> benchmark.tlsLoop(encrypted), () -> benchmark.tlsBare(encrypted))
                .inSlicesOf(500, 80));
    }

    private static void codec(List<Step> steps) {
        CodecBenchmark codec = new CodecBenchmark();
        codec.write();
        steps.add(Step.of("parse-request", () -> codec.parseRequest() ? 1 : 0));
        steps.add(Step.of("parse-response", () -> codec.parseResponse().code()));
        steps.add(Step.of("parse-chunked", codec::parseChunked));
        steps.add(Step.of("encode-request", () -> codec.encodeRequest().position()));
        steps.add(Step.of("encode-response", () -> codec.encodeResponse().position()));
        steps.add(Step.of("encode-chunked", () -> codec.encodeChunked().position()));
    }

    private static void loop(List<Step> steps) throws Exception {
        BufferBenchmark buffers = new BufferBenchmark();
        steps.add(Step.of("lease", buffers::lease));
        steps.add(Step.of("stage", buffers::stage));
        LoopBenchmark loop = new LoopBenchmark();
        LoopBenchmark.Turned turned = new LoopBenchmark.Turned();
        turned.make();
        steps.add(Step.of("turn", () -> loop.emptyTurn(turned)));
        steps.add(Step.of("task", () -> loop.task(turned)).ofOperations(LoopBenchmark.BATCH));
        steps.add(Step.of("timer-put-off", () -> loop.putOffTimer(turned)).ofOperations(LoopBenchmark.BATCH));
        steps.add(Step.of("timer-fire", () -> loop.fireTimer(turned)).ofOperations(LoopBenchmark.BATCH));
        HelloBenchmark hello = new HelloBenchmark();
        hello.say();
        steps.add(Step.of("client-hello", () -> hello.serverName().hashCode()));
    }
}
