package staunch.http;

/**
 * A piece of a file.
 *
 * @param first the position of its first byte
 * @param last that of its last byte, not before the first
 */
record ByteRange(long first, long last) {
    long length() {
        return last - first + 1;
    }

    boolean overlaps(ByteRange other) {
        return first <= other.last && other.first <= last;
    }

    /** The value of Content-Range (RFC 9110 §14.4). */
    String in(long sizeBytes) {
        return "bytes " + first + "-" + last + "/" + sizeBytes;
    }
}
