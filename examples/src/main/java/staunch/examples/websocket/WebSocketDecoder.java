package staunch.examples.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client's frames apart and puts its messages together (RFC 6455 §5). Touches only the bytes it is handed, in
 * pieces of any size.
 *
 * <pre>
 *            2 to 14 bytes                      its last byte
 *   HEADER ---------------&gt; PAYLOAD, unmasked ---------------&gt; HEADER
 *                                                  |
 *                                                  '-- FIN, or a control frame: a message is whole
 * </pre>
 *
 * A control frame may come between the frames of a message, so there are two payloads. Neither ever holds much more than has
 * come of it, whatever length was announced. Not used any more after an exception or a close.
 */
final class WebSocketDecoder {
    /** The longest message, of however many frames, unless said otherwise: 1 MiB. */
    static final int DEFAULT_MAX_MESSAGE_BYTES = 1 << 20;
    /** The longest payload of a control frame (RFC 6455 §5.5). */
    static final int MAX_CONTROL_BYTES = 125;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int FIRST_BYTES = 2;
    private static final int MASK_BYTES = 4;
    private static final int MAX_HEADER_BYTES = FIRST_BYTES + Long.BYTES + MASK_BYTES;

    private final int maxMessageBytes;
    private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER_BYTES);
    private final byte[] mask = new byte[MASK_BYTES];
    private final Payload message = new Payload();
    private final Payload control = new Payload();
    /** What the frames of the message are that has begun; none between messages. */
    private @Nullable Opcode begun;

    // Of the frame whose payload comes.
    private boolean inPayload;
    private boolean fin;
    private Opcode opcode = Opcode.CONTINUATION;
    private int leftBytes;
    private int maskAt;

    WebSocketDecoder(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Takes bytes up to the end of the next message or control frame.
     *
     * @return that, or null if more bytes are needed: all of {@code in} was taken then
     */
    @Nullable
    WebSocketMessage decode(ByteBuffer in) throws WebSocketException {
        while (inPayload || readHeader(in)) {
            readPayload(in);
            if (leftBytes > 0) {
                return null;
            }
            inPayload = false;
            if (opcode.isControl()) {
                return WebSocketMessage.checked(opcode, control.take());
            }
            if (fin) {
                Opcode whole = begun == null ? opcode : begun;
                begun = null;
                return WebSocketMessage.checked(whole, message.take());
            }
        }
        return null;
    }

    // ---- headers ----

    private boolean readHeader(ByteBuffer in) throws WebSocketException {
        while (in.hasRemaining()) {
            header.put(in.get());
            if (header.position() == FIRST_BYTES) {
                checkFirstBytes();
            }
            if (header.position() >= FIRST_BYTES && header.position() == headerBytes()) {
                begin(header.flip());
                header.clear();
                return true;
            }
        }
        return false;
    }

    private int headerBytes() {
        int lengthBytes = switch (header.get(1) & LENGTH) {
            case LENGTH_OF_16_BITS -> Short.BYTES;
            case LENGTH_OF_64_BITS -> Long.BYTES;
            default -> 0;
        };
        return FIRST_BYTES + lengthBytes + MASK_BYTES;
    }

    private void checkFirstBytes() throws WebSocketException {
        int first = header.get(0);
        int second = header.get(1);
        require((first & RESERVED) == 0, "a reserved bit is set, though no extension was agreed on");
        require((second & MASKED) != 0, "a client's frame must be masked");
        fin = (first & FIN) != 0;
        opcode = Opcode.of(first & OPCODE)
                .orElseThrow(() -> new WebSocketException(CloseCode.PROTOCOL_ERROR, "an unknown opcode"));
        if (opcode.isControl()) {
            require(fin, "a control frame must not be fragmented");
            require((second & LENGTH) <= MAX_CONTROL_BYTES, "a control frame is longer than 125 bytes");
        } else {
            boolean continues = opcode == Opcode.CONTINUATION;
            require(continues == (begun != null), continues ? "nothing to continue" : "a message inside a message");
        }
    }

    private void begin(ByteBuffer whole) throws WebSocketException {
        long length = length(whole.position(1));
        if (!opcode.isControl() && length > maxMessageBytes - message.length) {
            throw new WebSocketException(
                    CloseCode.TOO_BIG, "a message is longer than " + maxMessageBytes + " bytes (maxMessageBytes)");
        }
        whole.get(mask);
        maskAt = 0;
        leftBytes = (int) length;
        inPayload = true;
        if (opcode == Opcode.TEXT || opcode == Opcode.BINARY) {
            begun = opcode;
        }
    }

    private static long length(ByteBuffer from) throws WebSocketException {
        int said = from.get() & LENGTH;
        if (said == LENGTH_OF_16_BITS) {
            int length = from.getShort() & 0xffff;
            require(length >= LENGTH_OF_16_BITS, "a length in more bytes than it needs");
            return length;
        }
        if (said == LENGTH_OF_64_BITS) {
            long length = from.getLong();
            require(length > 0xffff || length < 0, "a length in more bytes than it needs");
            require(length >= 0, "a length of 64 bits");
            return length;
        }
        return said;
    }

    private static void require(boolean holds, String otherwise) throws WebSocketException {
        if (!holds) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, otherwise);
        }
    }

    // ---- payloads ----

    private void readPayload(ByteBuffer in) {
        int count = Math.min(leftBytes, in.remaining());
        Payload payload = opcode.isControl() ? control : message;
        int at = payload.append(in, count);
        for (int i = at; i < at + count; i++) {
            payload.bytes[i] ^= mask[maskAt];
            maskAt = (maskAt + 1) % MASK_BYTES;
        }
        leftBytes -= count;
    }

    /** Bytes that become more: {@code 0 <= length <= bytes.length < 2 * length + some}. */
    private static final class Payload {
        private static final byte[] NOTHING = {};

        byte[] bytes = NOTHING;
        int length;

        /** Answers where the first of them is. */
        int append(ByteBuffer in, int count) {
            int at = length;
            if (at + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(at + count, 2 * at));
            }
            in.get(bytes, at, count);
            length += count;
            return at;
        }

        byte[] take() {
            byte[] whole = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            bytes = NOTHING;
            length = 0;
            return whole;
        }
    }
}
