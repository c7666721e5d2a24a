package staunch.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.StreamEnd;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** The connection ended before the message was whole. */
public final class LostConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    LostConnectionException(String message) {
        super(message);
    }

    LostConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The peer has ended the connection where the response to {@code request} was not over. */
    static LostConnectionException at(StreamEnd where, InputEnd end, String request) {
        String place = switch (where) {
            case INSIDE_HEAD -> "inside the head of the response";
            case INSIDE_BODY -> "inside the body of the response: it is truncated";
            case COMPLETES_BODY -> "without an orderly end: the response may be truncated";
            default -> "before the response";
        };
        return new LostConnectionException(
                "the connection ended " + (end == InputEnd.CLEAN ? "" : "(" + end + ") ") + place + ": " + request);
    }

    LostConnectionException(String what, CloseCause cause) {
        super(what + ": " + cause.message(), cause.failure());
    }
}
