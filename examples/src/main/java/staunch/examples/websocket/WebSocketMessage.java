package staunch.examples.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A whole message, or a control frame, as it came: unmasked, and checked.
 *
 * @param opcode never {@link Opcode#CONTINUATION}
 * @param payload its bytes; those of a close begin with the code, if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WebSocketMessage(Opcode opcode, byte[] payload) {
    private static final int CODE_BYTES = 2;

    /** Checks what the bytes say (RFC 6455 §5.5.1, §8.1). */
    static WebSocketMessage checked(Opcode opcode, byte[] payload) throws WebSocketException {
        WebSocketMessage message = new WebSocketMessage(opcode, payload);
        if (opcode == Opcode.TEXT) {
            requireUtf8(ByteBuffer.wrap(payload));
        } else if (opcode == Opcode.CLOSE && payload.length > 0) {
            if (payload.length < CODE_BYTES || !CloseCode.isAllowed(message.closeCode())) {
                throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "a close without a code that may be sent");
            }
            requireUtf8(ByteBuffer.wrap(payload, CODE_BYTES, payload.length - CODE_BYTES));
        }
        return message;
    }

    private static void requireUtf8(ByteBuffer text) throws WebSocketException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(text); // strict, unlike a String's constructor
        } catch (CharacterCodingException e) {
            throw new WebSocketException(CloseCode.INVALID_DATA, "a text that is not UTF-8");
        }
    }

    /** The code of a close; 1000 if it has none. */
    int closeCode() {
        return payload.length == 0 ? CloseCode.NORMAL : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
}
