package staunch.bench.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What peers that do not use our handler answer; the same as {@link staunch.bench.BenchServer} does. */
final class PeerAnswers {
    static final String PLAINTEXT_TARGET = "/plaintext";
    static final String TEXT = "text/plain";
    static final String BINARY = "application/octet-stream";
    /** How much of {@code /bytes/N} is written at once. */
    static final int PIECE_BYTES = 64 << 10;

    private static final byte[] PLAINTEXT = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WHAT_THERE_IS =
            "There are /plaintext and /bytes/N.\n".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(PIECE_BYTES).asReadOnlyBuffer();

    private PeerAnswers() {}

    static byte[] plaintext() {
        return PLAINTEXT.clone();
    }

    static byte[] whatThereIs() {
        return WHAT_THERE_IS.clone();
    }

    /** The first so many bytes of a piece of zeros, direct and read-only: of all that is left, as much as there is. */
    static ByteBuffer zeros(long leftBytes) {
        return ZEROS.duplicate().limit((int) Math.min(PIECE_BYTES, leftBytes));
    }
}
