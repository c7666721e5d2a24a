package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The messages that a traced handshake shows, in records made by hand. */
class HandshakeStreamTest {
    private static final byte[] RANDOM = new byte[32];
    private static final byte[] SERVER_HELLO_12 = serverHello(RANDOM, 0xc02f, new byte[0]);
    private static final byte[] CERTIFICATE = HelloBytes.message(11, new byte[3000]);
    private static final byte[] KEY_EXCHANGE = HelloBytes.message(12, HelloBytes.bytes(3, 0, 0x1d, 32));
    private static final byte[] HELLO_DONE = HelloBytes.message(14, new byte[0]);

    private static byte[] serverHello(byte[] random, int suite, byte[] extensions) {
        return HelloBytes.message(
                2,
                HelloBytes.concat(
                        HelloBytes.shorts(0x0303),
                        random,
                        HelloBytes.vector8(new byte[0]),
                        HelloBytes.shorts(suite),
                        HelloBytes.bytes(0),
                        HelloBytes.vector16(extensions)));
    }

    private static byte[] extension(int type, byte[] content) {
        return HelloBytes.concat(HelloBytes.shorts(type), HelloBytes.vector16(content));
    }

    private static byte[] tls13(byte[] random, byte[] keyShare) {
        return serverHello(
                random,
                0x1301,
                HelloBytes.concat(
                        extension(HelloBytes.SUPPORTED_VERSIONS, HelloBytes.shorts(0x0304)),
                        extension(HelloBytes.KEY_SHARE, keyShare)));
    }

    private static List<HandshakeMessage> seeAll(HandshakeObserver observer, boolean fromClient, byte[] wire) {
        List<HandshakeMessage> messages = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(wire);
        while (bytes.hasRemaining()) {
            observer.see(fromClient, bytes);
            messages.addAll(observer.messages());
            bytes.position(bytes.position() + RecordHeader.recordBytes(bytes));
        }
        return messages;
    }

    private static String names(List<HandshakeMessage> messages) {
        return messages.stream().map(HandshakeMessage::toString).collect(Collectors.joining(", "));
    }

    @Test
    void shouldNameSeveralMessagesOfOneRecord() {
        byte[] flight = HelloBytes.concat(SERVER_HELLO_12, CERTIFICATE, KEY_EXCHANGE, HELLO_DONE);
        List<HandshakeMessage> messages =
                seeAll(new HandshakeObserver(true), false, HelloBytes.records(flight, 1 << 14));
        assertEquals("ServerHello, Certificate, ServerKeyExchange, ServerHelloDone", names(messages));
        assertEquals(
                List.of(44, 3004, 8, 4),
                messages.stream().map(HandshakeMessage::bytes).toList());
        assertEquals(0x1d, messages.get(2).group().orElseThrow());
    }

    @Test
    void shouldNameOneMessageOfSeveralRecords() {
        byte[] flight = HelloBytes.concat(SERVER_HELLO_12, CERTIFICATE, HELLO_DONE);
        List<HandshakeMessage> messages = seeAll(new HandshakeObserver(true), false, HelloBytes.records(flight, 1024));
        assertEquals(
                "ServerHello, Certificate (begins), Certificate (continued), Certificate (ends), ServerHelloDone",
                names(messages));
    }

    @Test
    void shouldSeeTheSameHoweverTheFlightIsCut() {
        byte[] flight = HelloBytes.concat(SERVER_HELLO_12, CERTIFICATE, KEY_EXCHANGE, HELLO_DONE);
        for (int piece = 1; piece < 200; piece++) {
            List<HandshakeMessage> messages =
                    seeAll(new HandshakeObserver(true), false, HelloBytes.records(flight, piece));
            List<HandshakeMessage> ended = messages.stream()
                    .filter(each -> each.toString().endsWith("(ends)")
                            || !each.toString().endsWith(")"))
                    .toList();
            assertEquals(
                    "ServerHello, Certificate, ServerKeyExchange, ServerHelloDone",
                    names(ended).replace(" (ends)", ""),
                    "in pieces of " + piece);
            assertEquals(0xc02f, ended.get(0).serverHello().orElseThrow().cipherSuite(), "in pieces of " + piece);
            assertEquals(0x1d, ended.get(2).group().orElseThrow(), "in pieces of " + piece);
        }
    }

    @Test
    void shouldReadTheWholeHelloOfTheClient() {
        for (int piece : new int[] {1, 7, 100, 1 << 14}) {
            byte[] wire = HelloBytes.records(HelloBytes.modern().message(), piece);
            List<HandshakeMessage> messages = seeAll(new HandshakeObserver(true), true, wire);
            ClientHello hello = messages.get(messages.size() - 1).clientHello().orElseThrow();
            assertEquals("example.test", hello.serverName().orElseThrow());
            assertEquals("X25519MLKEM768, x25519", hello.keyShareGroups().toString());
            assertEquals(wire.length, hello.size().wireBytes());
        }
    }

