package staunch.tls.record;

/** The messages of the handshake, by the names of the RFCs (RFC 8446 §4, RFC 5246 §7.4 and those that added some). */
public enum HandshakeType {
    /** The server asks for a renegotiation (TLS 1.2). */
    HELLO_REQUEST(0, "HelloRequest"),
    /** What the client offers. */
    CLIENT_HELLO(1, "ClientHello"),
    /** What the server chose. */
    SERVER_HELLO(2, "ServerHello"),
    /**
     * The client shall offer a key share for another group (TLS 1.3). On the wire it is a ServerHello whose random is a
     * constant (RFC 8446 §4.1.3).
     */
    HELLO_RETRY_REQUEST(2, "HelloRetryRequest"),
    /** What the client presents to resume the session later. */
    NEW_SESSION_TICKET(4, "NewSessionTicket"),
    /** The end of the data that a client sent before the handshake was done. */
    END_OF_EARLY_DATA(5, "EndOfEarlyData"),
    /** What else the server chose, encrypted (TLS 1.3). */
    ENCRYPTED_EXTENSIONS(8, "EncryptedExtensions"),
    /** A chain of certificates. */
    CERTIFICATE(11, "Certificate"),
    /** The server's share of the key exchange (TLS 1.2). */
    SERVER_KEY_EXCHANGE(12, "ServerKeyExchange"),
    /** The server wants a certificate of the client. */
    CERTIFICATE_REQUEST(13, "CertificateRequest"),
    /** The server waits for the client (TLS 1.2). */
    SERVER_HELLO_DONE(14, "ServerHelloDone"),
    /** A signature that proves who has the certificate's key. */
    CERTIFICATE_VERIFY(15, "CertificateVerify"),
    /** The client's share of the key exchange (TLS 1.2). */
    CLIENT_KEY_EXCHANGE(16, "ClientKeyExchange"),
    /** A code over all messages so far. */
    FINISHED(20, "Finished"),
    /** RFC 6066. */
    CERTIFICATE_URL(21, "CertificateURL"),
    /** What the OCSP responder says of the server's certificate, stapled (RFC 6066). */
    CERTIFICATE_STATUS(22, "CertificateStatus"),
    /** The sender's keys change (TLS 1.3). */
    KEY_UPDATE(24, "KeyUpdate"),
    /** RFC 8879. */
    COMPRESSED_CERTIFICATE(25, "CompressedCertificate"),
    /** A type that is not known here. */
    UNKNOWN(-1, "unknown message");

    private static final HandshakeType[] ALL = values();

    private final int code;
    private final String messageName;

    HandshakeType(int code, String messageName) {
        this.code = code;
        this.messageName = messageName;
    }

    /** The byte on the wire; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    /** The name as the RFCs write it, for example {@code ServerHelloDone}. */
    public String messageName() {
        return messageName;
    }

    /** The type with this byte; a retry request is a {@link #SERVER_HELLO} by its byte. {@link #UNKNOWN} if there is none. */
    public static HandshakeType of(int code) {
        for (HandshakeType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
