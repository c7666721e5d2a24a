package staunch.http.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes, and where in them each field's name and value lie: what both a decoder's reusable head and the immutable {@link
 * Fields} are made of.
 *
 * <pre>
 *  bytes    G E T   / ... \r\n H o s t :   h \r\n ...
 *                              ^       ^   ^ ^
 *  offsets                name 0      0  value 0     four ints for each field
 * </pre>
 *
 * Invariant: {@code 0 <= nameStart < nameEnd < valueStart <= valueEnd <= length}, field by field in wire order.
 */
final class FieldIndex {
    private static final int STRIDE = 4;
    private static final int FIRST_FIELDS = 16;
    private static final int FIRST_BYTES = 256;
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_OFFSETS = {};

    private byte[] bytes = NO_BYTES;
    private int length;
    private int[] offsets = NO_OFFSETS;
    private int count;

    /** Forgets the fields, keeps the arrays. */
    void clear() {
        length = 0;
        count = 0;
    }

    /** Forgets the arrays too. */
    void release() {
        clear();
        bytes = NO_BYTES;
        offsets = NO_OFFSETS;
    }

    int retainedBytes() {
        return bytes.length + offsets.length * Integer.BYTES;
    }

    /** Notes a field by its offsets; its bytes may be loaded later. */
    void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = count * STRIDE;
        if (at == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(at * 2, FIRST_FIELDS * STRIDE));
        }
        offsets[at] = nameStart;
        offsets[at + 1] = nameEnd;
        offsets[at + 2] = valueStart;
        offsets[at + 3] = valueEnd;
        count++;
    }

    /** Takes {@code size} bytes from the buffer, to which the offsets are relative. */
    void load(ByteBuffer in, int size) {
        if (bytes.length < size) {
            bytes = new byte[Math.max(FIRST_BYTES, roundUpToPowerOfTwo(size))];
        }
        in.get(bytes, 0, size);
        length = size;
    }

    /** Appends a field in wire form: name, colon, space, value, CRLF. */
    void append(byte[] name, int nameStart, int nameEnd, byte[] value, int valueStart, int valueEnd) {
        int start = length;
        int end = start + nameEnd - nameStart;
        int size = end + 2 + valueEnd - valueStart + 2;
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_BYTES, roundUpToPowerOfTwo(size)));
        }
        System.arraycopy(name, nameStart, bytes, start, nameEnd - nameStart);
        bytes[end] = ':';
        bytes[end + 1] = Octets.SP;
        System.arraycopy(value, valueStart, bytes, end + 2, valueEnd - valueStart);
        bytes[size - 2] = Octets.CR;
        bytes[size - 1] = Octets.LF;
        length = size;
        add(start, end, end + 2, size - 2);
    }

    /** Appends the field {@code i} of another index. */
    void append(FieldIndex from, int i) {
        append(from.bytes, from.nameStart(i), from.nameEnd(i), from.bytes, from.valueStart(i), from.valueEnd(i));
    }

    /** The fields alone, in wire form, in arrays of just their size. */
    FieldIndex wireForm() {
        FieldIndex copy = new FieldIndex();
        copy.bytes = new byte[wireBytes()];
        copy.offsets = new int[count * STRIDE];
        for (int i = 0; i < count; i++) {
            copy.append(this, i);
        }
        return copy;
    }

    private int wireBytes() {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += nameEnd(i) - nameStart(i) + 2 + valueEnd(i) - valueStart(i) + 2;
        }
        return size;
    }

    /** The first field of that name at or behind {@code from}, or -1. */
    int find(String name, int from) {
        for (int i = from; i < count; i++) {
            if (Octets.equalsIgnoreCase(bytes, nameStart(i), nameEnd(i), name)) {
                return i;
            }
        }
        return -1;
    }

    int count() {
        return count;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    int nameStart(int i) {
        return offsets[i * STRIDE];
    }

    int nameEnd(int i) {
        return offsets[i * STRIDE + 1];
    }

    int valueStart(int i) {
        return offsets[i * STRIDE + 2];
    }

    int valueEnd(int i) {
        return offsets[i * STRIDE + 3];
    }

    String name(int i) {
        return Octets.text(bytes, nameStart(i), nameEnd(i));
    }

    String value(int i) {
        return Octets.text(bytes, valueStart(i), valueEnd(i));
    }

    private static int roundUpToPowerOfTwo(int size) {
        return size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
    }
}
