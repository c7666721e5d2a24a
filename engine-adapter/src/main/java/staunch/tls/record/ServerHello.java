package staunch.tls.record;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server chose, or what it asks the client to try again with (RFC 8446 §4.1.3 and §4.1.4, RFC 5246 §7.4.1.3). It
 * is in the clear and, until the handshake is done, signed by nobody. Immutable.
 */
public final class ServerHello {
    /** One with a post-quantum key share has about 1,200 bytes. */
    static final int MAX_BYTES = 4096;

    private static final int VERSION_1_3 = 0x0304;
    private static final int RANDOM_BYTES = 32;
    /** The random of a HelloRetryRequest: SHA-256 of that name. */
    private static final byte[] RETRY_RANDOM =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    private static final int SMALLEST_EXTENSION_BYTES = 4;
    private static final int APPLICATION_PROTOCOLS = 16;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    private final boolean retryRequest;
    private final byte[] sessionId;
    private final int cipherSuite;
    private int version;
    private OptionalInt keyShareGroup = OptionalInt.empty();
    private Optional<String> applicationProtocol = Optional.empty();
    private CodePoints extensions = new CodePoints(TlsRegistry.EXTENSION);

    /** Reads the body of the message, all that follows its type and length. */
    ServerHello(VectorReader body) throws HelloException {
        version = body.uint16();
        retryRequest = Arrays.equals(body.bytes(RANDOM_BYTES), RETRY_RANDOM);
        VectorReader id = body.vector8("the session id");
        sessionId = id.bytes(id.remaining());
        cipherSuite = body.uint16();
        body.skip(1);
        if (body.remaining() > 0) {
            readExtensions(body.vector16("the list of extensions"));
        }
    }

    private void readExtensions(VectorReader list) throws HelloException {
        char[] types = new char[list.remaining() / SMALLEST_EXTENSION_BYTES];
        int count = 0;
        while (list.remaining() > 0) {
            int type = list.uint16();
            types[count++] = (char) type;
            readExtension(type, list.vector16("an extension"));
        }
        extensions = new CodePoints(TlsRegistry.EXTENSION, Arrays.copyOf(types, count));
    }

    private void readExtension(int type, VectorReader content) throws HelloException {
        switch (type) {
            case SUPPORTED_VERSIONS -> version = content.uint16();
            case KEY_SHARE -> keyShareGroup = OptionalInt.of(content.uint16());
            case APPLICATION_PROTOCOLS ->
                applicationProtocol = Optional.of(content.vector16("the application protocol")
                        .vector8("the application protocol")
                        .latin1());
            default -> {
                // Its type is all that is wanted of it.
            }
        }
    }

    /** Whether this is a HelloRetryRequest, which chooses a group and leaves the rest open. */
    public boolean isRetryRequest() {
        return retryRequest;
    }

    /** The version of the connection, such as {@code 0x0304}: a number of {@link TlsRegistry#VERSION}. */
    public int version() {
        return version;
    }

    /** The cipher suite, a number of {@link TlsRegistry#CIPHER_SUITE}. */
    public int cipherSuite() {
        return cipherSuite;
    }

    /**
     * The group of the key exchange (TLS 1.3), a number of {@link TlsRegistry#GROUP}; of a retry request the one for which
     * a key share is wanted. Empty in TLS 1.2, where the ServerKeyExchange names it.
     */
    public OptionalInt keyShareGroup() {
        return keyShareGroup;
    }

    /** The protocol chosen by ALPN, a character for each byte; empty if none was, and in TLS 1.3, which encrypts it. */
    public Optional<String> applicationProtocol() {
        return applicationProtocol;
    }

    /** The types of all extensions, in order. */
    public CodePoints extensions() {
        return extensions;
    }

    /**
     * Whether it continues an earlier session: in TLS 1.3 it selects a pre-shared key, and its session id is an echo that
     * means nothing (RFC 8446 §4.2.11); before, it echoes the id that was offered (RFC 5246 §7.4.1.3; with a ticket too,
     * RFC 5077 §3.4: a client that presents one sends an id of its own making in order to see this).
     *
     * @param offeredSessionId the client's; may be empty
     */
    boolean resumes(byte[] offeredSessionId) {
        return version >= VERSION_1_3
                ? extensions.contains(PRE_SHARED_KEY)
                : offeredSessionId.length > 0 && Arrays.equals(offeredSessionId, sessionId);
    }

    /** Whether what follows is protected as TLS 1.3 does it. */
    boolean isTls13() {
        return version >= VERSION_1_3;
    }

    /** One line for a log. */
    @Override
    public String toString() {
        return (retryRequest ? "HelloRetryRequest[" : "ServerHello[") + TlsRegistry.VERSION.name(version) + ", "
                + TlsRegistry.CIPHER_SUITE.name(cipherSuite) + ", extensions " + extensions + "]";
    }
}
