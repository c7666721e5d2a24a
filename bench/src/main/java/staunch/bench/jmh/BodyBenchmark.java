package staunch.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import staunch.http.coding.BodyTransform;
import staunch.http.coding.BodyTransform.Phase;
import staunch.http.coding.ContentCoding;
import staunch.http.rewrite.RewriteRule;

/** What happens to a body of 64 KiB of text on its way through the proxy: decoded, rewritten, coded. */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BodyBenchmark {
    private static final int TEXT_BYTES = 64 << 10;
    private static final int ROOM_BYTES = 2 * TEXT_BYTES;

    /** About 1,500 sentences, each a little different. */
    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < TEXT_BYTES; i++) {
            text.append("The gate of lock ")
                    .append(i * 31 % 997)
                    .append(" was opened at ")
                    .append(i);
            text.append(i % 10 == 0 ? ", for security.\n" : ", at noon.\n");
        }
        return text.substring(0, TEXT_BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    private static int pass(BodyTransform made, ByteBuffer in, ByteBuffer out) throws IOException {
        try (BodyTransform transform = made) {
            if (!transform.transform(in, out, Phase.END)) {
                throw new IOException("the body does not fit into " + out.capacity() + " bytes");
            }
            return out.position();
        }
    }

    /** A text, and the same text coded. */
    @State(Scope.Thread)
    public static class Coded {
        /** The coding; brotli and zstd need their libraries, and are filled in if they are there. */
        @Param({"GZIP"})
        public ContentCoding coding = ContentCoding.GZIP;

        private final ByteBuffer text = ByteBuffer.wrap(text());
        private final ByteBuffer coded = ByteBuffer.allocate(ROOM_BYTES);
        private final ByteBuffer out = ByteBuffer.allocate(ROOM_BYTES);
        private int codedBytes;

        /** Codes it. */
        @Setup
        public void code() throws IOException {
            codedBytes = pass(coding.newEncoder(), text.clear(), coded.clear());
        }
    }

    /** A text and a rule. */
    @State(Scope.Thread)
    public static class Text {
        /** A literal that occurs about 150 times, and a pattern for the same. */
        @Param({"security=>SEED Labs", "re:sec[a-z]+=>SEED Labs"})
        public String rule = "security=>SEED Labs";

        private final ByteBuffer text = ByteBuffer.wrap(text());
        private final ByteBuffer out = ByteBuffer.allocate(ROOM_BYTES);
        private RewriteRule parsed;

        /** Reads the rule. */
        @Setup
        public void read() {
            parsed = RewriteRule.parse(rule);
        }
    }

    /** Undoes the coding, decoder and all. */
    @Benchmark
    public int decode(Coded state) throws IOException {
        ByteBuffer in = state.coded.clear().limit(state.codedBytes);
        return pass(state.coding.newDecoder(), in, state.out.clear());
    }

    /** Makes the coding, encoder and all. */
    @Benchmark
    public int encode(Coded state) throws IOException {
        return pass(state.coding.newEncoder(), state.text.clear(), state.out.clear());
    }

    /** Replaces what the rule says. */
    @Benchmark
    public int rewrite(Text state) throws IOException {
        BodyTransform replacement = state.parsed.onText(StandardCharsets.UTF_8, notApplied -> {
            throw new IllegalStateException(notApplied);
        });
        return pass(replacement, state.text.clear(), state.out.clear());
    }
}
