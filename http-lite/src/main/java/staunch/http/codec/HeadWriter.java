package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Puts a head together in two passes over the same parts: the first only counts, so that the second, if there is room, can
 * be sure to finish. A head is written whole or not at all.
 */
final class HeadWriter {
    private static final byte[] CRLF = {Octets.CR, Octets.LF};
    private static final byte[] CONTENT_LENGTH = Octets.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Octets.bytes("Transfer-Encoding: chunked\r\n");
    private static final int MAX_DIGITS = 19;

    private final byte[] digits = new byte[MAX_DIGITS];

    /** How many bytes the framing field of that framing takes. */
    int framingBytes(Framing framing, long length) {
        return switch (framing) {
            case LENGTH -> CONTENT_LENGTH.length + decimalDigits(length) + CRLF.length;
            case CHUNKED -> CHUNKED.length;
            case NONE, UNTIL_CLOSE, TUNNEL -> 0;
        };
    }

    void writeFraming(ByteBuffer out, Framing framing, long length) {
        if (framing == Framing.LENGTH) {
            out.put(CONTENT_LENGTH);
            writeDecimal(out, length);
            out.put(CRLF);
        } else if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        }
    }

    static int endBytes() {
        return CRLF.length;
    }

    static void writeEnd(ByteBuffer out) {
        out.put(CRLF);
    }

    /** The framing of a message is the encoder's to write, or two parties could see two. */
    static void requireNoFraming(Fields fields) {
        if (fields.has(KnownField.CONTENT_LENGTH) || fields.has(KnownField.TRANSFER_ENCODING)) {
            throw new IllegalArgumentException(
                    "Content-Length and Transfer-Encoding are written by the encoder: say the length when beginning");
        }
    }

    static void requireLength(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a content length must not be negative, was " + length);
        }
    }

    private static int decimalDigits(long number) {
        int count = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            count++;
        }
        return count;
    }

    private void writeDecimal(ByteBuffer out, long number) {
        int at = MAX_DIGITS;
        long rest = number;
        do {
            at--;
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.put(digits, at, MAX_DIGITS - at);
    }
}
