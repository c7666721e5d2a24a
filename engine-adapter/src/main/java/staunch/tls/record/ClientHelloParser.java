package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import staunch.tls.record.HelloProblem.LooksLike;

/**
 * Looks at the first bytes of a connection for a ClientHello, before there is an engine, and leaves them where they are:
 * whoever has decided by the hello gives the same bytes to an engine or a tunnel. One parser serves one connection; not
 * safe for several threads, holds no buffer and a handful of numbers.
 *
 * <pre>
 *                          bytes short of the hello's end            whole and sound
 *            +-----------------&gt; NEED_MORE ------------------------------&gt; HELLO
 *     look --+                     |
 *            +---------------------+---&gt; NOT_TLS, MALFORMED, TOO_LARGE          (each final)
 * </pre>
 *
 * <p>A hello may come in any number of packets and be spread over any number of records; with the key shares of
 * post-quantum cryptography that is the normal case. Each look is given all bytes since the first, and takes up where
 * the one before it stopped: what it knows of them is
 *
 * <pre>
 *     position                             position + seen           limit
 *        | header | payload | header | payload ...  | not looked at ... |
 *        '---- records gone by ----' '- this one ---'
 *
 *     0 &lt;= seen &lt;= remaining;  the first payloadLeft bytes behind seen belong to this record
 *     messageBytes: how many bytes of payload, and so of the message, lie before seen
 * </pre>
 *
 * That is how a channel shows what its handler leaves untaken:
 *
 * <pre>{@code
 * public void onRead(Channel channel, ByteBuffer in) {
 *     switch (parser.look(in)) {
 *         case NEED_MORE -> { }                                  // takes nothing; the deadline for handshakes runs
 *         case HELLO -> route(channel, parser.hello());          // in still begins with the hello
 *         default -> refuse(channel, parser.problem());
 *     }
 * }
 * }</pre>
 *
 * The channel's read-ahead must hold {@link #MAX_BYTES}. What follows the hello is not looked at.
 */
public final class ClientHelloParser {
    /**
     * The most bytes from the first one of the connection to the last one of the hello, record headers included: 16 KiB.
     * A message that declares to be longer is refused as soon as it does so (CVE-2023-34462), and one that is cut into
     * so many records that it must become longer, as soon as that is certain.
     */
    public static final int MAX_BYTES = 16 << 10;

    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int CLIENT_HELLO = 1;

    /** What a look has led to. All but the first are final. */
    public enum Outcome {
        /** So far this may become a ClientHello. */
        NEED_MORE,
        /** {@link ClientHelloParser#hello()} is there. */
        HELLO,
        /** The first bytes are no TLS record: see {@link ClientHelloParser#problem()}. */
        NOT_TLS,
        /** This is TLS, and wrong: see {@link ClientHelloParser#problem()}. */
        MALFORMED,
        /** The hello is beyond {@link ClientHelloParser#MAX_BYTES}. */
        TOO_LARGE
    }

    private Outcome outcome = Outcome.NEED_MORE;
    private int seen;
    private int records;
    private int payloadLeft;
    private int messageBytes;
    private int messageHeader;
    private @Nullable ClientHello hello;
    private @Nullable HelloProblem problem;

    /** A parser for the beginning of one connection. */
    public ClientHelloParser() {}

