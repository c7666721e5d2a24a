package staunch.http.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The first bytes of a body: as many as one may have, and as there is room for. Used on the flow's loop until it ends. */
final class KeptBody {
    /** Room is reserved in steps of this, and a body takes at most one step more than it has. */
    static final int STEP_BYTES = 4 << 10;

    private final CaptureFile file;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private long reserved;
    private long seen;
    private Optional<String> cut = Optional.empty();

    KeptBody(CaptureFile file, int maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    void add(ByteBuffer more) {
        seen += more.remaining();
        if (cut.isPresent() || maxBytes == 0) {
            return;
        }
        int fitting = Math.min(more.remaining(), maxBytes - bytes.size());
        if (!reserveFor(bytes.size() + fitting)) {
            cut = Optional.of(
                    "cut off after " + bytes.size() + " bytes: the recording held as much in memory as it may");
            return;
        }
        byte[] kept = new byte[fitting];
        more.get(kept);
        bytes.write(kept, 0, fitting);
        if (more.hasRemaining()) {
            cut = Optional.of("cut off after " + maxBytes + " bytes, the most that is recorded of a body");
        }
    }

    /** An array that grows doubles, so twice of what is needed is reserved. */
    private boolean reserveFor(int size) {
        long needed = 2L * STEP_BYTES * ((size + STEP_BYTES - 1) / STEP_BYTES);
        if (needed > reserved) {
            if (!file.reserve(needed - reserved)) {
                return false;
            }
            reserved = needed;
        }
        return true;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** How many bytes the body had, kept or not. */
    long seen() {
        return seen;
    }

    /** Why there is less than was seen; empty if it is all there, or none was wanted. */
    Optional<String> cut() {
        return cut;
    }

    boolean isWanted() {
        return maxBytes > 0;
    }

    /** What was reserved for it, and is to be given back by whoever takes it over. */
    long reserved() {
        return reserved;
    }
}
