package staunch.examples.websocket;

import java.util.Optional;
import java.util.stream.Stream;

/** What a frame is (RFC 6455 §5.2). */
enum Opcode {
    CONTINUATION(0),
    TEXT(1),
    BINARY(2),
    CLOSE(8),
    PING(9),
    PONG(10);

    final int code;

    Opcode(int code) {
        this.code = code;
    }

    static Optional<Opcode> of(int code) {
        return Stream.of(values()).filter(opcode -> opcode.code == code).findFirst();
    }

    /** Whether it may come in the middle of a message, whole and short. */
    boolean isControl() {
        return code >= CLOSE.code;
    }
}