    /**
     * Looks at what has come so far.
     *
     * @param bytes all bytes of the connection from the first one on, from its position; heap or direct; neither its
     *     position nor its content is changed
     * @return what it is; once it is final, the same for ever
     * @throws IllegalArgumentException if these are fewer bytes than at the look before
     */
    public Outcome look(ByteBuffer bytes) {
        if (outcome != Outcome.NEED_MORE) {
            return outcome;
        }
        if (bytes.remaining() < seen) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes, " + seen + " at the look before: show them all until it is decided");
        }
        try {
            outcome = advance(bytes);
        } catch (HelloException e) {
            problem = e.problem();
            outcome = e.problem().outcome();
        }
        return outcome;
    }

    private Outcome advance(ByteBuffer bytes) throws HelloException {
        while (!isWholeMessage()) {
            int there = bytes.remaining() - seen;
            if (there < (payloadLeft == 0 ? RecordHeader.BYTES : 1)) {
                return Outcome.NEED_MORE;
            }
            if (payloadLeft == 0) {
                enterRecord(bytes.slice(bytes.position() + seen, RecordHeader.BYTES));
            } else {
                takePayload(bytes, there);
            }
            requireRoom();
        }
        ClientHello.Size size = new ClientHello.Size(messageBytes, seen, records);
        hello = new ClientHello(size, new VectorReader("the message", body(bytes.duplicate())));
        return Outcome.HELLO;
    }

    private boolean isWholeMessage() {
        return messageBytes >= MESSAGE_HEADER_BYTES && messageBytes == declaredBytes();
    }

    /** The message's length with its header; known once that is there. */
    private int declaredBytes() {
        return MESSAGE_HEADER_BYTES + (messageHeader & 0xffffff);
    }

    private void enterRecord(ByteBuffer header) throws HelloException {
        if (records == 0) {
            requireTls(header);
        }
        requireHandshakeRecord(header);
        payloadLeft = RecordHeader.payloadBytes(header);
        seen += RecordHeader.BYTES;
        records++;
    }

    private static void requireTls(ByteBuffer header) throws HelloException {
        if (RecordHeader.looksLikeRequest(header)) {
            throw new HelloException(HelloProblem.notTls(
                    LooksLike.PLAIN_HTTP, "plain HTTP, expected a ClientHello: is it for this port?"));
        }
        if (RecordHeader.looksLikeSsl2(header)) {
            throw new HelloException(
                    HelloProblem.notTls(LooksLike.SSL2, "a hello of SSL 2.0, expected one of TLS 1.2 or 1.3"));
        }
        if (ContentType.of(header.get(0)) == null) {
            throw new HelloException(HelloProblem.notTls(
                    LooksLike.UNKNOWN,
                    "first byte " + (header.get(0) & 0xff) + ", expected " + ContentType.HANDSHAKE.code()
                            + " of a TLS record with a ClientHello"));
        }
    }

    private static void requireHandshakeRecord(ByteBuffer header) throws HelloException {
        ContentType type = ContentType.of(header.get(0));
        if (type != ContentType.HANDSHAKE) {
            String found = type == null
                    ? String.valueOf(header.get(0) & 0xff)
                    : type.name().toLowerCase(Locale.ROOT);
            throw malformed(Alert.UNEXPECTED_MESSAGE, "a record of type " + found + ", expected handshake (22)");
        }
        if (RecordHeader.version(header) >> 8 != 3) {
            throw malformed(
                    Alert.PROTOCOL_VERSION,
                    "a record of version " + TlsRegistry.VERSION.name(RecordHeader.version(header)) + ", expected 3.x");
        }
        int payloadBytes = RecordHeader.payloadBytes(header);
        if (payloadBytes > RecordHeader.MAX_PLAINTEXT_BYTES) {
            throw malformed(
                    Alert.RECORD_OVERFLOW,
                    "a record of " + payloadBytes + " bytes, at most " + RecordHeader.MAX_PLAINTEXT_BYTES
                            + " are allowed");
        }
        if (payloadBytes == 0) {
            // RFC 8446 §5.1 forbids them; five bytes each, they would be a way to stay for ever.
            throw malformed(Alert.UNEXPECTED_MESSAGE, "an empty handshake record");
        }
    }

    private static HelloException malformed(Alert alert, String what) {
        return new HelloException(HelloProblem.malformed(alert, what));
    }

    /** The message's header byte by byte, as it may be spread over records; then whatever there is. */
    private void takePayload(ByteBuffer bytes, int there) throws HelloException {
        boolean inHeader = messageBytes < MESSAGE_HEADER_BYTES;
        int wanted = inHeader ? 1 : declaredBytes() - messageBytes;
        int taken = Math.min(wanted, Math.min(there, payloadLeft));
        if (inHeader) {
            int next = bytes.get(bytes.position() + seen) & 0xff;
            if (messageBytes == 0 && next != CLIENT_HELLO) {
                throw malformed(
                        Alert.UNEXPECTED_MESSAGE,
                        "a handshake message of type " + next + ", expected client_hello (1)");
            }
            messageHeader = messageHeader << 8 | next;
        }
        seen += taken;
        payloadLeft -= taken;
        messageBytes += taken;
    }

    /** What is still to come of the message, and the header of a record to carry it if none is open. */
    private void requireRoom() throws HelloException {
        int end = messageBytes < MESSAGE_HEADER_BYTES ? MESSAGE_HEADER_BYTES : declaredBytes();
        int missing = end - messageBytes;
        int headers = missing > payloadLeft ? RecordHeader.BYTES : 0;
        if (seen + missing + headers > MAX_BYTES) {
            throw new HelloException(HelloProblem.tooLarge());
        }
    }

    /** The payloads behind one another, without the message's header. */
    private ByteBuffer body(ByteBuffer bytes) {
        ByteBuffer message = ByteBuffer.allocate(messageBytes);
        while (message.hasRemaining()) {
            int count = Math.min(RecordHeader.payloadBytes(bytes), message.remaining());
            message.put(bytes.slice(bytes.position() + RecordHeader.BYTES, count));
            bytes.position(bytes.position() + RecordHeader.BYTES + count);
        }
        return message.position(MESSAGE_HEADER_BYTES);
    }

    /** What the latest look has led to. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The hello.
     *
     * @throws IllegalStateException unless the outcome is {@link Outcome#HELLO}
     */
    public ClientHello hello() {
        if (hello == null) {
            throw new IllegalStateException("no hello: " + outcome);
        }
        return hello;
    }

    /**
     * What is wrong.
     *
     * @throws IllegalStateException if the outcome is {@link Outcome#NEED_MORE} or {@link Outcome#HELLO}
     */
    public HelloProblem problem() {
        if (problem == null) {
            throw new IllegalStateException("no problem: " + outcome);
        }
        return problem;
    }
}
