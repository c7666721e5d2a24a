package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Watches a handshake go by and tells whether it continued an earlier session. The engines do not say, each provider
 * differs in what can be guessed from its sessions, but the wire is the same for all: both hellos are always in the clear.
 *
 * <ul>
 *   <li>TLS 1.3: the ServerHello selects a {@code pre_shared_key} (RFC 8446 §4.2.11). Its session id is an echo in every
 *       case and means nothing; one that is a HelloRetryRequest decides nothing.
 *   <li>TLS 1.2: the ServerHello echoes the session id that the client offered (RFC 5246 §7.4.1.3; with a ticket too,
 *       RFC 5077 §3.4: a client that presents one sends an id of its own making in order to see this).
 * </ul>
 *
 * Keeps no more of either hello than it needs, and nothing once it has decided.
 */
final class HandshakeObserver {
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int RANDOM_AT = MESSAGE_HEADER_BYTES + 2;
    private static final int SESSION_ID_AT = RANDOM_AT + 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int CLIENT_PREFIX_BYTES = SESSION_ID_AT + 1 + MAX_SESSION_ID_BYTES;
    /** A ServerHello with a post-quantum key share has about 1,200 bytes. */
    private static final int MAX_SERVER_HELLO_BYTES = 4096;

    private static final int SUPPORTED_VERSIONS = 43;
    private static final int PRE_SHARED_KEY = 41;
    /** The random of a HelloRetryRequest: SHA-256 of that name (RFC 8446 §4.1.3). */
    private static final byte[] RETRY_RANDOM = {
        (byte) 0xcf,
        0x21,
        (byte) 0xad,
        0x74,
        (byte) 0xe5,
        (byte) 0x9a,
        0x61,
        0x11,
        (byte) 0xbe,
        0x1d,
        (byte) 0x8c,
        0x02,
        0x1e,
        0x65,
        (byte) 0xb8,
        (byte) 0x91,
        (byte) 0xc2,
        (byte) 0xa2,
        0x11,
        0x16,
        0x7a,
        (byte) 0xbb,
        (byte) 0x8c,
        0x5e,
        0x07,
        (byte) 0x9e,
        0x09,
        (byte) 0xe2,
        (byte) 0xc8,
        (byte) 0xa8,
        0x33,
        (byte) 0x9c
    };

    private final Prefix clientHello = new Prefix(CLIENT_PREFIX_BYTES);
    private final Prefix serverHello = new Prefix(MAX_SERVER_HELLO_BYTES);
    private boolean decided;
    private boolean resumed;

    /** Whether the session is a continued one; false until that is known. */
    boolean resumed() {
        return resumed;
    }

    /**
     * Looks at a whole record, from its position, without moving it.
     *
     * @param fromClient who sent it
     */
    void see(boolean fromClient, ByteBuffer record) {
        if (decided || RecordHeader.type(record) != ContentType.HANDSHAKE) {
            return;
        }
        (fromClient ? clientHello : serverHello)
                .add(record, record.position() + RecordHeader.BYTES, RecordHeader.payloadBytes(record));
        if (!fromClient && serverHello.isWholeMessage()) {
            judge();
        }
    }

    private void judge() {
        if (serverHello.type() == SERVER_HELLO && serverHello.has(RANDOM_AT, RETRY_RANDOM)) {
            serverHello.clear();
            return;
        }
        decided = true;
        resumed = serverHello.type() == SERVER_HELLO
                && clientHello.type() == CLIENT_HELLO
                && (serverHello.extension(SUPPORTED_VERSIONS)
                        ? serverHello.extension(PRE_SHARED_KEY)
                        : echoesSessionId());
    }

    private boolean echoesSessionId() {
        byte[] offered = clientHello.sessionId();
        return offered.length > 0 && Arrays.equals(offered, serverHello.sessionId());
    }

    /** The beginning of a handshake message, put together from records; what it lacks reads as zero. */
    private static final class Prefix {
        private final int maxBytes;
        private byte[] bytes = new byte[128];
        private int length;

        Prefix(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        void add(ByteBuffer from, int index, int count) {
            int added = Math.min(count, maxBytes - length);
            if (length + added > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(maxBytes, Math.max(2 * bytes.length, length + added)));
            }
            from.get(index, bytes, length, added);
            length += added;
        }

        void clear() {
            length = 0;
        }

        int type() {
            return at(0);
        }

        boolean isWholeMessage() {
            return length >= MESSAGE_HEADER_BYTES && length >= Math.min(maxBytes, end());
        }

        private int end() {
            return MESSAGE_HEADER_BYTES + (at(1) << 16 | at(2) << 8 | at(3));
        }

        boolean has(int index, byte[] expected) {
            return length >= index + expected.length
                    && Arrays.equals(bytes, index, index + expected.length, expected, 0, expected.length);
        }

        byte[] sessionId() {
            int size = Math.min(at(SESSION_ID_AT), MAX_SESSION_ID_BYTES);
            return length >= SESSION_ID_AT + 1 + size
                    ? Arrays.copyOfRange(bytes, SESSION_ID_AT + 1, SESSION_ID_AT + 1 + size)
                    : new byte[0];
        }

        /** Whether a ServerHello has this extension: behind the session id come suite (2), compression (1), length (2). */
        boolean extension(int wanted) {
            int end = Math.min(length, end());
            int index = SESSION_ID_AT + 1 + at(SESSION_ID_AT) + 5;
            while (index + 4 <= end) {
                if ((at(index) << 8 | at(index + 1)) == wanted) {
                    return true;
                }
                index += 4 + (at(index + 2) << 8 | at(index + 3));
            }
            return false;
        }

        private int at(int index) {
            return index < length ? bytes[index] & 0xff : 0;
        }
    }
}
