package staunch.http.codec;

/** {@code Content-Length = 1*DIGIT} (RFC 9110 §8.6), without a leading zero and no more than a long holds. */
final class ContentLength {
    static final long ABSENT = -1;
    static final long INVALID = -2;

    private ContentLength() {}

    /** The length that the field {@code i} gives, or {@link #INVALID}. */
    static long of(FieldIndex fields, int i) {
        byte[] bytes = fields.bytes();
        int start = fields.valueStart(i);
        int end = fields.valueEnd(i);
        if (start == end || bytes[start] == '0' && end - start > 1) {
            return INVALID;
        }
        long length = 0;
        for (int at = start; at < end; at++) {
            int digit = bytes[at] - '0';
            if (!Octets.isDigit(bytes[at]) || length > (Long.MAX_VALUE - digit) / 10) {
                return INVALID;
            }
            length = length * 10 + digit;
        }
        return length;
    }
}
