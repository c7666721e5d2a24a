package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hellos made by hand, in one record or cut into many. */
class HandshakeObserverTest {
    private static final byte[] ID = {1, 2, 3, 4};
    private static final byte[] OTHER_ID = {9, 9, 9, 9};
    private static final byte[] RANDOM = new byte[32];
    private static final byte[] NONE = {};
    /** supported_versions: TLS 1.3. */
    private static final byte[] TLS13 = {0, 43, 0, 2, 3, 4};
    /** A key share that is long, as a post-quantum one is. */
    private static final byte[] KEY_SHARE =
            ByteBuffer.allocate(4 + 1124).put(new byte[] {0, 51, 4, 100}).array();

    private static final byte[] PRE_SHARED_KEY = {0, 41, 0, 2, 0, 0};

    private static byte[] hello(int type, byte[] random, byte[] sessionId, byte[]... extensions) {
        ByteBuffer body = ByteBuffer.allocate(4096);
        body.put(new byte[] {3, 3}).put(random).put((byte) sessionId.length).put(sessionId);
        body.put(new byte[] {0x13, 1, 0});
        int bytes = 0;
        for (byte[] extension : extensions) {
            bytes += extension.length;
        }
        body.putShort((short) bytes);
        for (byte[] extension : extensions) {
            body.put(extension);
        }
        body.flip();
        return ByteBuffer.allocate(4 + body.remaining())
                .putInt(type << 24 | body.remaining())
                .put(body)
                .array();
    }

    private static void see(HandshakeObserver observer, boolean fromClient, byte[] message, int pieceBytes) {
        for (int at = 0; at < message.length; at += pieceBytes) {
            int length = Math.min(pieceBytes, message.length - at);
            ByteBuffer record =
                    ByteBuffer.allocate(5 + length).put(new byte[] {22, 3, 3}).putShort((short) length);
            observer.see(fromClient, record.put(message, at, length).flip());
        }
    }

    private static boolean resumed(byte[] clientHello, byte[]... serverHellos) {
        boolean whole = resumedInPieces(clientHello, 4096, serverHellos);
        for (int piece = 1; piece < 50; piece++) {
            assertEquals(whole, resumedInPieces(clientHello, piece, serverHellos), "in pieces of " + piece);
        }
        return whole;
    }

    private static boolean resumedInPieces(byte[] clientHello, int pieceBytes, byte[]... serverHellos) {
        HandshakeObserver observer = new HandshakeObserver(false);
        see(observer, true, clientHello, pieceBytes);
        for (byte[] serverHello : serverHellos) {
            see(observer, false, serverHello, pieceBytes);
        }
        return observer.resumed();
    }

    @Test
    void shouldGoByTheSessionIdInTls12() {
        assertTrue(resumed(hello(1, RANDOM, ID), hello(2, RANDOM, ID)));
        assertFalse(resumed(hello(1, RANDOM, ID), hello(2, RANDOM, OTHER_ID)));
        assertFalse(resumed(hello(1, RANDOM, NONE), hello(2, RANDOM, NONE)));
        assertFalse(resumed(hello(1, RANDOM, NONE), hello(2, RANDOM, ID)));
    }

    @Test
    void shouldGoByThePreSharedKeyInTls13() {
        assertFalse(resumed(hello(1, RANDOM, ID), hello(2, RANDOM, ID, TLS13, KEY_SHARE)));
        assertTrue(resumed(hello(1, RANDOM, ID), hello(2, RANDOM, ID, TLS13, KEY_SHARE, PRE_SHARED_KEY)));
        assertTrue(resumed(hello(1, RANDOM, ID), hello(2, RANDOM, ID, KEY_SHARE, PRE_SHARED_KEY, TLS13)));
    }

    @Test
    void shouldWaitForTheHelloBehindAHelloRetryRequest() throws Exception {
        byte[] retryRandom = MessageDigest.getInstance("SHA-256").digest("HelloRetryRequest".getBytes("US-ASCII"));
        byte[] retry = hello(2, retryRandom, ID, TLS13);
        byte[] client = hello(1, RANDOM, ID);
        assertTrue(resumed(client, retry, hello(2, RANDOM, ID, TLS13, KEY_SHARE, PRE_SHARED_KEY)));
        assertFalse(resumed(client, retry, hello(2, RANDOM, ID, TLS13, KEY_SHARE)));
    }

    @Test
    void shouldSurviveAnything() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            HandshakeObserver observer = new HandshakeObserver(false);
            for (int i = 0; i < 5; i++) {
                byte[] message = new byte[random.nextInt(300)];
                random.nextBytes(message);
                if (message.length > 3) {
                    message[0] = (byte) (1 + random.nextInt(2));
                    message[1] = 0;
                }
                see(observer, random.nextBoolean(), message, 1 + random.nextInt(100));
            }
        }
    }
}
