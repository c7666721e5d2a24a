package staunch.tls.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.tls.record.RecordException.Kind;

/**
 * The five bytes in front of every record (RFC 8446 §5.1). Looks at a buffer from its position without moving it.
 *
 * <pre>
 *      0      1      2      3      4      5                       5 + length
 *      | type |   version   |   length    | payload ...           |
 * </pre>
 */
public final class RecordHeader {
    /** The length of a header. */
    public static final int BYTES = 5;
    /** The longest payload: 2^14 and room for encryption, as TLS 1.2 allows it (RFC 5246 §6.2.3). */
    public static final int MAX_PAYLOAD_BYTES = (1 << 14) + 2048;
    /** The longest record. */
    public static final int MAX_RECORD_BYTES = BYTES + MAX_PAYLOAD_BYTES;
    /** The most plaintext in a record (RFC 8446 §5.1). */
    public static final int MAX_PLAINTEXT_BYTES = 1 << 14;

    private static final String NO_RECORD = "not a TLS record: ";
    private static final int MAJOR_VERSION = 3;
    /** An alert is not spread over records (RFC 8446 §5.1); of what is shorter, some engines keep a part for ever. */
    private static final int MIN_ALERT_BYTES = 2;

    private RecordHeader() {}

    /** The record's type. The header must have passed {@link #check}. */
    public static ContentType type(ByteBuffer bytes) {
        ContentType type = ContentType.of(at(bytes, 0));
        if (type == null) {
            throw new IllegalArgumentException("no content type: " + at(bytes, 0));
        }
        return type;
    }

    /** The version in the header, such as {@code 0x0303}; in TLS 1.3 it says nothing. */
    public static int version(ByteBuffer bytes) {
        return at(bytes, 1) << 8 | at(bytes, 2);
    }

    /** The length of the payload, as declared. */
    public static int payloadBytes(ByteBuffer bytes) {
        return at(bytes, 3) << 8 | at(bytes, 4);
    }

    /** The length of the whole record, as declared. */
    public static int recordBytes(ByteBuffer bytes) {
        return BYTES + payloadBytes(bytes);
    }

    /**
     * How many bytes must come until the first record can be processed: 0 if it is whole, and also if its header is not
     * one, since that is refused without waiting for more; else at least 1, the header first.
     */
    public static int missingBytes(ByteBuffer bytes) {
        int there = bytes.remaining();
        if (there < BYTES) {
            return BYTES - there;
        }
        return isWellFormed(bytes) ? Math.max(0, recordBytes(bytes) - there) : 0;
    }

    private static boolean isWellFormed(ByteBuffer bytes) {
        return isKnownType(bytes)
                && at(bytes, 1) == MAJOR_VERSION
                && payloadBytes(bytes) <= MAX_PAYLOAD_BYTES
                && !isPartOfAlert(bytes);
    }

    private static boolean isPartOfAlert(ByteBuffer bytes) {
        return ContentType.of(at(bytes, 0)) == ContentType.ALERT && payloadBytes(bytes) < MIN_ALERT_BYTES;
    }

    private static boolean isKnownType(ByteBuffer bytes) {
        ContentType type = ContentType.of(at(bytes, 0));
        return type != null && type != ContentType.HEARTBEAT;
    }

    /**
     * Says what is wrong with what is no header, and what it looks like.
     *
     * @param bytes at least {@link #BYTES} bytes
     * @param isClient whether we are the client, for the message
     * @param knownForTls whether the peer has spoken TLS already
     * @return null if nothing is wrong
     */
    static @Nullable RecordException check(ByteBuffer bytes, boolean isClient, boolean knownForTls) {
        if (isWellFormed(bytes)) {
            return null;
        }
        if (isClient ? looksLikeResponse(bytes) : looksLikeRequest(bytes)) {
            return new RecordException(Kind.NOT_TLS, Alert.UNEXPECTED_MESSAGE, httpMessage(isClient));
        }
        if (looksLikeSsl2(bytes)) {
            return new RecordException(
                    Kind.NOT_TLS, Alert.PROTOCOL_VERSION, "the peer speaks SSL 2.0; TLS 1.2 or 1.3 is needed");
        }
        if (!isKnownType(bytes)) {
            boolean isAltered = knownForTls || at(bytes, 1) == MAJOR_VERSION;
            return new RecordException(
                    // A record that was altered on its way, or written wrongly, has the version still.
                    isAltered ? Kind.MALFORMED_RECORD : Kind.NOT_TLS,
                    Alert.UNEXPECTED_MESSAGE,
                    NO_RECORD + "content type " + at(bytes, 0) + ", expected 20 to 23"
                            + (isClient && !knownForTls ? "; does the server speak TLS on this port?" : ""));
        }
        if (at(bytes, 1) != MAJOR_VERSION) {
            return malformed(Alert.PROTOCOL_VERSION, "version " + at(bytes, 1) + "." + at(bytes, 2) + ", expected 3.x");
        }
        if (isPartOfAlert(bytes)) {
            return malformed(
                    Alert.DECODE_ERROR,
                    "an alert of " + payloadBytes(bytes) + " bytes, at least " + MIN_ALERT_BYTES + " are needed");
        }
        return malformed(
                Alert.RECORD_OVERFLOW,
                payloadBytes(bytes) + " bytes long, at most " + MAX_PAYLOAD_BYTES + " are allowed");
    }

    private static RecordException malformed(Alert alert, String what) {
        return new RecordException(Kind.MALFORMED_RECORD, alert, NO_RECORD + what);
    }

    private static String httpMessage(boolean isClient) {
        return isClient
                ? "this looks like plain HTTP: the server answered without TLS; is this the port of its HTTPS service?"
                : "this looks like plain HTTP: the client spoke without TLS; it should use https:// for this port";
    }

    /** A method begins with three capital letters; no content type is a letter. */
    static boolean looksLikeRequest(ByteBuffer bytes) {
        for (int i = 0; i < 3; i++) {
            if (at(bytes, i) < 'A' || at(bytes, i) > 'Z') {
                return false;
            }
        }
        return true;
    }

    private static boolean looksLikeResponse(ByteBuffer bytes) {
        return at(bytes, 0) == 'H' && at(bytes, 1) == 'T' && at(bytes, 2) == 'T';
    }

    /** A two-byte length with its top bit set, then CLIENT-HELLO (1) or SERVER-HELLO (4). */
    static boolean looksLikeSsl2(ByteBuffer bytes) {
        return (at(bytes, 0) & 0x80) != 0 && (at(bytes, 2) == 1 || at(bytes, 2) == 4);
    }

    private static int at(ByteBuffer bytes, int offset) {
        return bytes.get(bytes.position() + offset) & 0xff;
    }
}