    @Test
    void shouldNameAHelloRetryRequestByItsRandom() throws Exception {
        byte[] retryRandom = MessageDigest.getInstance("SHA-256").digest("HelloRetryRequest".getBytes("US-ASCII"));
        HandshakeObserver observer = new HandshakeObserver(true);
        HandshakeMessage retry = seeAll(
                        observer, false, HelloBytes.records(tls13(retryRandom, HelloBytes.shorts(0x0018)), 50))
                .get(1);
        assertEquals("HelloRetryRequest (ends)", retry.toString());
        assertEquals(0x0018, retry.serverHello().orElseThrow().keyShareGroup().orElseThrow());
        byte[] share = HelloBytes.concat(HelloBytes.shorts(0x0018), HelloBytes.vector16(new byte[97]));
        HandshakeMessage hello = seeAll(observer, false, HelloBytes.records(tls13(RANDOM, share), 1 << 14))
                .get(0);
        assertEquals("ServerHello", hello.toString());
        assertTrue(observer.isTls13());
    }

    /** A ChangeCipherSpec ends what is in the clear in TLS 1.2 and nothing in TLS 1.3, where a second hello may follow. */
    @Test
    void shouldKnowWhatIsEncrypted() throws Exception {
        ByteBuffer change = ByteBuffer.wrap(HelloBytes.bytes(20, 3, 3, 0, 1, 1));
        ByteBuffer handshake = ByteBuffer.wrap(HelloBytes.records(CERTIFICATE, 1 << 14));

        HandshakeObserver tls12 = new HandshakeObserver(true);
        seeAll(tls12, false, HelloBytes.records(SERVER_HELLO_12, 1 << 14));
        tls12.see(false, change);
        tls12.see(false, handshake);
        assertTrue(tls12.isEncrypted(false, handshake));
        assertEquals(List.of(), tls12.messages());
        tls12.see(true, handshake);
        assertEquals("Certificate", names(tls12.messages()));

        HandshakeObserver tls13 = new HandshakeObserver(true);
        byte[] retryRandom = MessageDigest.getInstance("SHA-256").digest("HelloRetryRequest".getBytes("US-ASCII"));
        seeAll(tls13, false, HelloBytes.records(tls13(retryRandom, HelloBytes.shorts(0x0018)), 1 << 14));
        tls13.see(true, change);
        assertEquals(
                "ClientHello", names(seeAll(tls13, true, HelloBytes.modern().wire())));
    }

    /** A server whose hello cannot be read: what follows its ChangeCipherSpec is not taken for messages. */
    @Test
    void shouldInventNoMessages() {
        HandshakeObserver observer = new HandshakeObserver(true);
        HandshakeMessage unreadable = seeAll(
                        observer, false, HelloBytes.records(HelloBytes.message(2, new byte[3]), 1 << 14))
                .get(0);
        assertTrue(unreadable.serverHello().isEmpty());
        observer.see(false, ByteBuffer.wrap(HelloBytes.bytes(20, 3, 3, 0, 1, 1)));
        assertEquals(List.of(), seeAll(observer, false, HelloBytes.records(CERTIFICATE, 1 << 14)));
        assertEquals(
                "unknown message",
                names(seeAll(observer, true, HelloBytes.records(HelloBytes.message(77, new byte[2]), 100))));
    }

    /** With DHE the first byte is of a prime's length, and may be the number of a named curve. */
    @Test
    void shouldTakeNoPrimeForACurve() {
        HandshakeObserver observer = new HandshakeObserver(true);
        seeAll(observer, false, HelloBytes.records(serverHello(RANDOM, 0x009e, new byte[0]), 1 << 14));
        assertTrue(seeAll(observer, false, HelloBytes.records(KEY_EXCHANGE, 1 << 14))
                .get(0)
                .group()
                .isEmpty());
    }

    @Test
    void shouldSurviveAnything() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            HandshakeObserver observer = new HandshakeObserver(true);
            for (int i = 0; i < 5; i++) {
                byte[] message = new byte[4 + random.nextInt(300)];
                random.nextBytes(message);
                message[0] = (byte) random.nextInt(26);
                message[1] = 0;
                message[2] = (byte) random.nextInt(2);
                seeAll(observer, random.nextBoolean(), HelloBytes.records(message, 1 + random.nextInt(100)));
            }
        }
    }
}
