package staunch.http.coding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The header of a frame (RFC 8878 §3.1.1.1), as far as it tells of memory: the library takes windows of 128 MiB.
 *
 * <pre>
 *   magic 4 | descriptor 1 | window 0..1 | dictionary 0..4 | content size 0..8
 * </pre>
 */
final class ZstdFrame {
    private static final int MAGIC = 0xfd2f_b528;
    private static final int MAGIC_BYTES = 4;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int[] SIZE_BYTES = {1, 2, 4, 8};
    /** A content size of two bytes begins there (RFC 8878 §3.1.1.1.4). */
    private static final int TWO_BYTES_BASE = 256;

    private ZstdFrame() {}

    /**
     * How many of the bytes at {@code frame}'s position tell its window; empty if that cannot be said yet. What is no frame,
     * but something to be skipped, or nothing that zstd knows, has no window and is the library's to judge.
     */
    static OptionalInt headerBytes(ByteBuffer frame) {
        if (frame.remaining() < MAGIC_BYTES + 1) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(MAGIC_BYTES + (isFrame(frame) ? 1 + windowFieldEnd(descriptor(frame)) : 1));
    }

    /** The window that a frame asks for, an unsigned number; 0 for what is none. */
    static long windowBytes(ByteBuffer frame) {
        if (!isFrame(frame)) {
            return 0;
        }
        int descriptor = descriptor(frame);
        int at = frame.position() + MAGIC_BYTES + 1;
        if (isSingleSegment(descriptor)) {
            return contentSize(
                    frame.duplicate().order(ByteOrder.LITTLE_ENDIAN), at + dictionaryBytes(descriptor), descriptor);
        }
        int exponent = (frame.get(at) & 0xff) >> 3;
        int mantissa = frame.get(at) & 7;
        long base = 1L << 10 + exponent;
        return base + (base >> 3) * mantissa;
    }

    private static boolean isFrame(ByteBuffer frame) {
        return frame.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(frame.position()) == MAGIC;
    }

    private static int descriptor(ByteBuffer frame) {
        return frame.get(frame.position() + MAGIC_BYTES) & 0xff;
    }

    private static int windowFieldEnd(int descriptor) {
        return isSingleSegment(descriptor) ? dictionaryBytes(descriptor) + SIZE_BYTES[descriptor >> 6] : 1;
    }

    private static boolean isSingleSegment(int descriptor) {
        return (descriptor & SINGLE_SEGMENT) != 0;
    }

    private static int dictionaryBytes(int descriptor) {
        return DICTIONARY_BYTES[descriptor & 3];
    }

    /** In a single segment the content is its own window. */
    private static long contentSize(ByteBuffer frame, int at, int descriptor) {
        return switch (descriptor >> 6) {
            case 0 -> frame.get(at) & 0xff;
            case 1 -> (frame.getShort(at) & 0xffff) + TWO_BYTES_BASE;
            case 2 -> frame.getInt(at) & 0xffff_ffffL;
            default -> frame.getLong(at);
        };
    }
}
