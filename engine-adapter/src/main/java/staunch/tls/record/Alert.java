package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one end of a connection tells the other when something ends or is wrong (RFC 8446 §6, RFC 5246 §7.2). */
public enum Alert {
    /** The sender will send no more: the orderly end of one direction. */
    CLOSE_NOTIFY(0),
    /** A message came that has no place here. */
    UNEXPECTED_MESSAGE(10),
    /** A record could not be decrypted: it was altered on its way, or the keys differ. */
    BAD_RECORD_MAC(20),
    /** TLS 1.1 and before. */
    DECRYPTION_FAILED(21),
    /** A record is longer than allowed. */
    RECORD_OVERFLOW(22),
    /** TLS 1.2 and before. */
    DECOMPRESSION_FAILURE(30),
    /** No acceptable set of parameters: suites, groups, signature algorithms or certificates do not meet. */
    HANDSHAKE_FAILURE(40),
    /** SSL 3.0. */
    NO_CERTIFICATE(41),
    /** A certificate was corrupt or its signature wrong. */
    BAD_CERTIFICATE(42),
    /** A certificate of a kind that is not supported. */
    UNSUPPORTED_CERTIFICATE(43),
    /** A certificate was revoked by its issuer. */
    CERTIFICATE_REVOKED(44),
    /** A certificate has expired or is not valid yet. */
    CERTIFICATE_EXPIRED(45),
    /** A certificate was not accepted for some other reason. */
    CERTIFICATE_UNKNOWN(46),
    /** A field is out of range or contradicts others. */
    ILLEGAL_PARAMETER(47),
    /** The chain leads to no trusted authority. */
    UNKNOWN_CA(48),
    /** The certificate is valid, but its owner is not let in. */
    ACCESS_DENIED(49),
    /** A message could not be parsed. */
    DECODE_ERROR(50),
    /** A cryptographic operation of the handshake failed: a signature or a Finished that does not verify. */
    DECRYPT_ERROR(51),
    /** Export ciphers, before TLS 1.1. */
    EXPORT_RESTRICTION(60),
    /** No version of the protocol that both ends speak. */
    PROTOCOL_VERSION(70),
    /** The server asks for stronger parameters than the client offers. */
    INSUFFICIENT_SECURITY(71),
    /** A failure of the sender that has nothing to do with the peer. */
    INTERNAL_ERROR(80),
    /** A client retried with a lower version than it needs to (RFC 7507). */
    INAPPROPRIATE_FALLBACK(86),
    /** The user called the handshake off. */
    USER_CANCELED(90),
    /** A renegotiation is refused (TLS 1.2). */
    NO_RENEGOTIATION(100),
    /** An extension is missing that the negotiated parameters need. */
    MISSING_EXTENSION(109),
    /** An extension came that was not asked for or has no place. */
    UNSUPPORTED_EXTENSION(110),
    /** RFC 6066; not in TLS 1.3. */
    CERTIFICATE_UNOBTAINABLE(111),
    /** The server does not know the name it was asked for (SNI). */
    UNRECOGNIZED_NAME(112),
    /** The stapled OCSP answer is not acceptable. */
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    /** RFC 6066; not in TLS 1.3. */
    BAD_CERTIFICATE_HASH_VALUE(114),
    /** The server does not know the pre-shared key's identity. */
    UNKNOWN_PSK_IDENTITY(115),
    /** The server wants a client certificate and got none. */
    CERTIFICATE_REQUIRED(116),
    /** ALPN: no protocol that both ends speak. */
    NO_APPLICATION_PROTOCOL(120),
    /** An alert was sent or received, or should have been, and which one is not known: encrypted, and not told by name. */
    UNKNOWN(-1);

    private static final Alert[] ALL = values();
    private static final int CONTENT_BYTES = 2;
    private static final int FATAL = 2;
    private static final int VERSION_1_2 = 0x0303;
    /** BoringSSL's name for it contains that of another. */
    private static final String MAC_BY_BORINGSSL = "decryption_failed_or_bad_record_mac";

    private final int code;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    Alert(int code) {
        this.code = code;
    }

    /** The description byte on the wire; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    /** The name as the RFCs write it, for example {@code bad_record_mac}. */
    public String wireName() {
        return wireName;
    }

    /**
     * This alert as a record in the clear, fatal, ready to be sent where there is no engine yet that could make it.
     *
     * @return a new buffer of 7 bytes
     * @throws IllegalStateException for {@link #UNKNOWN}, which has no place on the wire
     */
    public ByteBuffer fatalRecord() {
        if (this == UNKNOWN) {
            throw new IllegalStateException("there is no alert to send: it is not known which");
        }
        return ByteBuffer.allocate(RecordHeader.BYTES + CONTENT_BYTES)
                .put((byte) ContentType.ALERT.code())
                .putShort((short) VERSION_1_2)
                .putShort((short) CONTENT_BYTES)
                .put((byte) FATAL)
                .put((byte) code)
                .flip();
    }

    /** The alert with this description byte; {@link #UNKNOWN} if there is none. */
    public static Alert of(int code) {
        for (Alert alert : ALL) {
            if (alert.code == code) {
                return alert;
            }
        }
        return UNKNOWN;
    }

    /**
     * The alert in a record that carries it in the clear.
     *
     * @param record a whole record, from its position
     * @return null if this is no alert record; {@link #UNKNOWN} if it is an encrypted one
     */
    static @Nullable Alert inRecord(ByteBuffer record) {
        if (RecordHeader.type(record) != ContentType.ALERT) {
            return null;
        }
        int at = record.position() + RecordHeader.BYTES;
        return RecordHeader.payloadBytes(record) == CONTENT_BYTES ? of(record.get(at + 1) & 0xff) : UNKNOWN;
    }

    /**
     * The alert that a provider's message names: {@code Received fatal alert: bad_certificate} (SunJSSE),
     * {@code bad_certificate(42)} (BCJSSE), {@code SSLV3_ALERT_BAD_CERTIFICATE} (Conscrypt). The longest name counts, as
     * some contain others; {@link #UNKNOWN} if there is none.
     */
    static Alert inMessage(String message) {
        String text = message.toLowerCase(Locale.ROOT).replace(MAC_BY_BORINGSSL, BAD_RECORD_MAC.wireName);
        Alert longest = UNKNOWN;
        for (Alert alert : ALL) {
            if (alert != UNKNOWN
                    && text.contains(alert.wireName)
                    && (longest == UNKNOWN || alert.wireName.length() > longest.wireName.length())) {
                longest = alert;
            }
        }
        return longest;
    }
}
