package staunch.tls.record;

import org.jspecify.annotations.Nullable;

/** What a record carries, as its first byte says (RFC 8446 §5.1). In TLS 1.3 encrypted records all claim to be data. */
public enum ContentType {
    /** Keys change from here (TLS 1.2); sent for the sake of middleboxes only in TLS 1.3. */
    CHANGE_CIPHER_SPEC(20),
    /** An {@link Alert}. */
    ALERT(21),
    /** Handshake messages, or a part of one. */
    HANDSHAKE(22),
    /** Application data; in TLS 1.3 anything that is encrypted. */
    APPLICATION_DATA(23),
    /** A heartbeat (RFC 6520): never negotiated here, and so refused. */
    HEARTBEAT(24);

    private static final ContentType[] BY_CODE = values();

    private final int code;

    ContentType(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The type with this byte, from 0 to 255, or null if there is none. */
    public static @Nullable ContentType of(int code) {
        int index = code - CHANGE_CIPHER_SPEC.code;
        return index >= 0 && index < BY_CODE.length ? BY_CODE[index] : null;
    }
}
