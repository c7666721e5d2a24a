package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
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

    /** So that a hello has to be cut. */
    private static final byte[] PADDING =
            ByteBuffer.allocate(4 + 1124).put(new byte[] {0, 21, 4, 100}).array();

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

    /** What the server says in TLS 1.2 is read message by message, whatever is in one record. */
    @Test
    void shouldNameTheGroupOfTheKeyExchange() {
        byte[] x25519 = {0, 51, 0, 4, 0, 0x1d, 0, 0};
        byte[] certificate = new byte[4 + 9_000];
        certificate[0] = 11;
        certificate[2] = (byte) (9_000 >> 8);
        certificate[3] = (byte) (9_000 & 0xff);
        byte[] namedCurve = {12, 0, 0, 3, 3, 0, 0x17};
        byte[] finiteField = {12, 0, 0, 3, 0, 1, 5};
        for (int piece : new int[] {1, 7, 100, 4096, 16_384}) {
            assertEquals(
                    Optional.of("x25519"),
                    observed(piece, hello(2, RANDOM, ID, x25519, TLS13)).group());
            byte[] ellipticCurve = withSuite(0xc02b, hello(2, RANDOM, OTHER_ID));
            assertEquals(
                    Optional.of("secp256r1"),
                    observed(piece, ellipticCurve, certificate, namedCurve).group());
            assertEquals(
                    Optional.empty(),
                    observed(piece, withSuite(0x009e, hello(2, RANDOM, OTHER_ID)), certificate, finiteField)
                            .group());
        }
    }

    @Test
    void shouldTellWhichServerWasAskedFor() {
        byte[] name = {0, 0, 0, 9, 0, 7, 0, 0, 4, 'h', 'o', 's', 't'};
        HandshakeObserver observer = new HandshakeObserver(false);
        byte[] hello = hello(2, RANDOM, ID, TLS13);
        see(observer, true, clientHello(PADDING, name), 50);
        see(observer, false, hello, 4096);
        assertEquals(Optional.of("host"), observer.serverName());
        assertEquals(Optional.empty(), observed(4096, hello).serverName());
    }

    private static byte[] withSuite(int code, byte[] serverHello) {
        ByteBuffer.wrap(serverHello).putShort(4 + 2 + RANDOM.length + 1 + OTHER_ID.length, (short) code);
        return serverHello;
    }

    private static HandshakeObserver observed(int pieceBytes, byte[]... fromServer) {
        HandshakeObserver observer = new HandshakeObserver(false);
        see(observer, true, clientHello(PADDING), 4096);
        ByteBuffer all = ByteBuffer.allocate(20_000);
        for (byte[] message : fromServer) {
            all.put(message);
        }
        see(observer, false, Arrays.copyOf(all.array(), all.position()), pieceBytes);
        return observer;
    }

    /** With a list of two suites and one method of compression. */
    private static byte[] clientHello(byte[]... extensions) {
        ByteBuffer body = ByteBuffer.allocate(4096);
        body.put(new byte[] {3, 3}).put(RANDOM).put((byte) ID.length).put(ID);
        body.put(new byte[] {0, 4, 0x13, 1, 0x13, 2, 1, 0});
        int lengthAt = body.position();
        body.putShort((short) 0);
        for (byte[] extension : extensions) {
            body.put(extension);
        }
        body.putShort(lengthAt, (short) (body.position() - lengthAt - 2)).flip();
        return ByteBuffer.allocate(4 + body.remaining())
                .putInt(1 << 24 | body.remaining())
                .put(body)
                .array();
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
