package staunch.examples.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a server sends them: each a whole message, and not masked (RFC 6455 §5.1). */
final class WebSocketFrame {
    private static final int FIN = 0x80;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int MAX_HEADER_BYTES = 10;

    private WebSocketFrame() {}

    /** The frame, ready to be sent. */
    static ByteBuffer of(Opcode opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER_BYTES + payload.length);
        frame.put((byte) (FIN | opcode.code));
        if (payload.length < LENGTH_OF_16_BITS) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xffff) {
            frame.put((byte) LENGTH_OF_16_BITS).putShort((short) payload.length);
        } else {
            frame.put((byte) LENGTH_OF_64_BITS).putLong(payload.length);
        }
        return frame.put(payload).flip();
    }

    /** @param reason for people, in ASCII, of at most 123 bytes */
    static ByteBuffer close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        return of(
                Opcode.CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }
}
